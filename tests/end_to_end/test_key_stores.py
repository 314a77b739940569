"""Key stores in a real commit: refused with advice of their own, or passed with the reason."""

from __future__ import annotations

import json
import sys

import pytest
from conftest import Repo
from detectors.key_material import noise
from detectors.keystores.store_material import OWN, armour, bouncy, java, open_pfx, pfx

from secretguard.sources.hooks import install_hook


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    install_hook(str(repo.path / ".git" / "hooks"), "pre-commit", sys.executable)
    return repo


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("site.pfx", pfx("changeit"), ['it opens with "changeit"', "Replace each key pair"]),
        ("site.p12", pfx(OWN), ["none of the passwords", "Replace each key pair"]),
        ("app.jks", java("password", 1), ['it opens with "password"', "Fetch the store"]),
        ("app.bks", bouncy(OWN, 4), ["Bouncy Castle key store", "Replace each key pair"]),
        ("id_ssh2", armour(b"none"), ["its label says encrypted; it is not", "authorized_keys"]),
        (
            "team.kdbx",
            bytes.fromhex("03d9a29a67fb4bb5") + b"\0\0\4\0" + noise(1, 300),
            ["always encrypted", "Change each of them"],
        ),
    ],
)
def test_a_commit_with_a_store_is_refused(
    guarded: Repo, name: str, data: bytes, told: list[str]
) -> None:
    guarded.stage(name, data)
    done = guarded.run("commit", "-m", "add", check=False)
    report = " ".join((done.stdout + done.stderr).decode().split())
    assert done.returncode == 1, report
    assert [words for words in told if words not in report] == []
    assert guarded.run("rev-parse", "-q", "--verify", "HEAD", check=False).returncode != 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("ca.p12", open_pfx(with_key=False), id="certificates in PKCS#12"),
        pytest.param("trust.jks", java(OWN, 2, 2), id="a trust store"),
    ],
)
def test_certificates_alone_are_committed_in_silence_and_explained_on_request(
    guarded: Repo, name: str, data: bytes
) -> None:
    guarded.stage(name, data)
    done = guarded.run("commit", "-m", "add")
    assert b"secretguard" not in done.stdout + done.stderr
    report = json.loads(guarded.secretguard("scan", "--format", "json", name).stdout)
    assert (report["answer"], report["findings"]) == ("allow", [])
    (passed,) = report["suppressed"]
    assert passed["suppression"]["kind"] == "public"
    assert "certificates alone" in passed["suppression"]["reason"]


def test_the_store_of_a_password_in_no_report(guarded: Repo) -> None:
    guarded.stage("site.pfx", pfx(OWN))
    for form in ("text", "json", "sarif"):
        done = guarded.secretguard("scan", "--format", form, "site.pfx")
        assert done.returncode == 1
        assert OWN.encode() not in done.stdout + done.stderr
