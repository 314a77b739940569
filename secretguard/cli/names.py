"""No secret in what is told of names: those of files and members, of authors, of revisions.

A name is read by the same rules as a text, and what they believe in it is shown as ``redact`` shows it.
"""

from __future__ import annotations

import re

from secretguard.errors import SecretguardError
from secretguard.model.frozen import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from secretguard.model.verdict import Verdict
    from secretguard.runs.redaction import Redactor

# Without such a word there is no token in a name, and nothing has to be asked.
_WORD = re.compile(r"(?=[\w+=.~-]*[0-9])[\w+=.~-]{16,}")
# In a text these hold a word together; in a name they join what has nothing to do with each other.
_JOINTS = bytes.maketrans(b"-.", b"  ")
# What the program makes itself, out of nothing that is read, or redacted at birth.
_OWN = ("fingerprint", "secret_fingerprint", "commit", "redacted", "guidance")


def nameable(verdict: Verdict) -> Verdict:
    """The verdict with marks for secrets in names, which is itself for nearly every one."""
    marked = _marked(_texts(verdict))
    changed: Verdict = _with(verdict, marked) if marked else verdict
    return changed


def sayable(sentence: str) -> str:
    """A sentence that may quote the command line, with marks for secrets."""
    return _marked([sentence]).get(sentence, sentence)


def _marked(texts: Iterable[str]) -> dict[str, str]:
    """Those texts that hold a secret, and how they are shown."""
    asked = [text for text in dict.fromkeys(texts) if _WORD.search(text)]
    if not asked:
        return {}
    from secretguard.runs.redaction import Redactor

    try:
        redactor = Redactor()
        shown = {text: _shown(text, redactor) for text in asked}
    except SecretguardError:  # what nobody can judge is not shown
        shown = {text: _WORD.sub("<withheld>", text) for text in asked}
    return {text: told for text, told in shown.items() if told != text}


def _shown(text: str, redactor: Redactor) -> str:
    raw = text.encode("utf-8", "surrogatepass")
    raw = redactor.replaced(raw, redactor.spans(raw))
    raw = redactor.replaced(raw, redactor.spans(raw.translate(_JOINTS)))
    return raw.decode("utf-8", "surrogatepass")


def _texts(item: object) -> Iterator[str]:
    """Every text in a verdict that is not the program's own."""
    if isinstance(item, str):
        yield item
    elif isinstance(item, tuple):
        for part in item:
            yield from _texts(part)
    else:
        for name in _fields(item):
            yield from _texts(getattr(item, name))


def _with(item: Any, marked: dict[str, str]) -> Any:
    if isinstance(item, str):
        return marked.get(item, item)
    if isinstance(item, tuple):
        return tuple(_with(part, marked) for part in item)
    fields = _fields(item)
    changes = {name: _with(getattr(item, name), marked) for name in fields}
    return replace(item, **changes) if fields else item


def _fields(item: object) -> list[str]:
    return [name for name in getattr(item, "__match_args__", ()) if name not in _OWN]
