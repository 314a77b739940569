"""A private key is its body: headers alone are prose, and disguises change nothing."""

from __future__ import annotations

import base64
import json
import textwrap
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from key_material import (
    BECH32,
    DASHES,
    EC,
    RSA,
    age,
    armor,
    bech32,
    certificate,
    dsa,
    ed25519,
    noise,
    openpgp,
    openpgp_rsa,
    openssh,
    pbes2,
    pkcs1,
    pkcs8,
    putty,
    sec1,
    spki,
)

from secretguard.detectors.keystores.contents import opened_with
from secretguard.detectors.private_key import (
    TRIGGER_SPECS,
    PrivateKeyDetector,
    bech32_fits,
    screen,
)
from secretguard.engine.portable import Matcher
from secretguard.engine.trigger import Trigger
from secretguard.model.fragment import Fragment

if TYPE_CHECKING:
    from collections.abc import Callable

    from secretguard.model.candidate import Candidate

TRIGGERS = [Trigger(*spec) for spec in TRIGGER_SPECS]
MATCHER = Matcher(TRIGGERS)

LABEL = "PRIVATE KEY"
BEGIN, END = f"{DASHES}BEGIN {LABEL}{DASHES}", f"{DASHES}END {LABEL}{DASHES}"
AGE = "AGE-SECRET-" + "KEY-1"
OPENVPN = [f"{DASHES}{word} OpenVPN Static key V1{DASHES}" for word in ("BEGIN", "END")]
PUTTY = "PuTTY-User-" + "Key-File-3:"
LOCKED = "it is under a passphrase"


def candidates(data: bytes, path: str = "folder/file", screened: bool = True) -> list[Candidate]:
    """What a scan sees: the engine's hits, those that ``screen`` lets through, the detector."""
    regions: dict[str, tuple[tuple[int, int], ...]] = {}
    for end, index in MATCHER.hits(data):
        if not screened or screen(data, end, path):
            name = TRIGGERS[index].name
            regions[name] = (*regions.get(name, ()), (end, end))
    return list(PrivateKeyDetector().detect(Fragment(path, data, regions)))


def found(text: str) -> list[tuple[str, str, str]]:
    """(rule id, title, value) with the value read at the span."""
    data = text.encode()
    return [
        (each.rule_id, each.title, data[slice(*each.span)].decode()) for each in candidates(data)
    ]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty file"),
        pytest.param(f"Paste all from {BEGIN} to {END} here.", id="prose"),
        pytest.param(f"{BEGIN}\n...\n{END}\n", id="an ellipsis in place of the body"),
        pytest.param(f"{BEGIN}\n<your key>\n{END}\n", id="a placeholder in brackets"),
        pytest.param(f"{BEGIN}\nYOUR_PRIVATE_KEY_GOES_HERE\n{END}\n", id="a placeholder in words"),
        pytest.param(f"{BEGIN}\nMIIEvQIBADANBgkqhkiG9w0BAQEF...\n{END}\n", id="only its beginning"),
        pytest.param(f"{BEGIN}\n{END}\n", id="no body"),
        pytest.param(f'pem = "{BEGIN}\\n" + body + "\\n{END}"', id="code that builds one"),
        pytest.param(
            f'if pem.startswith("{BEGIN}"):\n    return decode(pem)\n', id="code that asks"
        ),
        pytest.param(
            f"{BEGIN} is followed by words, {'one after another, ' * 9}", id="words alone"
        ),
        pytest.param(f're.compile(r"{BEGIN}[\\s\\S]+?{END}")', id="a pattern"),
        pytest.param(f'"{BEGIN}",\n"{DASHES}BEGIN RSA {LABEL}{DASHES}",\n', id="a list of headers"),
        pytest.param(f'"{BEGIN}": "{noise(1, 32).hex()}",\n', id="a header beside a digest"),
        pytest.param(armor("PUBLIC KEY", spki()), id="a public key"),
        pytest.param(armor("CERTIFICATE", certificate()), id="a certificate"),
        pytest.param(
            armor("PGP PUBLIC KEY BLOCK", noise(2, 300), "\n"), id="an OpenPGP public key"
        ),
        pytest.param(armor("PGP MESSAGE", noise(3, 300), "\n"), id="an OpenPGP message"),
        pytest.param(f"It begins with {PUTTY} and its type.\n", id="PuTTY in prose"),
        pytest.param(putty(3, "none").partition("Private-")[0], id="PuTTY without private lines"),
        pytest.param(
            f"ppk = '{PUTTY} ' + algorithm + '\\r\\nEncryption: none\\r\\n'\n"
            "ppk += 'Private-Lines: ' + lines.length + '\\r\\n' + lines.join('')\n",
            id="PuTTY: code that builds one",
        ),
        pytest.param(
            rf"/^{PUTTY} (ssh-rsa)\r?\nEncryption: none\r?\nPrivate-Lines: \d+\r?\n([\s\S]*)$/",
            id="PuTTY: a pattern",
        ),
        pytest.param(
            putty(3, "none").partition("Private-Lines: 2")[0] + "Private-Lines: 2\n...\n",
            id="PuTTY: an ellipsis in place of the private lines",
        ),
        pytest.param(f"{OPENVPN[0]}\n...\n{OPENVPN[1]}\n", id="OpenVPN: an ellipsis"),
        pytest.param(f"{OPENVPN[0]}\n{'0' * 512}\n{OPENVPN[1]}\n", id="OpenVPN: zeros"),
        pytest.param(f"{AGE}{'Q' * 58}", id="age: the checksum does not fit"),
        pytest.param(age(1)[:-1], id="age: cut off"),
    ],
)
def test_no_key(text: str) -> None:
    assert found(text) == []


