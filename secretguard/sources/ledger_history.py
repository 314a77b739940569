"""What commits did to an append-only file: only lines that went away are of interest."""

from __future__ import annotations

from secretguard.errors import GitError
from secretguard.sources.exposure import EVERYTHING
from secretguard.sources.git import answers, run_git
from secretguard.sources.objects import read_blobs

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_NULL = "0"


def lost_lines(path: str, present: set[bytes]) -> dict[bytes, str]:
    """Lines that a commit up to HEAD held and that are not ``present``, with the guilty commit.

    The value is the commit that dropped the line, or "" when HEAD has it and only the work tree
    does not. Raises ``GitError`` when the history cannot be read in full (a shallow clone).
    """
    if answers(["rev-parse", "--quiet", "--verify", "HEAD"]) is None:
        return {}
    if (answers(["rev-parse", "--is-shallow-repository"]) or b"").strip() == b"true":
        raise GitError("the clone is shallow; git fetch --unshallow")
    lost: dict[bytes, str] = {}
    for commit, before, after in _shrinkings(path):
        old, new = _lines(before), _lines(after)
        for line in sorted(old - new - present):
            lost.setdefault(line, commit)
    head = answers(["rev-parse", "--quiet", "--verify", f"HEAD:{path}"])
    if head:
        for line in sorted(_lines(head.decode("ascii").strip()) - present):
            lost.setdefault(line, "")
    return lost


def other_lines(path: str) -> set[bytes]:
    """Every line that the file ever held in any commit that git still knows."""
    blobs = {line.split(" ")[3] for line in _told(path, EVERYTHING) if line.startswith(":")}
    found: set[bytes] = set()
    for _, content in read_blobs(sorted(blob for blob in blobs if blob.strip(_NULL))):
        found |= _split(content or b"")
    return found


def _told(path: str, revisions: list[str]) -> list[str]:
    """What ``git diff-tree`` tells of the file for each commit, in merges once a parent.

    A line with the commit's id, one of ``--raw`` and one of ``--numstat``. Attributes of the
    repository may call the file binary, which has no lines to count; ``--text`` goes before them.
    """
    limit = ["--", f":(top,literal){path}"]
    commits = run_git(["rev-list", *revisions, "--full-history", *limit])
    args = ["diff-tree", "--stdin", "-m", "-r", "--root", "--raw", "--numstat", "--text",
            "--no-textconv", "--no-ext-diff", "--no-abbrev", "--no-renames", *limit]  # fmt: skip
    return run_git(args, stdin=commits).decode("utf-8", "replace").split("\n")


def _shrinkings(path: str) -> Iterable[tuple[str, str, str]]:
    """(commit, blob before, blob after) for each commit that took lines away from a parent's file."""
    commit, before, after = "", "", ""
    found: list[tuple[str, str, str]] = []
    for line in _told(path, ["HEAD"]):
        if line.startswith(":"):
            before, after = line.split(" ")[2:4]
        elif "\t" in line:
            if line.split("\t")[1] != "0":
                found.append((commit, before, after))
        elif line:
            commit = line
    return found


def _lines(blob: str) -> set[bytes]:
    if not blob.strip(_NULL):
        return set()
    for _, content in read_blobs([blob]):
        if content is None:
            raise GitError(f"no blob {blob[:12]}")
        return _split(content)
    return set()


def _split(content: bytes) -> set[bytes]:
    return {line.rstrip(b"\r") for line in content.split(b"\n") if line.strip()}
