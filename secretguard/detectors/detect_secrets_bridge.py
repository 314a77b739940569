"""Yelp's detect-secrets plugins as detectors, with spans of our own.

``analyze_string`` is never called: for a pattern with a group it returns the group, which in the
GitHub and GitLab plugins is the fixed prefix alone, so that every token looks like every other
(https://github.com/Yelp/detect-secrets/issues/858). The patterns in ``denylist`` are searched
with ``finditer`` instead, and a group is the secret only when it holds what varies.
"""

from __future__ import annotations

import re

from secretguard.detectors.plugins import hit
from secretguard.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

_SHORTEST_GROUP = 8
_LONGEST_KEY = 64 * 1024


class DetectSecretsDetector:
    """Runs the plugins named in the settings. Nothing is verified over the network."""

    name = "detect-secrets"

    def __init__(self, class_names: tuple[str, ...]) -> None:
        self._plugins = [_plugin(name) for name in class_names]

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates of every plugin over the whole fragment."""
        text = fragment.text()
        for plugin in self._plugins:
            kind = re.sub("[^a-z0-9]+", "-", plugin.secret_type.lower()).strip("-")
            rule_id = f"detect-secrets:{kind}"
            for start, end in sorted(set(_spans(plugin, text, fragment.path))):
                yield hit(
                    fragment,
                    start,
                    end,
                    rule_id=rule_id,
                    title=plugin.secret_type,
                    detector=self.name,
                    evidence=(f"found by detect-secrets' {type(plugin).__name__}",),
                )


def _plugin(class_name: str) -> Any:
    from difflib import get_close_matches

    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    kinds: list[Any] = list(get_mapping_from_secret_type_to_class().values())
    known: dict[str, Any] = {kind.__name__: kind for kind in kinds}
    if class_name not in known:
        close = get_close_matches(class_name, known, 1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ConfigError(f"detect-secrets has no plugin {class_name!r}{hint}")
    return known[class_name]()


def _spans(plugin: Any, text: str, path: str) -> Iterator[tuple[int, int]]:
    from detect_secrets.plugins.high_entropy_strings import HighEntropyStringsPlugin
    from detect_secrets.plugins.keyword import KeywordDetector

    if isinstance(plugin, HighEntropyStringsPlugin):
        yield from _entropy_spans(plugin, text)
    elif isinstance(plugin, KeywordDetector):
        yield from _line_spans(plugin, text, path)
    elif hasattr(plugin, "denylist"):
        for pattern in plugin.denylist:
            for match in pattern.finditer(text):
                start, end = _span(match)
                yield start, _whole(plugin, text, end)
    else:
        yield from _line_spans(plugin, text, path)


def _span(match: re.Match[str]) -> tuple[int, int]:
    """The longest group when it reaches the end of what varies; else the whole match."""
    groups = [match.span(number) for number in range(1, (match.re.groups or 0) + 1)]
    longest = max(groups, key=lambda span: span[1] - span[0], default=(-1, -1))
    length = longest[1] - longest[0]
    rest = match.end() - longest[1]
    if longest[0] >= 0 and length >= _SHORTEST_GROUP and rest <= 2:
        return longest
    return match.span()


def _whole(plugin: Any, text: str, end: int) -> int:
    """Where the secret ends: two upstream patterns stop at a header or before a signature."""
    from detect_secrets.plugins.jwt import JwtTokenDetector
    from detect_secrets.plugins.private_key import PrivateKeyDetector

    if isinstance(plugin, PrivateKeyDetector):
        footer = re.compile(r"-----END [A-Z0-9 ]{3,40}-----").search(text, end, end + _LONGEST_KEY)
        return footer.end() if footer else end
    if isinstance(plugin, JwtTokenDetector):
        rest = re.compile(r"[A-Za-z0-9_-]*").match(text, end)
        return rest.end() if rest else end
    return end


def _entropy_spans(plugin: Any, text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"""(["'])([^"'\n]+)\1""", text):
        value = match[2]
        fits = plugin.charset is not None and set(value) <= set(plugin.charset)
        if fits and plugin.calculate_shannon_entropy(value) > plugin.entropy_limit:
            yield match.span(2)


def _line_spans(plugin: Any, text: str, path: str) -> Iterator[tuple[int, int]]:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        for found in plugin.analyze_line(filename=path, line=line, line_number=number):
            value = found.secret_value or ""
            place = line.find(value)
            if value and place >= 0:
                yield start + place, start + place + len(value)
        start += len(line) + 1