PLAIN = {
    "RSA private key": armor(f"RSA {LABEL}", pkcs1()),
    "EC private key": armor(f"EC {LABEL}", sec1()),
    "DSA private key": armor(f"DSA {LABEL}", dsa()),
    "OpenSSH private key": armor(f"OPENSSH {LABEL}", openssh(), width=70),
    "private key": armor(LABEL, ed25519()),
}
PKCS8 = {"RSA": armor(LABEL, pkcs8(RSA, pkcs1())), "EC": armor(LABEL, pkcs8(EC, sec1()))}
PEMS = [*PLAIN.items(), *(("private key", text) for text in PKCS8.values())]
PGP = armor(f"PGP {LABEL} BLOCK", openpgp(), "\n", "abcd")


@pytest.mark.parametrize(("title", "key"), PEMS)
def test_a_key_is_found_from_header_to_footer(title: str, key: str) -> None:
    text = f"# é\nbefore\n{key}\nafter = 1\n"
    assert found(text) == [("private-key", title, key)]
    (candidate,) = candidates(text.encode())
    assert (candidate.severity.word, candidate.confidence.word, candidate.structured) == (
        "critical",
        "high",
        True,
    )
    assert candidate.evidence == ("its body decodes to a key",)


@pytest.mark.parametrize(
    ("rule_id", "title", "key"),
    [
        pytest.param("private-key-pgp", "OpenPGP private key", PGP, id="OpenPGP"),
        pytest.param(
            "private-key-pgp",
            "OpenPGP private key",
            armor(f"PGP {LABEL} BLOCK", openpgp(), "Version: Example 1.0\nComment: a\n\n", "abcd"),
            id="OpenPGP with headers",
        ),
        pytest.param(
            "private-key-pgp",
            "OpenPGP private key",
            armor(f"PGP {LABEL} BLOCK", openpgp_rsa(0), "\n", "abcd"),
            id="OpenPGP, RSA",
        ),
        pytest.param("private-key-putty", "PuTTY private key", putty(3, "none"), id="PuTTY 3"),
        pytest.param("private-key-putty", "PuTTY private key", putty(2, "none"), id="PuTTY 2"),
        pytest.param("age-identity", "age identity", age(2), id="age"),
    ],
)
def test_keys_of_other_formats(rule_id: str, title: str, key: str) -> None:
    assert found(f"# é\n{key}\nafter = 1\n") == [(rule_id, title, key)]


