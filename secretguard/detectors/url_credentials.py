"""``scheme://user:password@host``: a password is in there even when it is a weak one."""

from __future__ import annotations

from secretguard.detectors.paths import is_test
from secretguard.detectors.values import CHOSEN, RANDOM, is_filler, is_reference, strength

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

    Parts = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]

TRIGGER_SPECS = (
    (
        "url_credentials",
        r"""[a-z0-9]://[^\s/:@"'<>`]{0,96}:[^\s/@"'<>`]{1,192}@[^\s@"'<>`]""",
        ("://",),
        0,
        True,
    ),
)

# What people write when they explain the syntax (RFC 3986, section 3.2.1).
_EXPLAINED = frozenset({"user", "username", "usr", "pass", "password", "passwd", "pwd", "pw", "secret",
                        "login", "foo", "bar", "baz", "me", "name", "token", "u", "p", "x", "a",
                        "b", "test", "userinfo", "credentials", "auth"})  # fmt: skip
# Accounts that manuals of decades have made everybody's.
_PUBLISHED = frozenset({("scott", "tiger"), ("sys", "change_on_install")})
_EXAMPLE_LABELS = frozenset({"example", "localhost", "host", "hostname", "server", "servername", "test",
                             "foo", "bar", "domain", "proxy", "invalid", "myhost", "myserver",
                             "mydomain", "myproxy", "my", "yourhost", "yourserver"})  # fmt: skip
_EXAMPLE_STARTS = ("127.0.0.1", "[::1]", "0.0.", "your-", "your_", "my-", "my_", "example")
_EXAMPLE_ENDINGS = (".example", ".test", ".invalid", ".local", ".localhost", "example.com",
                    "example.org", "example.net")  # fmt: skip


_ENCODED = "%"
_SIGNS = " !#&'*+,/:;=?@\"-._~^"  # (RFC 3986, section 2.1) but those that templates consist of
# https://www.rfc-editor.org/rfc/rfc1918 and the loopback
_PRIVATE = ("10.", "127.", "192.168.", *(f"172.{number}." for number in range(16, 32)))


def screen(data: bytes, end: int, path: str) -> bool:
    """Whether the URL around ``end`` carries a password that refuses a commit."""
    found = _parts(data, end)
    if found is None:
        return False
    user, password, host = (data[low:high].decode("utf-8", "replace") for low, high in found)
    return (
        not is_reference(password)
        and password_level(user, password, host, path, _is_web(data, found)) >= 2
    )


class UrlCredentialsDetector:
    """Believes the password part of a URL's user information."""

    name = "url"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates at the engine's points."""
        from secretguard.model.candidate import Candidate
        from secretguard.model.levels import Confidence, Severity
        from secretguard.model.secret import Secret

        seen: set[int] = set()
        for _, end in fragment.regions.get("url_credentials", ()):
            found = _parts(fragment.data, end)
            if found is None or found[1][0] in seen:
                continue
            seen.add(found[1][0])
            user, password, host = (
                fragment.data[low:high].decode("utf-8", "surrogateescape") for low, high in found
            )
            level = (
                2
                if is_reference(password)
                else password_level(
                    user, password, host, fragment.path, _is_web(fragment.data, found)
                )
            )
            if level:
                yield Candidate(
                    rule_id="url-password",
                    title="password in a URL",
                    span=found[1],
                    match=(found[0][0], found[1][1]),
                    secret=Secret(password),
                    severity=Severity.HIGH,
                    confidence=Confidence(level),
                    detector=self.name,
                    refers=is_reference(password),
                    evidence=("stands between the user and the host of a URL",),
                )


def _parts(data: bytes, end: int) -> Parts | None:
    """Spans of user, password and host; ``end`` lies one character behind the ``@``."""
    at = end - 2
    scheme = data.rfind(b"://", max(0, at - 320), at)
    if scheme < 0:
        return None
    start = scheme + 3
    colon = data.find(b":", start, at)
    if colon < 0:
        return None
    stop = end
    while stop < len(data) and stop - end < 255 and data[stop] not in b" \t\r\n\"'<>`/?#:,)\\":
        stop += 1
    return (start, colon), (colon + 1, at), (at + 1, stop)


def _is_web(data: bytes, found: Parts) -> bool:
    before = data[max(0, found[0][0] - 8) : found[0][0]].lower()
    return before.endswith((b"http://", b"https://", b"ftp://"))


def password_level(user: str, password: str, host: str, path: str, web: bool = False) -> int:
    """0 no candidate, 1 low, 2 medium, 3 high; ``web`` for a URL that a browser may open."""
    lowered, place = password.lower(), host.lower()
    if (user.lower(), lowered) in _PUBLISHED:
        return 0
    if set(lowered) <= set("*x.-_"):
        return 0
    if _ENCODED in password:
        password = _decoded(password)
    if any(char in password for char in "{}$%<>[]()|\\") and strength(password) != RANDOM:
        return 0
    label = place.partition(".")[0].rstrip("0123456789")
    example = (
        label in _EXAMPLE_LABELS
        or place.startswith(_EXAMPLE_STARTS)
        or place.endswith(_EXAMPLE_ENDINGS)
    )
    if lowered in _EXPLAINED or lowered == user.lower():
        # The syntax is explained; or a service has its default.
        return 0 if web or place.endswith(_EXAMPLE_ENDINGS) else 1
    if strength(password) == RANDOM:
        return 2 if is_test(path) or example else 3
    if is_filler(password, user) or example or is_test(path):
        return 1
    if strength(password) < CHOSEN and ("." not in place or place.startswith(_PRIVATE)):
        return 1  # a word, on a network of one's own: what manuals write
    return 2


def _decoded(password: str) -> str:
    """``Falcon%21`` as it is typed: signs in a URL are written as ``%`` and two digits."""
    first, *rest = password.split(_ENCODED)
    signs = [_sign(each) for each in rest]
    return first + "".join(signs)


def _sign(text: str) -> str:
    try:
        char = chr(int(text[:2], 16))
    except ValueError:
        return _ENCODED + text
    return char + text[2:] if char in _SIGNS else _ENCODED + text
