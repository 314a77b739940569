"""What a commit is told about a secret that the ledger knows."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from conftest import Repo
from incident_repos import commit, commit_ledger, do, guard, incidents, record
from ledger_events import store_in
from mocks import mock_token

from secretguard.model.frozen import replace

TOKEN = mock_token("github-pat", 1)
OTHER = mock_token("github-pat", 2)
LINE = f'token = "{TOKEN}"\n'
PASSWORD_LINE = f'db_password = "{mock_token("stripe-secret-key", 12)[8:19]}"\n'


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    return guard(repo)


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of the work tree."""
    files = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_ledger_that_cannot_be_read_is_no_all_clear(guarded: Repo) -> None:
    (guarded.path / ".secretguard/ledger.jsonl").mkdir(parents=True)
    guarded.stage("a.py", "x = 1\n")
    done = guarded.secretguard("hook", "pre-commit")
    assert (done.returncode, b"Is a directory" in done.stderr) == (3, True)


def test_a_clean_commit_leaves_nothing(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    assert commit(guarded, "-q", "-m", "x") == (0, "")
    assert not (guarded.path / ".git/secretguard").exists()


def test_a_refusal_leaves_an_incident_and_no_other_trace(guarded: Repo) -> None:
    guarded.stage("a.py", LINE)
    before = tree(guarded.path), guarded.git("status", "--porcelain")
    assert commit(guarded)[0] == 1
    assert (tree(guarded.path), guarded.git("status", "--porcelain")) == before
    private = guarded.path / ".git/secretguard"
    assert {path.name: path.stat().st_mode & 0o777 for path in private.iterdir()} == {
        "incidents.jsonl": 0o600, "salt": 0o600, "lock": 0o600,
    }  # fmt: skip
    [found] = incidents(guarded)
    assert (found["state"], found["rule"], found["paths"], found["committed"]) == (
        "compromised", "github-pat", ["a.py"], False,
    )  # fmt: skip
    assert found["opened_by"] == "Test Person <test@example.org>"


def test_trying_again_opens_nothing_new(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINE)
    for _ in range(2):
        code, said = commit(guarded)
        assert code == 1
        assert f"incident {name}: open since" in said
    assert len(incidents(guarded)[0]["events"]) == 1
    guarded.stage("b.py", LINE)
    commit(guarded)
    [found] = incidents(guarded)
    assert [event["event"] for event in found["events"]] == ["opened", "seen-again"]
    assert found["paths"] == ["a.py", "b.py"]


def test_work_trees_share_the_local_ledger(guarded: Repo) -> None:
    guarded.git("worktree", "add", "-q", "../linked")
    linked = Repo(guarded.path.parent / "linked")
    name = record(linked, "a.py", LINE)
    assert [found["id"] for found in incidents(guarded)] == [name]


def test_a_dismissed_one_passes_with_reason_owner_and_expiry(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINE)
    do(
        guarded,
        "dismiss",
        name,
        "--reason",
        "mock of the demo",
        "--owner",
        "Bo",
        "--until",
        "2099-01-31",
    )
    code, said = commit(guarded, "-q", "-m", "x")
    assert (code, said) == (0, "")
    guarded.stage("b.py", LINE)
    done = guarded.secretguard("scan", "--staged", "-v")
    assert b"mock of the demo (incident " + name.encode() in done.stdout.replace(b"\n", b" ")
    assert b"until 2099-01-31, Bo answers for it" in done.stdout
    assert done.returncode == 0


def test_a_swapped_value_on_a_dismissed_line_is_refused(guarded: Repo) -> None:
    do(guarded, "dismiss", record(guarded, "a.py", LINE), "--reason", "mock")
    assert commit(guarded, "-q", "-m", "x")[0] == 0
    guarded.stage("a.py", LINE.replace(TOKEN, OTHER))
    code, said = commit(guarded)
    assert (code, "recorded on this machine" in said) == (1, True)


def test_a_moved_dismissed_line_passes(guarded: Repo) -> None:
    do(guarded, "dismiss", record(guarded, "a.py", LINE), "--reason", "mock")
    assert commit(guarded, "-q", "-m", "x")[0] == 0
    guarded.stage("a.py", "\n" * 30)
    guarded.stage("deeper/b.py", "import os\n" + LINE.replace("token", "key"))
    assert commit(guarded, "-q", "-m", "x")[0] == 0


def test_a_dismissed_password_passes(guarded: Repo) -> None:
    name = record(guarded, "a.py", PASSWORD_LINE)
    assert incidents(guarded)[0]["fingerprint"].startswith("s1:")
    do(guarded, "dismiss", name, "--reason", "the local test database")
    assert commit(guarded, "-q", "-m", "x")[0] == 0


def test_an_expired_dismissal_blocks_again(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINE)
    do(guarded, "dismiss", name, "--reason", "mock")
    ledger = store_in(guarded.path / ".secretguard")
    *_, last = (link.event for link in ledger.read().links())
    ledger.append([replace(last, until="2020-01-31")])
    (guarded.path / ".secretguard/lock").unlink(missing_ok=True)
    code, said = commit(guarded)
    assert code == 1
    assert "which expired on 2020-01-31" in " ".join(said.split())
    assert [found["expired"] for found in incidents(guarded, "--state", "expired")] == [True]


@pytest.fixture
def revoked(guarded: Repo) -> Repo:
    """A repository whose ledger knows the token as revoked; no file holds it."""
    name = record(guarded, "a.py", LINE)
    do(guarded, "revoke", name, "--evidence", "https://audit.example/7")
    guarded.git("rm", "-q", "--cached", "a.py")
    (guarded.path / "a.py").unlink()
    commit_ledger(guarded)
    return guarded


ENCODED = base64.b64encode(TOKEN.encode()).decode()
COMEBACKS = [
    pytest.param("b.py", LINE, id="as it was"),
    pytest.param("b.py", f'api_key = "{ENCODED}"\n', id="base64"),
    pytest.param("b.py", f'api_key = "{TOKEN.encode().hex()}"\n', id="hex"),
    pytest.param("b.yaml", f"api_key: '{TOKEN}'\n", id="other quotes"),
    pytest.param("b.py", f"u = 'https://me:{TOKEN}@db.company.org/x'\n", id="in an address"),
    pytest.param("b.py", LINE + "# secretguard: allow it is dead\n", id="with a marker below"),
    pytest.param("b.py", "# secretguard: allow it is dead\n" + LINE, id="with a marker above"),
    pytest.param("b.txt", f"{ENCODED}\n", id="base64 without a name"),
    pytest.param("b.txt", f"# was {TOKEN.encode().hex()}\n", id="hex without a name"),
    pytest.param("README.md", f"Use `{TOKEN}` as an example.\n", id="in a manual"),
]


@pytest.mark.parametrize(("name", "content"), COMEBACKS)
def test_a_revoked_one_that_comes_back_is_refused_with_its_history(
    revoked: Repo, name: str, content: str
) -> None:
    revoked.stage(name, content)
    code, said = commit(revoked)
    flat = " ".join(said.split())
    assert code == 1
    assert "revoked on 20" in flat
    assert "by Test Person (https://audit.example/7)" in flat
    assert "still not to be committed" in flat
    assert "Compromised: revoke it" not in flat
    assert TOKEN not in said


def test_a_revoked_one_is_known_in_each_part_of_a_large_file_and_told_once(revoked: Repo) -> None:
    """Part and context overlap: what lies in both is told by one of them."""
    line = b"nothing to see in this line of text\n"
    at = [0, (1 << 23) - (1 << 17), (1 << 23) - 20, (9 << 20)]
    content = bytearray(line * ((10 << 20) // len(line)))
    hidden = f"\n# was {TOKEN.encode().hex()}\n".encode()
    for offset in at:
        content[offset : offset + len(hidden)] = hidden
    revoked.write("big.txt", bytes(content))
    done = revoked.secretguard("scan", "big.txt", "--format", "json")
    found = json.loads(done.stdout)["findings"]
    assert done.returncode == 1
    assert [one["line"] for one in found] == [
        content.count(b"\n", 0, offset + 1) + 1 for offset in at
    ]


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param('exclude = ["vault/"]\n', id="the path is excluded"),
        pytest.param('disable = ["github-pat"]\n', id="the rule is switched off"),
        pytest.param('refuse-at = "certain"\nexclude = ["*"]\n', id="nothing refuses"),
    ],
)
def test_no_change_of_the_settings_lets_a_revoked_one_back(revoked: Repo, settings: str) -> None:
    revoked.stage(".secretguard.toml", settings)
    revoked.commit("weaker")
    revoked.stage("vault/b.py", LINE)
    code, said = commit(revoked)
    assert (code, "still not to be committed" in " ".join(said.split())) == (1, True)


def test_a_revoked_one_is_known_after_its_rule_is_gone(guarded: Repo) -> None:
    """No rule of ours knows this value; the one that did was the project's own."""
    value = mock_token("npm-access-token", 3)[4:30]
    pattern = "[[pattern]]\nid = \"acme-key\"\nregex = 'acme/(?P<secret>[A-Za-z0-9]{26})'\n"
    guarded.stage(".secretguard.toml", pattern)
    guarded.commit("rule")
    do(guarded, "revoke", record(guarded, "a.txt", f"acme/{value}\n"), "--evidence", "ticket 7")
    guarded.git("rm", "-qf", "a.txt")
    commit_ledger(guarded)
    guarded.git("rm", "-q", ".secretguard.toml")
    guarded.commit("rule gone")
    for content in (
        f"acme/{value}\n",
        f"x {value}\n",
        f"{base64.b64encode(value.encode()).decode()}\n",
    ):
        guarded.stage("b.txt", content)
        code, said = commit(guarded)
        assert (code, "still not to be committed" in " ".join(said.split())) == (1, True)
        assert value not in said


def test_a_revoked_one_on_an_untouched_line_is_no_news(guarded: Repo) -> None:
    guarded.stage("a.py", LINE)
    guarded.commit("leak")
    do(guarded, "adopt")
    do(guarded, "revoke", incidents(guarded)[0]["id"], "--evidence", "ticket 7")
    commit_ledger(guarded)
    guarded.stage("a.py", LINE + "x = 1\n")
    assert commit(guarded, "-q", "-m", "x") == (0, "")
    done = guarded.secretguard("scan", "-v", ".")
    assert (done.returncode, b"revoked on" in done.stdout) == (0, True)


def test_a_commit_that_brought_it_back_is_not_pushed_but_the_old_leak_is(guarded: Repo) -> None:
    guarded.stage("a.py", LINE)
    guarded.run("commit", "-q", "--no-verify", "-m", "leak",
                env={"GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z"})  # fmt: skip
    do(guarded, "adopt")
    do(guarded, "revoke", incidents(guarded)[0]["id"], "--evidence", "ticket 7")
    commit_ledger(guarded)
    guarded.git("init", "-q", "--bare", "../remote.git")
    guarded.git("remote", "add", "origin", "../remote.git")
    assert guarded.run("push", "-q", "origin", "main", check=False).returncode == 0
    guarded.stage("b.py", LINE)
    guarded.run("commit", "-q", "--no-verify", "-m", "back",
                env={"GIT_AUTHOR_DATE": "2099-01-01T00:00:00Z"})  # fmt: skip
    done = guarded.run("push", "-q", "origin", "main", check=False)
    said = " ".join((done.stdout + done.stderr).decode().split())
    assert (done.returncode, "still not to be committed" in said) == (1, True)


def test_an_open_legacy_one_blocks_a_new_copy_but_no_untouched_line(guarded: Repo) -> None:
    guarded.stage("a.py", LINE)
    guarded.commit("leak")
    do(guarded, "adopt")
    commit_ledger(guarded)
    name = incidents(guarded)[0]["id"]
    guarded.stage("a.py", "import os\n" + LINE)
    code, said = commit(guarded)
    assert (code, f"untouched line, incident {name}" in said) == (0, True)
    guarded.stage("b.py", LINE)
    code, said = commit(guarded)
    assert (code, f"incident {name}: open since" in said) == (1, True)
    done = guarded.secretguard("scan", "a.py")
    assert (done.returncode, name.encode() in done.stdout) == (0, True)
    assert guarded.secretguard("scan", "b.py").returncode == 1


def test_rotated_counts_as_not_to_be_committed(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINE)
    do(guarded, "rotate", name, "--until", "2099-01-31")
    code, said = commit(guarded)
    assert code == 1
    assert "the old one lives until 2099-01-31; still not to be committed" in " ".join(said.split())


def test_a_dismissal_is_named_in_the_commit_that_brings_it(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINE)
    do(guarded, "dismiss", name, "--reason", "mock of the demo")
    guarded.git("add", ".secretguard")
    code, said = commit(guarded)
    assert code == 0
    flat = " ".join(said.split())
    assert (
        f".secretguard/ledger.jsonl: {name} is dismissed by Test Person: mock of the demo" in flat
    )
    ledger = guarded.path / ".secretguard/ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().splitlines(keepends=True)[0])
    guarded.git("add", ".secretguard")
    assert "1 of its events is removed or edited" in " ".join(commit(guarded)[1].split())


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (b"<<<<<<< HEAD\n", "line 3: it is a mark of an unresolved merge conflict"),
        (b'{"fingerprint":"h1:', "line 3: it is not JSON"),
        (
            b'{"fingerprint":"h1:00000000:11111111111111111111111111111111","v":1,"ev',
            "line 3: it is not JSON",
        ),
        (b'{"fingerprint":"","v":2}\n', "line 3: it has version 2; a newer secretguard reads it"),
    ],
)
def test_a_damaged_ledger_is_no_all_clear(guarded: Repo, damage: bytes, why: str) -> None:
    name = record(guarded, "a.py", LINE)
    do(guarded, "dismiss", name, "--reason", "mock")
    ledger = guarded.path / ".secretguard/ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes() + damage)
    done = guarded.secretguard("hook", "pre-commit")
    assert done.returncode == 3
    flat = " ".join(done.stdout.decode().split())
    assert f".secretguard/ledger.jsonl {why}" in flat