@pytest.mark.parametrize(
    ("title", "key"),
    [
        pytest.param(
            "private key", armor(f"ENCRYPTED {LABEL}", pbes2()), id="PKCS#8, by its label"
        ),
        pytest.param("private key", armor(LABEL, pbes2()), id="PKCS#8, by its algorithm"),
        pytest.param(
            "RSA private key",
            armor(
                f"RSA {LABEL}",
                noise(4, 1200),
                f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,{noise(5, 16).hex().upper()}\n\n",
            ),
            id="RFC 1421 headers",
        ),
        *(
            pytest.param(
                "OpenPGP private key", armor(f"PGP {LABEL} BLOCK", made, "\n", "abcd"), id=name
            )
            for name, made in (
                ("OpenPGP, old packets", openpgp(254)),
                ("OpenPGP, new packets", openpgp(255, newer=True)),
                ("OpenPGP, RSA", openpgp_rsa(254)),
            )
        ),
        pytest.param(
            "OpenSSH private key",
            armor(f"OPENSSH {LABEL}", openssh(b"aes256-ctr", b"bcrypt"), width=70),
            id="OpenSSH",
        ),
        pytest.param("PuTTY private key", putty(3, "aes256-cbc"), id="PuTTY"),
    ],
)
def test_a_passphrase_lowers_the_severity_and_is_told(title: str, key: str) -> None:
    (candidate,) = candidates(f"before\n{key}\nafter\n".encode())
    assert (candidate.title, candidate.severity.word, candidate.secret.reveal()) == (
        f"{title} (under a passphrase)",
        "medium",
        key,
    )
    assert LOCKED in candidate.evidence


def _each_line(before: str, after: str = "") -> Callable[[str], str]:
    return lambda key: "\n".join(f"{before}{line}{after}" for line in key.split("\n"))


# How the lines of a key are written down elsewhere. What lies between header and footer is the
# value, whatever the disguise adds between the lines.
DISGUISES: dict[str, Callable[[str], str]] = {
    "Windows line ends": lambda key: key.replace("\n", "\r\n"),
    "\\n in a JSON string": lambda key: key.replace("\n", "\\n"),
    "\\r\\n in a string": lambda key: key.replace("\n", "\\r\\n"),
    "JSON inside a JSON string": lambda key: key.replace("\n", "\\\\n"),
    "blanks on one line": lambda key: key.replace("\n", " "),
    "nothing between the lines": lambda key: key.replace("\n", ""),
    "empty lines in between": lambda key: key.replace("\n", "\n\n"),
    "lines continued by a backslash": lambda key: key.replace("\n", "\\n\\\n"),
    "indented by blanks (YAML)": _each_line("  "),
    "indented by tabs": _each_line("\t\t"),
    "in a # comment": _each_line("# "),
    "in a quoted mail": _each_line("> "),
    "strings that join by themselves": _each_line('    "', '\\n"'),
    "strings joined by a dot": _each_line('    "', '\\n" .'),
    "a list of strings": _each_line("  '", "',"),
    "strings joined by a plus": _each_line('    "', '\\n" +'),
    "raw strings joined by a plus": _each_line("\t`", "` +"),
    "in a // comment": _each_line("// "),
    "\\u000a in a JSON string": lambda key: key.replace("\n", "\\u000a"),
    "&#10; in XML": lambda key: key.replace("\n", "&#10;"),
    "<br> in HTML": lambda key: key.replace("\n", "<br>\n"),
    "%0A in a URL": lambda key: key.replace("\n", "%0A"),
    "in a colour": _each_line("\x1b[32m", "\x1b[0m"),
    "`n in PowerShell": lambda key: key.replace("\n", "`n"),
}


@pytest.mark.parametrize("disguise", DISGUISES)
def test_disguises_change_nothing(disguise: str) -> None:
    dress = DISGUISES[disguise]
    for title, key in [*PEMS, ("OpenPGP private key", PGP)]:
        text = f"é = `{dress(key)}`;\nafter = 1\n"
        begin, end = text.index(f"{DASHES}BEGIN"), text.rindex(DASHES) + len(DASHES)
        assert [each[1:] for each in found(text)] == [(title, text[begin:end])]
        assert candidates(text.encode())[0].confidence.word == "high"


LOGS = {
    "Kubernetes": "2026-01-01T00:00:{:02}.123456789Z stdout F ",
    "syslog": "Jan  1 00:00:{:02} host.example.org app[1234]: ",
    "Compose": "web-1  | ",
    "a level": "12:00:{:02} [INFO] deploy: \x1b[32m",
}
HEADERS = f"Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,{noise(5, 16).hex().upper()}\n\n"


@pytest.mark.parametrize("log", LOGS)
def test_what_a_log_writes_before_each_line_is_no_part_of_the_body(log: str) -> None:
    sealed = (
        "RSA private key (under a passphrase)",
        armor(f"RSA {LABEL}", noise(4, 1200), HEADERS),
    )
    for title, key in [*PEMS, ("OpenPGP private key", PGP), sealed]:
        lines = ["before", *key.split("\n"), "after"]
        text = "".join(f"{LOGS[log].format(at)}{line}\n" for at, line in enumerate(lines))
        begin, end = text.index(f"{DASHES}BEGIN"), text.rindex(DASHES) + len(DASHES)
        assert [each[1:] for each in found(text)] == [(title, text[begin:end])]
        assert candidates(text.encode())[0].evidence[0] == "its body decodes to a key"


