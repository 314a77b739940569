"""What is seen in a name, a value and the line before it, each observation in words.

``evidence`` weighs them; nothing here says what an observation is worth.
"""

from __future__ import annotations

from secretguard.detectors.names import PASSWORD, SECRET, words_of
from secretguard.detectors.randomness import (
    classes,
    is_encoded_text,
    is_hex,
    is_sequential,
    is_uuid,
)
from secretguard.detectors.values import is_expansion

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

_MADE_UP = frozenset({"test", "tests", "testing", "dummy", "fake", "mock", "example", "sample", "demo",
                      "stub", "foo", "bar"})  # fmt: skip
_REFUSED = frozenset({"wrong", "invalid", "bad", "incorrect", "short", "weak", "old", "new", "another",
                      "other", "different", "unknown", "expected"})  # fmt: skip
# Words that people write where a secret would go.
_FILLERS = ("password", "passwd", "secret", "token", "changeme", "example", "placeholder", "redacted",
            "dummy", "your", "xxxx", "replace", "sample", "fake", "mock", "foobar", "deadbeef",
            "123456", "abcdef", "qwerty", "testing", "test", "admin", "guest", "root", "user", "foo",
            "bar", "baz", "hello", "world", "pass", "pwd", "key", "value", "string", "default",
            "abc", "123", "my", "api", "none", "null", "true", "false", "client", "access", "some",
            "here", "auth", "the", "and", "demo", "hunter2", "new", "old", "wrong", "invalid",
            "bad", "correct", "super", "top", "name", "login", "bearer", "refresh")  # fmt: skip
COMMENTS = (b"#", b"//", b"*", b"-- ", b"/*", b";", b"<!--")
_SIGNS = "!@#$%^&*+?"
_CODE_SIGNS = "(){}[]<>|;\\`\"'"
_HASHES = ("$1$", "$2a$", "$2b$", "$2y$", "$5$", "$6$", "$y$", "$argon2", "pbkdf2", "sha1$", "sha256$",
           "sha512$", "md5$", "bcrypt", "scrypt", "{SSHA", "{SHA", "{MD5", "{crypt", "*")  # fmt: skip
_TELLING = (
    b"user",
    b"login",
    b"email",
    b"account",
    b"host",
    b"credential",
    b"connect",
    b"database",
)
_MESSAGES = (b"error", b"invalid", b"message", b"label", b"title", b"descri", b"hint", b"help",
             b"placeholder", b"translat", b"raise ", b"throw", b"warn", b"docs", b"enum",
             b"i18n", b"prompt", b"msg", b"text", b"usage")  # fmt: skip
_ASSERTS = (b"assert", b"expect", b"should", b"equal", b"match", b"== ", b"test")
_HASHED = (b"hash", b"sha1", b"sha2", b"md5", b"digest", b"checksum", b"cipher", b"encrypt", b"commit",
           b"version", b"fingerprint", b"public", b"integrity")  # fmt: skip


def shape_of(value: str) -> str:
    """One word for what the characters look like."""
    if any(map(str.isspace, value)):
        return "sentence"
    if not value.isascii():
        return "not ASCII"
    if value.isdigit():
        return "digits"
    if is_uuid(value):
        return "UUID"
    if len(value) >= 16 and is_hex(value):
        return "hex"
    if value.isalpha():
        cases = value.islower(), value.isupper()
        return "letters" if not any(cases) else "small letters" if cases[0] else "capitals"
    return _mixed(value)


def _mixed(value: str) -> str:
    plain = value.translate({ord(char): None for char in "_-.:/"})
    if plain.isalpha():
        return "joined words"
    if value.isalnum():
        return "letters and digits"
    if plain.isalnum():
        return "joined words and digits"
    return "with signs"


def of_name(name: str, kind: str) -> Iterator[str]:
    """What the words of a name say."""
    yield kind
    words = words_of(name)
    if not words:
        yield "missing"
        return
    last = words[-1].rstrip("0123456789")
    yield f"ends with {last}" if last in {
        "password", "pass", "pwd", "passwd", "passphrase", "secret", "token", "key", "salt", "nonce",
        "creds", "credentials", "confirmation",
    } else "ends otherwise"  # fmt: skip
    if len(words) == 1:
        yield "one word"
    if not _MADE_UP.isdisjoint(words):
        yield "says it is made up"
    if not _REFUSED.isdisjoint(words):
        yield "says it is the wrong one"
    if name.isupper():
        yield "a constant"
    if kind == SECRET:
        for word in (
            "api",
            "access",
            "client",
            "secret",
            "private",
            "auth",
            "oauth",
            "token",
            "jwt",
        ):
            if word in words:
                yield f"with {word}"


def of_value(value: str, name: str, kind: str) -> Iterator[str]:
    """What a value is made of; ``name`` may stand in it."""
    lowered = value.lower()
    if lowered in name.lower():
        yield "the name itself"
    elif kind == PASSWORD and any(w in lowered for w in ("password", "passwd", "passwor")):
        yield "says password"
    rest = lowered
    for word in _FILLERS:
        rest = rest.replace(word, "")
    rest = rest.strip("-_.0123456789 !<>{}[]()")
    if not rest:
        yield "only filler words"
    elif len(rest) * 2 <= len(lowered):
        yield "mostly filler words"
    elif len(rest) < len(lowered.strip("-_.0123456789 !<>{}[]()")):
        yield "some filler word"
    if is_sequential(value):
        yield "counts or repeats"
    different = len(set(lowered))
    if different < 4 or different * 3 < min(len(value), 30):
        yield "few different characters"
    yield from _of_marks(value)
    yield from _of_make(value)


def _of_marks(value: str) -> Iterator[str]:
    if value[-1] in ".:,;?!" and value[-1] != "!":
        yield "ends like a text"
    if value[0] in "-.,:/*&@%":
        yield "begins with a sign"
    if any(map(value.__contains__, _CODE_SIGNS)):
        yield "holds signs of code"
    if any(map(value.__contains__, _SIGNS)):
        yield "holds signs of passwords"
    if value.startswith(_HASHES):
        yield "a password's hash"
    if value.count("/") > 1 or value.startswith(("/", "./", "~")) or "\\" in value[:4]:
        yield "a path"
    if value.count(".") > 1 or value.endswith(
        (".com", ".org", ".net", ".io", ".json", ".py", ".txt")
    ):
        yield "dotted"
    if "%" in value or "{" in value or (value[:1] == "$" and is_expansion(value)):
        yield "a format"


def _of_make(value: str) -> Iterator[str]:
    lowered = value.lower()
    count = classes(value)
    yield f"{count} classes of characters"
    if value[:1].isupper() and value[1:].islower():
        yield "a capitalised word"
    if lowered.endswith(("=", "==")):
        yield "padded"
    if len(value) >= 16 and is_encoded_text(value):
        yield "encoded text"
    if "example" in lowered or "xxx" in lowered or "..." in lowered:
        yield "an example"
    if value.isalnum() and not value.isalpha() and value.rstrip("0123456789").isalpha():
        yield "a word and a number"


def of_line(line: bytes) -> Iterator[str]:
    """What the line before the value, in lower case, tells of it."""
    bare = line.lstrip()
    if bare.startswith(COMMENTS):
        yield "a comment"
    if any(map(line.__contains__, _TELLING)):
        yield "tells of a user or a host"
    if any(map(line.__contains__, _MESSAGES)):
        yield "a text for people"
    if any(map(line.__contains__, _ASSERTS)):
        yield "an assertion"
    if any(map(line.__contains__, _HASHED)):
        yield "a digest or a ciphertext"
    if len(line) > 200:
        yield "very long"