def test_a_salt_that_is_none_is_no_all_clear(guarded: Repo) -> None:
    name = record(guarded, "a.py", LINE)
    do(guarded, "dismiss", name, "--reason", "mock")
    (guarded.path / ".secretguard/salt").write_text("pepper\n")
    done = guarded.secretguard("hook", "pre-commit")
    assert done.returncode == 1
    assert b"a salt is 64 hexadecimal digits" in done.stdout


def test_a_refusal_stands_when_it_cannot_be_recorded(guarded: Repo) -> None:
    (guarded.path / ".git/secretguard").write_text("in the way")
    guarded.stage("a.py", LINE)
    code, said = commit(guarded)
    assert (code, "COMPROMISED" in said) == (1, True)
    assert "the incident could not be recorded" in said


def test_nobody_is_still_recorded(guarded: Repo) -> None:
    guarded.stage("a.py", LINE)
    home = Path(os.environ["HOME"])
    (home / "gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    done = guarded.secretguard("hook", "pre-commit")
    assert done.returncode == 1
    assert [found["opened_by"] for found in incidents(guarded)] == ["somebody"]
    done = guarded.secretguard("incidents", "dismiss", incidents(guarded)[0]["id"], "--reason", "x")
    assert (done.returncode, b"set user.name" in done.stderr) == (3, True)
