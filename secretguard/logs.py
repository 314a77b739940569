"""``RedactingFilter``: marks instead of the secrets that a Python program would write to its log.

    handler.addFilter(RedactingFilter())

Add it to handlers: a logger's filters do not see what its children log
(https://docs.python.org/3/library/logging.html#filter-objects).
"""

from __future__ import annotations

import logging

from secretguard.runs.redaction import Redactor, WithheldError

_FORMATTER = logging.Formatter()
# The last two come from formatters, which make them anew each time.
_EVERY_RECORD_HAS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}


class RedactingFilter(logging.Filter):
    """Lets every record pass, with marks such as ``<secret:github-pat:3f2a90c1>`` for secrets.

    Message, arguments, traceback, stack and the texts given as ``extra`` are looked at. What a
    formatter makes of other values (``extra`` of another type, names of loggers and threads) is not.
    With the same ``key`` (any bytes that are kept secret) the same secret has the same mark in every
    process. What cannot be judged is withheld, and so is a message that cannot be made of its
    arguments. Of an exception the record keeps its text alone, for a formatter that asks the exception
    itself would tell its secrets.

    Raises ``ValueError`` for a key that is empty.
    """

    def __init__(self, key: bytes | None = None, name: str = "") -> None:
        super().__init__(name)
        self._redactor = Redactor(key)

    def filter(self, record: logging.LogRecord) -> bool:
        """True, after the record was made safe."""
        try:
            message = record.getMessage()
        except Exception as error:  # noqa: BLE001 - any argument may raise anything; it is named
            # Its text may quote an argument, so only its type is told.
            why = f"it cannot be formatted: {type(error).__name__}"
            record.msg, record.args = f"<secretguard: message withheld: {why}>", ()
        else:
            told = self._safe(message)
            if told != message:
                record.msg, record.args = told, ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        record.exc_info = None
        if record.exc_text:
            record.exc_text = self._safe(record.exc_text)
        if record.stack_info:
            record.stack_info = self._safe(record.stack_info)
        carried = vars(record)
        for name in carried.keys() - _EVERY_RECORD_HAS:
            if isinstance(carried[name], str):
                carried[name] = self._safe(carried[name])
        return True

    def _safe(self, text: str) -> str:
        try:
            return self._redactor.redact(text)
        except WithheldError as error:
            return f"<secretguard: {len(text)} characters withheld: {error}>"
