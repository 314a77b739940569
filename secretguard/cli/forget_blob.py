"""``secretguard forget-blob``: what a refused commit left in git's object store."""

from __future__ import annotations

from secretguard.errors import GitError
from secretguard.report.words import count

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from secretguard.model.finding import Finding
    from secretguard.sources.unreferenced import Blob

HELP = "remove blobs with secrets that nothing refers to (dry run unless --yes)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``forget-blob``."""
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="only blobs with the secret of these incidents"
    )
    parser.add_argument("--yes", action="store_true", help="really remove them")


def run(arguments: argparse.Namespace) -> int:
    """Say what would be removed, or remove it. Nothing that anything refers to is touched."""
    from secretguard.ledger.book import Book
    from secretguard.sources.repository import git_dir, work_tree_root
    from secretguard.sources.unreferenced import remove_blob, unreferenced_blobs

    if not git_dir():
        raise GitError("this is not a git repository")
    book = Book(work_tree_root())
    wanted = {book.find(name).fingerprint for name in arguments.ids}
    blobs = {blob.id: blob for blob in unreferenced_blobs()}
    found = _with_secrets(list(blobs.values()), book.root, wanted)
    removable = [name for name in found if not blobs[name].held]
    for name, finding in found.items():
        size = len(blobs[name].content)
        what = f"{name[:12]} ({count(size, 'byte')}): {finding.title}, {finding.redacted}"
        if blobs[name].held:
            print(f"kept    {what}; {blobs[name].held}")
        elif arguments.yes:
            remove_blob(blobs[name])
            print(f"removed {what}")
        else:
            print(f"found   {what}; nothing refers to it")
    if not found:
        print("No unreferenced blob holds such a secret. What is staged is referenced:")
        print("take it out first, with git restore --staged FILE.")
    elif removable and not arguments.yes:
        print(f"Dry run: nothing was removed. With --yes: {len(removable)}.")
    if found:
        print("The secret stays compromised: editors and backups may have copies. Revoke it.")
    return 0


def _with_secrets(blobs: list[Blob], root: str, wanted: set[str]) -> dict[str, Finding]:
    """The blobs with a secret (one of ``wanted``, if any are named) and what it is."""
    from secretguard.runs.examine import Examination

    examination = Examination(root)
    # The id stands where a path would: nothing else leads from a finding back to its blob.
    examination.read(
        (("A", 0o100644, blob.id, (), blob.id.encode()), "", blob.content, "") for blob in blobs
    )
    if not examination.woke:
        return {}
    verdict = examination.verdict("unreferenced blobs")
    believed = [*verdict.findings, *verdict.notes]
    known = [item.finding for item in verdict.suppressed if item.suppression.kind == "ledger"]
    found: dict[str, Finding] = {}
    for finding in [*believed, *known]:
        if not wanted or finding.secret_fingerprint in wanted:
            found.setdefault(finding.location.path, finding)
    return found
