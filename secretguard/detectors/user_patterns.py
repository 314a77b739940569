"""The user's own regular expressions, under ``regex`` with a time limit.

Foreign patterns may backtrack for ever, so they never run under ``re``. They see the decoded text.
"""

from __future__ import annotations

from secretguard.errors import ConfigError, DetectorError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from secretguard.config.settings import Settings, UserPattern
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.rule import Guidance

PREFIX = "user:"


def compile_pattern(pattern: UserPattern) -> Any:
    """The compiled pattern. Raises ``ConfigError`` with the position of the mistake."""
    import regex

    try:
        return regex.compile(pattern.regex, regex.MULTILINE)
    except regex.error as error:
        raise ConfigError(
            f"pattern {pattern.id}: the regular expression is invalid: {error}"
        ) from None


class UserPatternDetector:
    """Finds what the settings' ``[[pattern]]`` tables describe."""

    name = "user-pattern"

    def __init__(self, settings: Settings) -> None:
        self._patterns = {p.id: (p, compile_pattern(p)) for p in settings.patterns}
        self._timeout = settings.pattern_timeout

    @property
    def guidance(self) -> dict[str, Guidance]:
        """What the settings say to do; patterns without steps get the general advice."""
        from secretguard.model.rule import Guidance

        return {
            id_: Guidance(steps=pattern.steps, console_url=pattern.console_url)
            for id_, (pattern, _) in self._patterns.items()
            if pattern.steps
        }

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates of the patterns that the engine's hits or the settings call for."""
        text = ""
        for name in fragment.regions:
            if name.startswith(PREFIX):
                text = text or fragment.text()
                pattern, compiled = self._patterns[name.removeprefix(PREFIX)]
                yield from self._matches(pattern, compiled, text, fragment)

    def _matches(
        self, pattern: UserPattern, compiled: Any, text: str, fragment: Fragment
    ) -> Iterator[Candidate]:
        from secretguard.detectors.plugins import hit

        group = _group(pattern, compiled)
        try:
            for match in compiled.finditer(text, timeout=self._timeout, concurrent=True):
                start, end = match.span(group)
                if 0 <= start < end:
                    yield hit(
                        fragment,
                        start,
                        end,
                        rule_id=pattern.id,
                        title=pattern.title or pattern.id,
                        severity=pattern.severity.word,
                        confidence="high",
                        detector=self.name,
                        evidence=("matches a pattern of the settings",),
                        structured=True,
                    )
        except TimeoutError:
            raise DetectorError(
                f"pattern {pattern.id} ran out of time ({self._timeout:g} s)"
            ) from None


def _group(pattern: UserPattern, compiled: Any) -> int | str:
    """The settings' group; else ``secret``; else the only group; else the whole match."""
    if pattern.group:
        return pattern.group
    if "secret" in compiled.groupindex:
        return "secret"
    return 1 if compiled.groups == 1 else 0
