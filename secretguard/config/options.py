"""Every option, declared once: the parser, the defaults and the documentation come from here."""

from __future__ import annotations

from secretguard.config.markers import MARKERS
from secretguard.model.frozen import frozen


@frozen
class Option:
    """A key of the settings file: its TOML name, kind of value, default and what it does.

    ``kind`` is one of "strings", "string", "level", "severity", "seconds", "flag".
    """

    key: str
    kind: str
    default: object
    help: str

    @property
    def field(self) -> str:
        """The name of the attribute of ``Settings`` or ``UserPattern``."""
        return self.key.replace("-", "_")


OPTIONS = (
    Option(
        "exclude",
        "strings",
        (),
        "Paths whose findings are suppressed, as gitignore patterns. The files are still read and "
        "the findings counted with the reason `path`.",
    ),
    Option(
        "refuse-at",
        "level",
        "medium",
        "The confidence from which a finding refuses the commit: low, medium, high or certain.",
    ),
    Option("disable", "strings", (), "Ids of rules that are switched off."),
    Option(
        "inline-allow",
        "flag",
        True,
        "Whether `secretguard: allow <reason>` in a file may suppress a finding.",
    ),
    Option(
        "accept-markers",
        "strings",
        (),
        "Comments of other tools that may suppress a finding, too, although they give no reason: "
        + ", ".join(f"`{name}`" for name in MARKERS)
        + ".",
    ),
    Option(
        "rule-packages",
        "strings",
        (),
        "Installed packages whose folders hold provider files (`*.toml`). They are read, never "
        "imported. The project's own provider files lie in `.secretguard/rules/`.",
    ),
    Option(
        "plugins",
        "strings",
        (),
        "Detectors of installed packages to run, by the names of their entry points.",
    ),
    Option(
        "detect-secrets",
        "strings",
        (),
        "Class names of Yelp's detect-secrets plugins to run as well, such as `IbmCloudIamDetector`.",
    ),
    Option(
        "pattern-timeout",
        "seconds",
        2.0,
        "Seconds that one of your patterns may take in one file before the file counts as unread.",
    ),
)

# Copies of a part that compiling a pattern writes out: some hundred megabytes, half a second.
LONGEST = 100_000

PATTERN_OPTIONS = (
    Option(
        "id", "string", None, "What reports call it: lower-case words joined by dashes. Required."
    ),
    Option(
        "regex",
        "string",
        None,
        "The pattern, in the syntax of the `regex` package. Required. Its counted repeats (`{8}`) of "
        f"groups, multiplied, come to {LONGEST} at most.",
    ),
    Option("title", "string", "", "What it is, in a few words."),
    Option(
        "group",
        "string",
        "",
        "The group that holds the secret; default: `secret`, or the only one.",
    ),
    Option("severity", "severity", "high", "What it opens: low, medium, high or critical."),
    Option("steps", "strings", (), "How it is revoked, one sentence a step."),
    Option("console-url", "string", "", "Where it is revoked."),
)