@pytest.mark.parametrize("log", LOGS)
def test_prose_in_a_log_is_no_body(log: str) -> None:
    words = [
        "reads",
        BEGIN,
        "anInternationalOrganisation",
        "ofStandardisationExperts wrote",
        "it all",
    ]
    text = "".join(f"{LOGS[log].format(at)}{line}\n" for at, line in enumerate(words * 3))
    assert found(text) == []


def test_a_key_without_its_footer_ends_with_its_last_line() -> None:
    lines = PLAIN["RSA private key"].split("\n")[:9]
    text = "\n".join(lines)
    (candidate,) = candidates(f"{text}\n".encode())
    assert (candidate.secret.reveal(), candidate.confidence.word, candidate.evidence) == (
        text,
        "medium",
        ("its body is cut off or does not decode",),
    )


@pytest.mark.parametrize(
    "after",
    [
        pytest.param("\ndef follow(words, of):\n    return code + 1\n", id="code"),
        pytest.param(f"\n{armor('CERTIFICATE', certificate())}\n", id="a certificate"),
        pytest.param(f"\n{armor('PUBLIC KEY', spki())}\n", id="a public key"),
    ],
)
def test_a_key_without_its_footer_swallows_nothing(after: str) -> None:
    text = "\n".join(PLAIN["RSA private key"].split("\n")[:9])
    assert found(text + after) == [("private-key", "RSA private key", text)]


def test_each_of_several_keys_is_found() -> None:
    first, second, third = PLAIN["EC private key"], PLAIN["private key"], age(3)
    assert found(f"{first}\n{armor('CERTIFICATE', certificate())}\n{second}\n{third}\n") == [
        ("private-key", "EC private key", first),
        ("private-key", "private key", second),
        ("age-identity", "age identity", third),
    ]


@pytest.mark.parametrize("key", [PLAIN["private key"], PGP, putty(2, "none"), age(4)])
def test_a_report_can_print_nothing_of_a_key(key: str) -> None:
    (candidate,) = candidates(key.encode())
    assert candidate.secret.redacted == f"*** ({len(key)} characters)"
    body = [run for run in key.split() if len(run) >= 24 and DASHES not in run]
    assert body != []
    assert [run for run in body if run in repr(candidate)] == []


@given(st.integers(0, 10**6), st.integers(len(AGE), len(AGE) + 57), st.integers(1, 31))
def test_one_wrong_character_breaks_an_age_identity(seed: int, place: int, shift: int) -> None:
    identity = age(seed)
    wrong = BECH32[(BECH32.index(identity[place].lower()) + shift) % 32].upper()
    assert found(f"k={identity}\n") == [("age-identity", "age identity", identity)]
    assert found(f"k={identity[:place]}{wrong}{identity[place + 1 :]}\n") == []


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        # Valid and invalid strings of BIP-173.
        ("a12uel5l", True),
        ("?1ezyfcl", True),
        ("pzry9x0s0muk", False),
        ("1pzry9x0s0muk", False),
        ("x1b4n0q5v", False),
        ("li1dgmt3", False),
        ("a1g7sgd8", False),
        ("", False),
    ],
)  # fmt: skip
def test_bech32(text: str, fits: bool) -> None:
    assert bech32_fits(text) is fits


@given(st.lists(st.integers(0, 31), max_size=60))
def test_bech32_fits_what_was_made_for_it(values: list[int]) -> None:
    assert bech32_fits(bech32("age-secret-key-", values)) is True


@pytest.mark.parametrize("text", [f"{BEGIN}\n{END}", f"{LABEL}{DASHES}\n{'A' * 64}\n{END}"])
def test_screen_spares_the_detector_what_cannot_be_a_key(text: str) -> None:
    end = text.index(f"{LABEL}{DASHES}") + len(f"{LABEL}{DASHES}")
    assert screen(text.encode(), end, "folder/file") is False


