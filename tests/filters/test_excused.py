"""What each filter excuses, and what it must not: one table a filter, kind and reason asserted."""

from __future__ import annotations

import base64
import random
import string
from typing import TYPE_CHECKING, Any

import pytest
from factory import BASE64, HEX, drawn, pem, placed, told, uuid
from hypothesis import given
from hypothesis import strategies as st

from secretguard.filters.certificate import is_certificate
from secretguard.filters.ciphertext import is_ciphertext
from secretguard.filters.documented import is_documented
from secretguard.filters.identifier import is_identifier
from secretguard.filters.integrity import is_integrity_hash
from secretguard.filters.placeholder import is_placeholder
from secretguard.filters.public import is_public
from secretguard.filters.reference import is_reference

if TYPE_CHECKING:
    from secretguard.filters import Filter

NOTHING = ("", "")
KEY = drawn(1, 40)
GIT_ID = drawn(2, 40, HEX)
SHA256 = drawn(3, 64, HEX)
INTEGRITY = drawn(4, 86, BASE64) + "=="
DER = bytes(random.Random(6).sample(range(256), 48)).decode("utf-8", "surrogateescape")
SHUFFLED = "".join(random.Random(5).sample(BASE64, 64))
WORDY = "CorrectHorse7Staple"


def check(judge: Filter, text: str, value: str, expected: tuple[str, str], **how: Any) -> None:
    assert told(judge, *placed(text, value, **how)) == expected


def case(why: str, text: str, value: str = "", expected: str = "", /, **how: Any) -> Any:
    """A row of a table; without an expected reason, the filter has to keep quiet."""
    return pytest.param(text, value or text, expected, how, id=why)


