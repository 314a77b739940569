"""What travels between the run and its workers. None of it holds the value of a secret."""

from __future__ import annotations

from collections.abc import Mapping

from secretguard.model.frozen import frozen
from secretguard.model.levels import Confidence
from secretguard.model.verdict import Verdict

INTERRUPTED = "interrupted"  # by a person, which has an exit code of its own

Slice = tuple[int, int]  # which one, from 0, of how many


class RunKey:
    """The key of one run, for digests of secrets; a log or dashboard that prints it shows stars."""

    __slots__ = ("value",)

    def __init__(self, value: bytes) -> None:
        self.value = value

    def __repr__(self) -> str:
        return "RunKey(***)"

    def __reduce__(self) -> tuple[type[RunKey], tuple[bytes]]:
        return RunKey, (self.value,)


@frozen
class Question:
    """What is asked of every repository.

    ``version`` is the one that asks: a worker of another one does not answer. ``cut_above`` is the
    number of objects above which a repository is looked at in slices; 0: never.
    """

    key: RunKey
    version: str
    show_at: Confidence | None = None
    thorough: bool = False
    unreachable: bool = False
    remember: bool = True
    cut_above: int = 0


@frozen
class Order:
    """Look at the repository at ``path``, or at one slice of it. ``name`` is for people."""

    path: str
    name: str
    part: Slice = (0, 1)


@frozen
class Seen:
    """What a repository, or a slice of one, holds.

    ``ages`` numbers the commits named in the verdict, from the oldest on. ``digests`` has a keyed
    digest for each group of the verdict. ``broken``: some paths and commits are not known.
    ``one_home``: its settings want to know of one secret in two homes.
    """

    verdict: Verdict
    ages: Mapping[str, int]
    digests: Mapping[int, bytes]
    broken: bool = False
    one_home: bool = True


@frozen
class Failed:
    """The repository could not be looked at at all."""

    why: str


@frozen
class TooLarge:
    """The repository has so many objects that it should be looked at in slices."""

    objects: int


Outcome = Seen | Failed | TooLarge
