"""Verdict to bytes: one pure renderer a format."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from secretguard.model.verdict import Verdict

FORMATS = ("text", "json", "sarif")


def render(
    format_name: str,
    verdict: Verdict,
    *,
    colour: bool = False,
    hook: bool = False,
    verbose: bool = False,
    pipeline: Mapping[str, str] | None = None,
) -> str:
    """The verdict in one of ``FORMATS``; ``pipeline`` concerns SARIF, the rest the text."""
    if format_name == "json":
        from secretguard.report import json_report

        return json_report.render(verdict)
    if format_name == "sarif":
        from secretguard.report import sarif

        return sarif.render(verdict, pipeline)
    from secretguard.report import text

    return text.render(verdict, colour=colour, hook=hook, verbose=verbose)
