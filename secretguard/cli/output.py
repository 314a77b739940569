"""Where a verdict goes: the format, the colour, standard output or a file."""

from __future__ import annotations

import os
import sys

from secretguard.errors import ReportError, UsageError
from secretguard.report import render

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.verdict import Verdict


def show(
    verdict: Verdict,
    *,
    format_name: str = "text",
    output: str = "",
    hook: bool = False,
    verbose: bool = False,
) -> int:
    """Write the verdict and give its exit code. Raises ``UsageError`` for an unwritable file.

    When the report goes to a file, its last line says on standard error why the command fails.
    """
    from secretguard.cli.names import nameable

    text = render(
        format_name,
        nameable(verdict),
        colour=not output and wants_colour(),
        hook=hook,
        verbose=verbose,
        pipeline=azure_pipeline(),
    )
    if output:
        try:
            with open(output, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
        except OSError as error:
            raise UsageError(f"{output}: {error.strerror}") from error
        if verdict.exit_code:
            from secretguard.report.text import last_line

            sys.stderr.write(f"{last_line(verdict)}\n")
    elif text:
        _print(text)
    return verdict.exit_code


def _print(text: str) -> None:
    try:
        # A terminal in another encoding must not turn a refusal into a traceback.
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.flush()
    except BrokenPipeError:
        raise  # the reader has left; the command line knows what to do
    except OSError as error:
        raise ReportError(f"standard output: {error.strerror}") from error


def azure_pipeline() -> dict[str, str] | None:
    """Which run of Azure Pipelines this is, from its predefined variables; None outside of one.

    https://learn.microsoft.com/azure/devops/pipelines/build/variables
    """
    names = {
        "organization": "SYSTEM_COLLECTIONID",
        "project": "SYSTEM_TEAMPROJECTID",
        "buildDefinitionId": "SYSTEM_DEFINITIONID",
        "buildDefinitionName": "BUILD_DEFINITIONNAME",
        "phaseId": "SYSTEM_PHASEID",
        "phaseName": "SYSTEM_PHASENAME",
        "branch": "BUILD_SOURCEBRANCH",
        "buildId": "BUILD_BUILDID",
    }
    found = {key: os.environ.get(name, "") for key, name in names.items()}
    return found if all(found.values()) else None


def wants_colour() -> bool:
    """https://no-color.org and https://force-color.org (0 is no, as in Node), then whether a person is watching."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM", "") != "dumb"
