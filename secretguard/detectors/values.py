"""What a value looks like: random, chosen by a person, a reference, or no secret at all."""

from __future__ import annotations

from secretguard.detectors.randomness import (
    classes,
    is_hex,
    is_sequential,
    is_uuid,
    once,
    random_bits,
)

# How strongly a value suggests a credential, by itself.
NOTHING, WEAK, CHOSEN, RANDOM = range(4)

# Shapes that stand for a value kept elsewhere: https://12factor.net/config and vault syntaxes.
_REFERENCE_STARTS = ("%(", "{{", "<", "${", "#{", "@Microsoft.KeyVault", "op://", "vault:", "ref+",
                     "arn:", "env:", "env.", "ENV[", "os.environ", "process.env", "ssm:", "akv://",
                     "file:", "/run/secrets", "secretsmanager:", "{cipher}", "ENC[", "ENC(",
                     "!vault", "encrypted:", "keyring:", "projects/", "var.", "data.", "local.",
                     "module.", "random_password", "@@", "__", "[", "(", "{")  # fmt: skip
_REFERENCE_PARTS = ("${", "{{", "<%", "%>", "$(", "%s", "%d", "{0}", "{}", "://", "...", "****")
_PLACEHOLDERS = ("example", "changeme", "change_me", "change-me", "placeholder", "redacted", "dummy",
                 "your", "xxxx", "replace", "todo", "fixme", "insert", "sample", "fake", "mock",
                 "password", "passwd", "secret", "token", "foobar", "deadbeef", "123456", "abcdef",
                 "qwerty", "testing", "test_", "test-", "undefined", "nullptr")  # fmt: skip
_WORDS = frozenset({"none", "null", "nil", "true", "false", "yes", "no", "on", "off", "undefined",
                    "required", "optional", "string", "text", "hidden", "bearer", "basic",
                    "disabled", "enabled", "default", "empty", "unset", "auto", "any", "all",
                    "test", "admin", "root", "user", "guest", "foo", "bar", "baz", "hash",
                    "pass", "value"})  # fmt: skip
_NAME = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_NO_NAMES = "!#^*~"  # signs behind which nobody goes on with a variable
_LONGEST = 512
_LONG = 24


def is_reference(value: str) -> bool:
    """The value names a place where the secret is kept, or is a template's hole."""
    if value[:1] == "$":
        return is_expansion(value)
    return value.startswith(_REFERENCE_STARTS) or any(map(value.__contains__, _REFERENCE_PARTS))


def is_expansion(value: str) -> bool:
    """What begins with ``$`` names a variable, asks for an output or is a template's hole.

    No syntax has ``!`` or ``#`` in a variable's name: ``$ecret!2024`` was chosen by a person.
    """
    if value.count("$") > 2 and value[1:2].isalnum() and "{" not in value:
        return False  # a password's hash, $2a$10$...
    rest = value.lstrip("$").lstrip(_NAME)
    signed = rest[:1] in _NO_NAMES and "$" not in rest and not any(c in rest for c in "{}()<>")
    return not (rest and signed and strength(value) >= CHOSEN)


def is_filler(value: str, name: str) -> bool:
    """Words that people write where a secret would go, when they make up most of the value."""
    lowered = value.lower()
    if lowered in _WORDS or is_sequential(value):
        return True
    if lowered == name.lower() or len(set(lowered)) < 4:
        return True
    rest = lowered
    for word in _PLACEHOLDERS:
        rest = rest.replace(word, "")
    return len(rest) < len(lowered) and random_bits(rest) < 12


def is_constant(value: str) -> bool:
    """A name that code gives to something: ``INFO_24``."""
    return "_" in value and value.isupper() and value.isidentifier()


def is_nothing(value: str) -> bool:
    """Too short, too long or blank: no credential whatever its name."""
    return not 3 < len(value) <= _LONGEST or value.isspace() or len(set(value)) < 2


@once
def strength(value: str) -> int:
    """``NOTHING``, ``WEAK`` (a word), ``CHOSEN`` (a person's password) or ``RANDOM``."""
    length = len(value)
    if length < 4 or length > _LONGEST or (value.isdigit() and length < 8):
        return NOTHING
    if not value.isascii():
        return WEAK if " " not in value and length <= 32 else NOTHING
    if any(map(str.isspace, value)):
        return NOTHING
    if looks_random(value):
        return RANDOM
    if is_identifier(value) or ("/" in value and value.count("/") > 1) or value.endswith("="):
        return NOTHING if length > 24 or "." in value or "/" in value else WEAK
    if length >= 6 and classes(value) >= 3:
        return CHOSEN
    if length >= 8 and any(c.isdigit() for c in value) and any(c.isalpha() for c in value):
        return CHOSEN
    return WEAK


def looks_random(value: str) -> bool:
    """Made by a machine: enough bits of evidence for its length, and no known public shape."""
    if is_uuid(value) or len(value) < 10:
        return is_uuid(value)
    if is_hex(value):
        return len(value) >= 20 and len(set(value)) >= 8 and any(c.isdigit() for c in value)
    bits = random_bits(value)
    if len(value) >= _LONG:  # words of this length have far fewer than no bits
        return bits >= len(value)
    return classes(value) >= 2 and bits >= max(14, 1.35 * len(value))


def is_identifier(value: str) -> bool:
    """Words joined by ``_``, ``-``, ``.`` or case: a name for something, not the thing."""
    body = value.translate({ord(char): None for char in "_-.:$@#"})
    if not body.isalpha():
        return False
    return random_bits(value) < 8