PIECES = (
    *("\n", "\\n", " ", '"', ": ", "Proc-Type", "abc", "=", "é", "\0"),
    *(BEGIN, END, DASHES, PUTTY, AGE, "Private-Lines: 1", "Private-MAC: "),
    *("MIIB" * 16, "A" * 64, age(5), PLAIN["private key"]),
)


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_screen_dismisses_nothing_that_the_detector_believes(text: str) -> None:
    data = text.encode()
    assert candidates(data) == candidates(data, screened=False)


@given(st.sampled_from([BEGIN, PUTTY, AGE + "Q" * 58]), st.binary(max_size=300))
def test_whatever_follows_a_header_is_answered(header: str, rest: bytes) -> None:
    data = header.encode() + rest
    for candidate in candidates(data):
        start, end = candidate.span
        assert 0 <= start < end <= len(data)
        value = candidate.secret.reveal().encode("utf-8", "surrogateescape")
        assert value == data[start:end]


def test_a_body_of_filler_is_hardly_believed() -> None:
    body = "\n".join(["MIIEvQIBADANBgkq", "X" * 64, "X" * 64])
    text = f"{DASHES}BEGIN {LABEL}{DASHES}\n{body}\n{DASHES}END {LABEL}{DASHES}\n"
    (candidate,) = candidates(text.encode())
    assert (candidate.confidence.word, candidate.evidence) == ("low", ("its body is filler",))


def test_a_manual_that_writes_over_the_beginning_of_a_key_refuses_nobody() -> None:
    key = armor(f"RSA {LABEL}", pkcs1())
    for word, confidence in (("EXAMPLE", "low"), ("Xq3vK0z", "medium")):
        mangled = key.replace("MII", word, 1)
        (candidate,) = candidates(mangled.encode())
        assert (candidate.confidence.word, candidate.secret.reveal()) == (confidence, mangled)


def openvpn(indent: str = "", newline: str = "\n", digits: int = 512) -> str:
    lines = textwrap.wrap(noise(71, 256).hex()[:digits], 32)
    return newline.join(f"{indent}{line}" for line in (OPENVPN[0], *lines, OPENVPN[1]))


@pytest.mark.parametrize(
    ("text", "level", "told"),
    [
        pytest.param(openvpn(), 3, "its body is whole", id="a file"),
        pytest.param(f"<tls-auth>\n{openvpn()}\n</tls-auth>", 3, "its body is whole", id="inline"),
        pytest.param(openvpn("  "), 3, "its body is whole", id="indented"),
        pytest.param(f'"{openvpn(newline=chr(92) + "n")}"', 3, "its body is whole", id="escaped"),
        pytest.param(openvpn(digits=128), 2, "its body is cut off", id="cut off"),
    ],
)
def test_an_openvpn_key(text: str, level: int, told: str) -> None:
    (one,) = candidates(text.encode())
    assert (one.rule_id, int(one.confidence), one.evidence[0]) == (
        "openvpn-static-key",
        level,
        told,
    )
    value = one.secret.reveal()
    assert value.startswith(OPENVPN[0])
    assert level == 2 or value.endswith(OPENVPN[1])


@pytest.mark.parametrize("word", ["COSIGN", "SIGSTORE"])
def test_a_sigstore_key_is_under_a_passphrase(word: str) -> None:
    params = {"N": 32768, "r": 8, "p": 1}
    box = {
        "kdf": {
            "name": "scrypt",
            "params": params,
            "salt": base64.b64encode(noise(72, 32)).decode(),
        },
        "cipher": {"name": "nacl/secretbox", "nonce": base64.b64encode(noise(73, 24)).decode()},
        "ciphertext": base64.b64encode(noise(74, 200)).decode(),
    }
    content = json.dumps(box, separators=(",", ":")).encode()
    (one,) = candidates(armor(f"ENCRYPTED {word} {LABEL}", content).encode())
    assert one.title == "Sigstore (cosign) private key (under a passphrase)"
    assert (one.rule_id, one.confidence.word, one.severity.word) == (
        "private-key",
        "high",
        "medium",
    )
    assert LOCKED in one.evidence


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()], ids=["247 bytes", "296 bytes"])
def test_a_famous_passphrase_is_tried_whatever_the_padding(curve: ec.EllipticCurve) -> None:
    made = ec.generate_private_key(curve).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(b"changeit"),
    )
    (one,) = candidates(made)
    assert (one.severity.word, one.evidence) == (
        "critical",
        ("its body decodes to a key", LOCKED, opened_with("changeit")),
    )
