"""The command line: one file a verb. ``hook`` is answered before anything else is imported."""

from __future__ import annotations

import _signal
import gc
import os
import sys

from secretguard.errors import EXIT_COULD_NOT_LOOK, EXIT_INTERRUPTED, SecretguardError, UsageError

VERBS = (
    "scan", "fleet", "redact", "explain", "incidents", "ledger", "verify", "revoke", "forget-blob",
    "rules", "mock", "migrate", "install", "uninstall", "demo", "hook",
)  # fmt: skip


def main() -> None:
    """Run the command line of this process and end it without the interpreter's farewell."""
    # Where a parent ignores the end of its children so do we, and git's "no" could not be told from its
    # "yes" (https://pubs.opengroup.org/onlinepubs/9799919799/functions/waitpid.html). ``signal`` is
    # not imported: it costs the hook what ``_signal``, which Python has loaded anyway, does not.
    if hasattr(_signal, "SIGCHLD"):
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
    gc.disable()  # a short life: the collector would look for garbage that the exit removes
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        _stand_in()
    code = run(sys.argv[1:])
    try:
        sys.stdout.flush()
    except OSError:
        code = code or EXIT_COULD_NOT_LOOK  # a full disk or a closed pipe: the answer was not told
    os._exit(code)


def _stand_in() -> None:
    """Give a stream that was closed (``>&-``) its number back, so that no other file gets it.

    Reading or writing fails then as an ``OSError``; complaints alone are dropped.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_WRONLY))
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def run(argv: list[str]) -> int:
    """Run one command; the exit code. No expected failure leaves as a traceback."""
    try:
        if argv[:1] == ["hook"] and not {"-h", "--help"} & set(argv):
            from secretguard.cli.hook import run_stage

            return run_stage(argv[1:])
        return _parse_and_run(argv)
    except SecretguardError as error:
        from secretguard.cli.names import sayable

        _complain(sayable(str(error)))
        return error.exit_code
    except KeyboardInterrupt:
        _complain("interrupted: not everything was looked at")
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader has left (``| head``); leave no second complaint at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_COULD_NOT_LOOK
    except MemoryError:
        _complain("the memory did not suffice: not everything was looked at")
        return EXIT_COULD_NOT_LOOK
    except Exception as error:  # noqa: BLE001 - the last line of defence; nothing is allowed
        _complain(f"internal error: {_place(error)}; nothing was allowed")
        return EXIT_COULD_NOT_LOOK


def _complain(sentence: str) -> None:
    sys.stderr.write(f"secretguard: {sentence}\n")


def _place(error: BaseException) -> str:
    """Type and place of an unexpected error; its message might quote what was read."""
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(
        f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in reversed(frames[-4:])
    )
    return f"{type(error).__name__} at {where}"


def _unknown(word: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, VERBS, 1)
    hint = f"; did you mean {close[0]!r}?" if close else "; secretguard --help lists them"
    return f"unknown command {word!r}{hint}"


def _parse_and_run(argv: list[str]) -> int:
    import argparse
    import importlib

    from secretguard import __version__

    parser = argparse.ArgumentParser(
        prog="secretguard",
        description="Refuses leaked credentials, calls them compromised, says how to revoke them.",
        epilog="Exit codes: 0 allow, 1 refuse, 2 usage or configuration, 3 could not look.",
    )
    parser.add_argument("--version", action="version", version=f"secretguard {__version__}")
    if argv and argv[0] not in VERBS and not argv[0].startswith("-"):
        raise UsageError(_unknown(argv[0]))
    verbs = parser.add_subparsers(dest="verb", metavar="COMMAND", required=True)
    # Who names a verb waits for no other's imports; who asks for help sees all.
    for name in argv[:1] if argv[:1] and argv[0] in VERBS else VERBS:
        module = importlib.import_module(f"secretguard.cli.{name.replace('-', '_')}")
        verb = verbs.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(verb)
        verb.set_defaults(run=module.run)
    try:
        arguments = parser.parse_args(argv)
    except SystemExit as stop:  # argparse leaves by itself after --help and after a mistake
        return stop.code if isinstance(stop.code, int) else 0
    result: int = arguments.run(arguments)
    return result
