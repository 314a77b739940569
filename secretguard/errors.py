"""The exception tree and the exit codes: the only ways a command may end.

0 allow, 1 refuse, 2 usage or configuration, 3 could not look, 130 interrupted.
"Nothing found" and "could not look" are different answers, so they never share a code.
"""

EXIT_ALLOW = 0
EXIT_REFUSE = 1
EXIT_USAGE = 2
EXIT_COULD_NOT_LOOK = 3
EXIT_INTERRUPTED = 130


class SecretguardError(Exception):
    """Any failure that secretguard expects; its text is one clear sentence without secrets."""

    exit_code = EXIT_COULD_NOT_LOOK


class UsageError(SecretguardError):
    """The command line asks for something that does not exist."""

    exit_code = EXIT_USAGE


class ConfigError(SecretguardError):
    """A settings or rule file is wrong; the text names file, line or key."""

    exit_code = EXIT_USAGE


class RuleError(ConfigError):
    """A rule file breaks the schema; the text names file, rule and field."""


class SourceError(SecretguardError):
    """Something that had to be read could not be read (git, the index, a file)."""


class GitError(SourceError):
    """A git command failed; the text carries git's own first line of complaint."""


class EngineError(SecretguardError):
    """The matcher could not be built or run."""


class DetectorError(SecretguardError):
    """A detector raised or ran out of time; the text names it."""


class ContactError(SecretguardError):
    """A provider could not be asked; the text names the host and never quotes what was sent."""
