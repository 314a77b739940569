"""Passwords as people choose them: ``Falcon317!`` in settings refuses, in an error message it does not.

The lines on which the weights of ``evidence`` were fitted show none: all words in them had been
replaced by letters, so that a word in a password speaks against it there.
"""

from __future__ import annotations

from secretguard.detectors.names import PASSWORD, kind_of
from secretguard.detectors.observations import COMMENTS, of_name, of_value
from secretguard.detectors.values import CHOSEN, is_constant, is_expansion, is_filler, strength

_MADE_UP = frozenset({"says it is made up", "says it is the wrong one"})
_NO_PASSWORDS = frozenset({
    "a path", "dotted", "encoded text", "the name itself", "an example", "a password's hash",
})  # fmt: skip
# What a value is that says nothing but what it stands for; the short ones only as whole words.
_FILLERS = ("password", "passwd", "secret", "token", "changeme", "example", "placeholder", "redacted",
            "dummy", "your", "xxxx", "replace", "sample", "fake", "mock", "foobar", "deadbeef", "123456",
            "abcdef", "qwerty", "testing", "test", "admin", "guest", "root", "user", "hello", "world",
            "default", "string", "value", "client", "wrong", "invalid", "correct", "login", "hunter2",
            "bearer", "access", "refresh", "whatever")  # fmt: skip
_SHORT_FILLERS = frozenset({"foo", "bar", "baz", "pass", "pwd", "key", "abc", "my", "api", "none", "null",
                            "true", "auth", "the", "and", "demo", "new", "old", "bad", "top", "name"})  # fmt: skip
_PLACES = ("%s", "%d", "%i", "%r", "%v", "%@", "%(", "%u", "%x", "%1", "%2")
_QUOTES = "\"'`\\"
_CODE_SIGNS = "(){}[]<>|;"
_NUMBERS = ("0x", "0X", "dword:", "hex:", "urn:")  # of code, of Windows' registry, of standards
_FEWEST_DIGITS = 2  # behind a word that is more than a counted name
# Words of the line before the value that make it a text for people, an assertion or a digest.
_MESSAGES = frozenset({
    "error", "errors", "invalid", "message", "messages", "msg", "label", "title", "description", "desc",
    "hint", "help", "placeholder", "translate", "translation", "raise", "throw", "throws", "warn", "warning",
    "docs", "i18n", "prompt", "usage", "enum",
})  # fmt: skip
_ASSERTS = ("assert", "expect", "should", "equal", "matches", "test")
_DIGESTS = frozenset({"hash", "hashed", "sha1", "sha256", "sha512", "md5", "digest", "checksum", "cipher",
                      "ciphertext", "encrypted", "bcrypt", "fingerprint"})  # fmt: skip
_LETTERS = bytes(char if 97 <= char <= 122 or 48 <= char <= 57 else 32 for char in range(256))


def is_chosen(name: str, value: str, line: bytes) -> bool:
    """A password that a person chose; in code or settings that are used it refuses.

    ``line`` is what stands before the value, the name included.
    """
    if name and kind_of(name) != PASSWORD:
        return False
    if strength(value) < CHOSEN or is_filler(value, name) or is_constant(value):
        return False
    if not _MADE_UP.isdisjoint(of_name(name, PASSWORD)) or _is_for_people(line, name):
        return False
    return (
        _NO_PASSWORDS.isdisjoint(of_value(value, name, PASSWORD))
        and not _is_format(value)
        and not _is_code(value)
        and not _is_counted(value)
        and not _repeats(name, value)
        and not _says_nothing(value.lower())
    )


def _is_format(value: str) -> bool:
    """Something is put into it, or it is a piece of a text; a password may hold ``%`` and end with ``?``."""
    if value[-1] in ".:,;" or "{" in value or (value[:1] == "$" and is_expansion(value)):
        return True
    return any(map(value.__contains__, _PLACES))


def _is_code(value: str) -> bool:
    """Quotes, escapes, more than one of the signs that code consists of (people use one, too), names."""
    if any(map(value.__contains__, _QUOTES)) or sum(map(value.count, _CODE_SIGNS)) > 1:
        return True
    return value.startswith(_NUMBERS) or (value.islower() and value.count("_") > 1)


def _repeats(name: str, value: str) -> bool:
    """The name in another spelling: ``#define SN_single_pass "single-pass"``."""
    told, own = ("".join(filter(str.isalnum, text.lower())) for text in (value, name))
    return bool(own) and (told in own or own in told)


def _is_counted(value: str) -> bool:
    """A name with a number, ``user12``; ``Falcon317`` is in two cases."""
    word = value.rstrip("0123456789")
    if not (value.isalnum() and word.isalpha() and word != value):
        return False
    return word.islower() or word.isupper() or len(value) - len(word) < _FEWEST_DIGITS


def _says_nothing(lowered: str) -> bool:
    """Half of its letters or more are words that people write where a secret would go."""
    letters = sum(map(str.isalpha, lowered))
    rest = lowered
    for word in _FILLERS:
        rest = rest.replace(word, " ")
    words = "".join(char if char.isalpha() else " " for char in rest).split()
    left = sum(len(word) for word in words if word not in _SHORT_FILLERS)
    return left < letters and left * 2 <= letters


def _is_for_people(line: bytes, name: str) -> bool:
    lowered = line.lower()
    bare = lowered.lstrip()
    if bare.startswith(COMMENTS) and not bare.startswith(b"#define"):
        return True
    before = lowered.rpartition(name.lower().encode())[0] if name else lowered
    words = before.translate(_LETTERS).decode("ascii").split()
    return not (_MESSAGES.isdisjoint(words) and _DIGESTS.isdisjoint(words)) or any(
        word.startswith(_ASSERTS) for word in words
    )
