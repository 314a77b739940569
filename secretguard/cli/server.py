"""``hook pre-receive`` and ``hook update``: a server refuses a push that brings a secret."""

from __future__ import annotations

import sys

from secretguard.cli.output import show
from secretguard.cli.stages import examine_commits, read_pushed
from secretguard.errors import ConfigError, SecretguardError, UsageError
from secretguard.runs.examine import Examination
from secretguard.sources.pushed import Pushed, policy_path, settings_of_head, updates_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.verdict import Verdict

    SettingsFile = tuple[str, bytes] | None


def receive(stage: str, arguments: list[str], verbose: bool) -> int:
    """The answer to a push.

    The server's policy is asked first. The settings of the repository's default branch are asked
    besides: they may refuse more, never less.
    """
    if stage == "update":
        if len(arguments) != 3:
            raise UsageError("hook update: expected a ref, the old and the new id")
        updates = [(arguments[1], arguments[2], arguments[0])]
    else:
        updates = updates_of(sys.stdin.buffer.read())
    pushed = Pushed(updates)
    verdict = _verdict(pushed, _policy(), verbose)
    own = settings_of_head()
    if not verdict.exit_code and own is not None:
        verdict = _stricter(pushed, own, verbose) or verdict
    return show(verdict, hook=True, verbose=verbose)


def _stricter(pushed: Pushed, own: SettingsFile, verbose: bool) -> Verdict | None:
    """The answer by the repository's own settings, None when they are in such a state that there is none.

    With no settings the push would be let in; a mistake in them must not lock everybody out.
    """
    try:
        return _verdict(pushed, own, verbose)
    except SecretguardError as error:
        why = str(error)
    except Exception as error:  # noqa: BLE001 - whatever a pushed file can bring about is such a mistake
        why = f"internal error: {type(error).__name__}"
    sys.stderr.write(f"secretguard: the repository's settings are passed over: {why}\n")
    return None


def _verdict(pushed: Pushed, settings_file: SettingsFile, verbose: bool) -> Verdict:
    examination = Examination(None, thorough=verbose, settings_file=settings_file)
    read_pushed(pushed, examination)
    ranges = [pushed.revisions] if pushed.revisions else []
    return examine_commits(ranges, "the push", examination)


def _policy() -> SettingsFile:
    path = policy_path()
    if not path:
        return None
    try:
        with open(path, "rb") as file:
            return path, file.read()
    except OSError as error:
        raise ConfigError(f"the policy {path}: {error.strerror}") from error
