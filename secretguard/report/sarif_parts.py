"""Pieces of SARIF that several kinds of results share."""

from __future__ import annotations

from urllib.parse import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from secretguard.model.finding import Location
    from secretguard.model.rule import Guidance

HOME = "https://github.com/secretguard/secretguard"
ROOT = "SRCROOT"


def uri(path: str) -> str:
    """A path, percent-encoded byte by byte."""
    return quote(path.encode("utf-8", "surrogateescape"), safe="/-._~")


def printable(text: str) -> str:
    """``text`` without what a terminal or a viewer might act upon."""
    return "".join(char if char.isprintable() else "?" for char in text)


def place(where: Location) -> dict[str, Any]:
    """A location object."""
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": uri(where.path), "uriBaseId": ROOT},
            "region": {
                "startLine": where.line,
                "startColumn": where.column,
                "endLine": where.end_line,
                "endColumn": where.end_column,
            },
        }
    }


def rule_name(prefix: str, rule_id: str) -> str:
    """The rule's id in the notation of the format's own examples: ``LeakedGithubPat``."""
    words = rule_id.replace(":", "-").split("-")
    return prefix + "".join(word.capitalize() for word in words)


def guided(first: str, guidance: Guidance | None, detail: str) -> str:
    """Steps and details below the sentence ``first``; ``detail`` formats a label and a text."""
    if guidance is None:
        return first
    lines = [first, ""]
    lines += [f"{number}. {text}" for number, text in enumerate(guidance.steps, 1)]
    details = (
        ("Console", guidance.console_url),
        ("Command", guidance.cli),
        ("API", guidance.api),
        ("Then check", guidance.check),
        ("Rotation", guidance.rotation),
        ("Narrower", guidance.narrower),
        ("Instead", guidance.instead),
    )
    told = [detail.format(label, text) for label, text in details if text]
    return "\n".join([*lines, "", *told]).strip()
