"""What a long list of findings comes to: by rule, by path and by author."""

from __future__ import annotations

from secretguard.report.words import count, harmless

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from secretguard.model.finding import Finding

_MANY = 10  # so many places fit on a screen; a sum of them tells nothing new
_SHOWN = 5


def totals(findings: Sequence[Finding]) -> Iterator[str]:
    """A few lines; none for a list that can be overlooked."""
    if len(findings) <= _MANY:
        return
    yield "In all:"
    for noun, key in _KINDS:
        secrets: dict[str, set[int]] = {}
        for finding in findings:
            if told := key(finding):
                secrets.setdefault(told, set()).add(finding.group)
        yield from _rows(noun, secrets)
    yield ""


def _rows(noun: str, secrets: dict[str, set[int]]) -> Iterable[str]:
    ranked = sorted(secrets, key=lambda told: (-len(secrets[told]), told))
    for told in ranked[:_SHOWN]:
        yield f"  {count(len(secrets[told]), 'secret'):>12}  {noun} {harmless(told)}"
    if len(ranked) > _SHOWN:
        more = count(len(ranked) - _SHOWN, "more " + noun)
        yield f"{'':16}and {more}"


_KINDS: tuple[tuple[str, Callable[[Finding], str]], ...] = (
    ("rule", lambda finding: finding.rule_id),
    ("path", lambda finding: finding.location.path),
    ("author", lambda finding: finding.location.author),
)