ENTROPY = {"detector": "entropy"}


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("a random value", KEY),
        case("a word that merely begins like a lookup", "config!Passw0rd"),
        case("ENV as part of a password", "ENV!Passw0rd"),
        case("openssl's pass: is followed by the password itself", "pass:" + WORDY),
        case("a default of the shell is a value", "${DB_PASS:-" + WORDY + "}"),
        case("so is a default without the colon", "${DB_PASS-" + WORDY + "}"),
        case("a token with a shape of its own", "${" + KEY + "}", structured=True),
        case("a dollar sign inside", "Pa$$w0rd" + KEY[:8]),
        case("environment variable", "${DB_PASSWORD}", "", "an environment variable, not a value"),
        case("a default that is a word", "${DB_PASS:-postgres}", "", "it is put together from references"),
        case("variable that must be set", "${DB_PASS:?not set}", "", "an environment variable, not a value"),
        case("dollar and name", "$DB_PASSWORD", "", "an environment variable, not a value"),
        case("PowerShell", "$env:DB_PASSWORD", "", "an environment variable, not a value"),
        case("Windows", "%DB_PASSWORD%", "", "an environment variable, not a value"),
        case("Symfony", "%env(DB_PASSWORD)%", "", "an environment variable, not a value"),
        case("a Spring property whose name has dashes", "${my-app.mail-password1}", "", "an environment variable, not a value"),
        case("GitHub Actions", "${{ secrets.DEPLOY_KEY }}", "", "a pipeline expression, not a value"),
        case("Azure Pipelines", "$(deployKey)", "", "the output of a command or a pipeline variable, not a value"),
        case("GitLab", "$CI_JOB_TOKEN", "", "an environment variable, not a value"),
        case("Jinja", "{{ vault_password }}", "", "a template's variable, not a value"),
        case("ERB", '<%= ENV["KEY"] %>', "", "a template's variable, not a value"),
        case("Ruby", "#{password}", "", "a template's variable, not a value"),
        case("replaced at deployment", "__DB_PASSWORD__", "", "a template's variable, not a value"),
        case("Key Vault", "@Microsoft.KeyVault(SecretUri=https://v/secrets/x)", "", "a Key Vault reference, not a value"),
        case("1Password", "op://vault/item/password", "", "a vault reference, not a value"),
        case("HashiCorp Vault", "vault:secret/data/app#key", "", "a vault reference, not a value"),
        case("Secrets Manager", "arn:aws:secretsmanager:eu-west-1:1:secret:x", "", "an AWS secret reference, not a value"),
        case("SSM", "{{resolve:ssm-secure:/app/key:1}}", "", "a template's variable, not a value"),
        case("CloudFormation", "!Ref DBPassword", "", "a tag that is resolved elsewhere, not a value"),
        case("Google", "projects/p/secrets/s/versions/latest", "", "a Secret Manager reference, not a value"),
        case("a mounted file", "/run/secrets/db_password", "", "a mounted secret, not a value"),
        case("a file", "file:/etc/keys/db", "", "a reference to where it is kept, not a value"),
        case("Terraform", "var.db_password", "", "a Terraform value, not a value"),
        case("Helm", ".Values.db.password", "", "a Kubernetes reference, not a value"),
        case("Python", "os.environ['KEY']", "", "an environment lookup, not a value"),
        case("JavaScript", "process.env.KEY", "", "an environment lookup, not a value"),
        case("Jenkins", "credentials('deploy-key')", "", "an environment lookup, not a value"),
        case("format", "%(password)s", "", "a format placeholder, not a value"),
        case("several parts", "${USER}:${PASSWORD}", "", "it is put together from references"),
        case("the detector saw it", "kept elsewhere", "", "it stands for a value that is kept elsewhere", refers=True),
    ],
)  # fmt: skip
def test_reference(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    check(is_reference, text, value, ("reference", reason) if reason else NOTHING, **how)


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("a random value", KEY),
        case("a password that begins with such a word", "secret" + KEY[:16]),
        case("a random value between brackets", "<" + KEY + ">"),
        case("a password that happens to end in brackets", "[9$kq.Xw7!]"),
        case("a token with words in it", "acme_example_secret", structured=True),
        case("a key in bytes, of which there are more", DER, structured=True, detector="key-store"),
        case("few characters, but short", "abababab1", structured=True),
        case("changeme", "changeme", "", "its words say that a value goes here"),
        case("a sentence", "your-api-key-here", "", "its words say that a value goes here"),
        case("angle brackets", "<your token>", "", "brackets mark a place to fill in"),
        case("a name in brackets", "[GITHUB_TOKEN]", "", "brackets mark a place to fill in"),
        case("camel case in brackets", "{apiKey}", "", "brackets mark a place to fill in"),
        case("how long it has to be", "<a 32 character key>", "", "brackets mark a place to fill in"),
        case("crosses", "abc_xxxxxxxxxxxx", "", "part of it is left out or crossed out"),
        case("crosses in a token", "ghx_" + "x" * 36, "", "part of it is left out or crossed out", structured=True),
        case("dots", "AbCd...WxYz", "", "part of it is left out or crossed out"),
        case("an ellipsis", "AbCd\u2026WxYz", "", "part of it is left out or crossed out"),
        case("one character", "acme_" + "0" * 32, "", "it repeats a few characters", structured=True),
        case("counts up", "abcdefghijklmnopqrst", "", "it counts up or repeats itself", structured=True),
        case(
            "an alphabet in another order", SHUFFLED, "",
            "no character stands in it twice: it is an alphabet",
        ),
        case(
            "its small letters and digits behind a prefix",
            "acme" + "".join(char for char in SHUFFLED if char in string.ascii_lowercase + string.digits)[:32],
            "", "no character stands in it twice: it is an alphabet", structured=True,
        ),
        case("its own name", "dbPassword7", "", "it repeats the name it is assigned to", name="dbpassword7"),
    ],
)  # fmt: skip
def test_placeholder(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    text = f"{how['name']} = {value}" if "name" in how else text
    check(is_placeholder, text, value, ("placeholder", reason) if reason else NOTHING, **how)


@given(st.integers(0, 10**9), st.sampled_from([BASE64, HEX]))
def test_no_random_value_is_a_placeholder(seed: int, alphabet: str) -> None:
    value = drawn(seed, 40, alphabet)
    assert told(is_placeholder, *placed(value, value)) == NOTHING
    assert told(is_placeholder, *placed(value, value, structured=True)) == NOTHING


AWS_EXAMPLE = "AKIA" + "IOSFODNN7" + "EXAMPLE"
ANGULAR_EXAMPLE = base64.b64encode(b":".join([b"beep", b"boop"])).decode()
MINIO_EXAMPLE = "Q3AM3UQ867" + "SPQQA43P2F"


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("a random value", KEY),
        case("another rule's value with the word in it", KEY + "EXAMPLE"),
        case("AWS", AWS_EXAMPLE, "", "AWS documentation key", rule_id="aws-access-key-id"),
        case("AWS under any rule", AWS_EXAMPLE, "", "published example: AWS documentation access key id"),
        case("AngularJS", ANGULAR_EXAMPLE, "", "published example: AngularJS documentation Basic"),
        case("MinIO", MINIO_EXAMPLE, "", "published example: MinIO public test server access key"),
        case("one character more", AWS_EXAMPLE + "X", "", ""),
    ],
)  # fmt: skip
def test_documented(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    check(is_documented, text, value, ("documented", reason) if reason else NOTHING, **how)


def test_public() -> None:
    check(is_public, KEY, KEY, NOTHING, structured=True)
    check(
        is_public,
        KEY,
        KEY,
        ("public", "it only identifies"),
        structured=True,
        public="it only identifies",
    )


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("a hash where nothing says so", f"x = '{SHA256}'", SHA256),
        case("a key in a lock file", f'"token": "{KEY}"', KEY, "", path="yarn.lock", name="token"),
        case(
            "a private registry's password in a lock file",
            f'resolved "https://ci:{GIT_ID}@npm.corp.example/x.tgz"', GIT_ID,
            path="yarn.lock", detector="url",
        ),
        case(
            "a provider's key in a lock file", f'"integrity": "sha512-{KEY}"', KEY,
            path="package-lock.json", structured=True,
        ),
        case("not the shape of a hash", "sha256:short-and-sweet!", "short-and-sweet!"),
        case("npm", f'"integrity": "sha512-{INTEGRITY}"', INTEGRITY, "a hash that proves a download"),
        case("pip", f"--hash=sha256:{SHA256}", SHA256, "a hash that proves a download"),
        case("Go", f"example.org/x v1.0.0 h1:{drawn(5, 43, BASE64)}=", drawn(5, 43, BASE64) + "=", "a hash that proves a download"),
        case("Homebrew", f'sha256 "{SHA256}"', SHA256, "a hash that proves a download"),
        case("Nix", f'"narHash": "sha256-{drawn(6, 43, BASE64)}="', drawn(6, 43, BASE64) + "=", "a hash that proves a download"),
        case("a script element", f'integrity="sha384-{drawn(7, 64, BASE64)}"', drawn(7, 64, BASE64), "a hash that proves a download"),
        case("any hash in a lock file", f'files = ["{SHA256}"]', SHA256, "a hash in a lock file", path="sub/Poetry.lock", **ENTROPY),
    ],
)  # fmt: skip
def test_integrity(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    check(is_integrity_hash, text, value, ("integrity", reason) if reason else NOTHING, **how)


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("no known shape", KEY, **ENTROPY),
        case("a token in the shape of a UUID", f"token = '{uuid(1)}'", uuid(1), name="token"),
        case("a UUID as the password of a URL", f"redis://x:{uuid(2)}@host", uuid(2), detector="url"),
        case("a git host's token of 40 digits in a URL", f"https://u:{GIT_ID}@git.example", GIT_ID, detector="url"),
        case("a provider's named key", f"X-Auth-Token: {GIT_ID}", GIT_ID, detector="provider"),
        case("a plugin's token", f"acme {uuid(3)}", uuid(3), detector="plugin:acme"),
        case("a token beside a git word", f'{{"ref": "main", "token": "{GIT_ID}"}}', GIT_ID, name="token"),
        case("a structured token", f"commit {GIT_ID}", GIT_ID, structured=True),
        case("a UUID", f"id {uuid(4)}", uuid(4), "a UUID", **ENTROPY),
        case("in braces", "{" + uuid(5).upper() + "}", "{" + uuid(5).upper() + "}", "a UUID", **ENTROPY),
        case("a commit", f"commit {GIT_ID}", GIT_ID, "the id of a git object", **ENTROPY),
        case("a name that is one of git", f"token_commit = '{GIT_ID}'", GIT_ID, "the id of a git object", name="token_commit"),
        case("forty hex digits", f"x {GIT_ID}", GIT_ID, "the shape of an identifier", **ENTROPY),
        case("a ULID", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "", "the shape of an identifier", **ENTROPY),
        case("an ObjectId", drawn(8, 24, HEX), "", "the shape of an identifier", **ENTROPY),
    ],
)  # fmt: skip
def test_identifier(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    check(is_identifier, text, value, ("identifier", reason) if reason else NOTHING, **how)


SEALED = """\
kind: SealedSecret
spec:
  encryptedData:
    first: {0}
    second: {0}
  template:
    data: {1}
"""
VAULT = "\n".join(drawn(seed, 80, HEX) for seed in range(3))
BODY = "\n".join(drawn(seed, 64, BASE64) for seed in range(10, 14))


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("a random value", KEY),
        case("a code that only names the vault", f'if text.startswith("$ANSIBLE_VAULT;"): key = "{KEY}"', KEY),
        case("plain text below a vault", f"$ANSIBLE_VAULT;1.1;AES256\n{VAULT}\nkey: {KEY}", KEY),
        case("a function of that name", f'ENC(name, "{KEY}")', KEY),
        case("another key on the line", f"secure:true,password:{KEY}", KEY),
        case("a flag of that name", f"is_encrypted:no,password:{KEY}", KEY),
        case("not sealed, only in the template", SEALED.format("AgB", KEY), KEY),
        case("the word without the kind", f"encryptedData:\n  key: {KEY}", KEY),
        case("a header in a program", f"HEAD = '{pem('PGP MESSAGE', '', '')}'\nkey = '{KEY}'", KEY),
        case("a provider's key", f"ENC[AES256_GCM,data:{KEY}", KEY, structured=True),
        case("below an encrypted file", pem("AGE ENCRYPTED FILE", BODY) + KEY, KEY),
        case("SOPS", f"key: ENC[AES256_GCM,data:{KEY},iv:x]", KEY, "an encrypted SOPS or eyaml value"),
        case("eyaml", f"key: ENC[PKCS7,{KEY}]", KEY, "an encrypted SOPS or eyaml value"),
        case("Jasypt", f"key=ENC({KEY})", KEY, "a Jasypt value"),
        case("Spring", "key: '{cipher}" + SHA256 + "'", SHA256, "a Spring Cloud Config value"),
        case("Travis", f'secure: "{KEY}"', KEY, "an encrypted CI value"),
        case("dotenvx", f'KEY="encrypted:{KEY}"', KEY, "a dotenvx value"),
        case("Zuul, whose ciphertext stands in the lines below", "password: !encrypted/pkcs1-oaep", "!encrypted/pkcs1-oaep", "an encrypted value"),
        case("OpenSSL", "U2FsdGVkX1" + KEY, "", "an encrypted value"),
        case("SealedSecret", SEALED.format(KEY, "x"), KEY, "a value of a SealedSecret"),
        case("age", pem("AGE ENCRYPTED FILE", BODY), BODY[-64:], "inside an encrypted file"),
        case("PGP", pem("PGP MESSAGE", f"Version: 1\n\n{BODY}"), BODY[-64:], "inside an encrypted file"),
        case("Ansible", f"x: !vault |\n  $ANSIBLE_VAULT;1.2;AES256;dev\n  {VAULT}", VAULT[-80:], "inside an Ansible Vault"),
        case("bcrypt", "$2b$12$" + drawn(9, 53), "", "a password's hash, not the password"),
        case("LDAP", "{SSHA}" + drawn(10, 32), "", "a password's hash, not the password"),
        case("Django", "pbkdf2_sha256$260000$" + drawn(11, 50), "", "a password's hash, not the password"),
    ],
)  # fmt: skip
def test_ciphertext(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    check(is_ciphertext, text, value, ("ciphertext", reason) if reason else NOTHING, **how)


def der(start: str) -> str:
    """Base64 of DER that begins with the given bytes."""
    return base64.b64encode(bytes.fromhex(start) + drawn(12, 300).encode()).decode()


CERTIFICATE = der("30820325 3082020d a0030201 02")
RSA_PUBLIC = der("30820122 300d0609 2a864886 f70d0101 01")
EC_PUBLIC = der("3059 3013 0607 2a8648ce 3d0201")
PKCS8 = der("308204bd 020100 300d0609 2a864886 f70d0101 01")
PKCS1 = der("308204a4 020100 02820101")
ENCRYPTED = der("30820530 305e0609 2a864886 f70d0105 0d")
SSH = "AAAA" + drawn(13, 68, BASE64)


@pytest.mark.parametrize(
    ("text", "value", "reason", "how"),
    [
        case("a random value", KEY, **ENTROPY),
        case("a private key block", pem("PRIVATE KEY", BODY), BODY[-64:], **ENTROPY),
        case("a private key without its header", f'k = "{PKCS8}"', PKCS8, **ENTROPY),
        case("a bare RSA key", f'k = "{PKCS1}"', PKCS1, **ENTROPY),
        case("an encrypted key", f'k = "{ENCRYPTED}"', ENCRYPTED, **ENTROPY),
        case("a header in a program", f'HEAD = "{pem("CERTIFICATE", "", "").strip()}"\nkey = "{KEY}"', KEY),
        case("below a certificate", pem("CERTIFICATE", BODY) + KEY, KEY),
        case("a kind of key in a list", f'kinds = ["ssh-rsa ", "ssh-dss "]; key = "{KEY}"', KEY),
        case("a key store", pem("CERTIFICATE", BODY), BODY[-64:], structured=True, detector="key-store"),
        case("a token that is no base64", pem("CERTIFICATE", BODY, "") + "acme_x", "acme_x", structured=True),
        case("a certificate", pem("CERTIFICATE", BODY), BODY[-64:], "inside a certificate"),
        case("what looks like a token in one", pem("CERTIFICATE", BODY), BODY[-64:-24], "inside a certificate", structured=True),
        case("a chain", pem("CERTIFICATE", BODY) * 2, BODY[-64:], "inside a certificate"),
        case("in a JSON string", pem("CERTIFICATE", BODY).replace("\n", "\\n"), BODY[-64:], "inside a certificate"),
        case("indented", pem("CERTIFICATE", BODY).replace("\n", "\n    "), BODY[-64:], "inside a certificate"),
        case("joined by a program", pem("CERTIFICATE", BODY).replace("\n", '\\n" +\n "'), BODY[-64:], "inside a certificate"),
        case("a public key", pem("PUBLIC KEY", BODY), BODY[-64:], "inside a public key"),
        case("a PGP signature", pem("PGP SIGNATURE", f"Version: 2\n\n{BODY}"), BODY[-64:], "inside a pgp signature"),
        case("a certificate without its header", f'cert = "{CERTIFICATE}"', CERTIFICATE, "base64 of a certificate"),
        case("an RSA public key without its header", f'k = "{RSA_PUBLIC}"', RSA_PUBLIC, "base64 of a public key"),
        case("an EC public key without its header", f'k = "{EC_PUBLIC}"', EC_PUBLIC, "base64 of a public key"),
        case("SSH", f"ssh-ed25519 {SSH} me@host", SSH, "an SSH public key"),
        case("the end of an SSH key", f"ecdsa-sha2-nistp256 {SSH}", SSH[-40:], "an SSH public key"),
        case("known hosts", f"host.example ssh-rsa {SSH}", SSH, "an SSH public key"),
    ],
)  # fmt: skip
def test_certificate(text: str, value: str, reason: str, how: dict[str, Any]) -> None:
    check(is_certificate, text, value, ("certificate", reason) if reason else NOTHING, **how)


@given(st.text(alphabet="-BEGIN CRTFAabc0+/=\\n\"' \n", max_size=200))
def test_no_text_makes_the_blocks_slow_or_excuses_what_is_no_base64(text: str) -> None:
    value = "not base64!"
    header = pem("CERTIFICATE", "", "").strip()
    assert told(is_certificate, *placed(f"{header}{text}{value}", value)) == NOTHING
