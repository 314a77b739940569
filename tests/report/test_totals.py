"""Sums under a long list, and none under a short one."""

from __future__ import annotations

from secretguard.model.finding import Finding
from secretguard.report.totals import totals

from .verdicts import finding, place


def found(number: int, path: str, author: str = "", group: int | None = None) -> Finding:
    where = place(path, number, author=author, day="2026-03-31" if author else "")
    return finding(location=where, group=number if group is None else group)


def test_a_list_that_can_be_overlooked_has_no_sums() -> None:
    assert list(totals([found(number, "a.py") for number in range(10)])) == []


def test_secrets_are_counted_not_places() -> None:
    many = [found(number, "a.py", "Ann <ann@example.org>") for number in range(11)]
    again = [found(20 + number, "b.py", "Bob <bob@example.org>", group=0) for number in range(3)]
    assert list(totals([*many, *again])) == [
        "In all:",
        "    11 secrets  rule acme-token",
        "    11 secrets  path a.py",
        "      1 secret  path b.py",
        "    11 secrets  author Ann <ann@example.org>",
        "      1 secret  author Bob <bob@example.org>",
        "",
    ]


def test_of_many_paths_the_first_five_are_told() -> None:
    told = list(totals([found(number, f"{number:02}.py") for number in range(12)]))
    assert told[2] == "      1 secret  path 00.py"
    assert told[-2] == "                and 7 more paths"
