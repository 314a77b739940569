"""Armoured blocks (``-----BEGIN X-----``): whether a place lies in the body of one."""

from __future__ import annotations

import re

_REACH = 64 * 1024
_BEGIN = b"-----BEGIN "
_LABEL = rb"-----BEGIN ([A-Z0-9 ]{1,40})-----"
# Lines of base64, perhaps as strings of a program; before them the headers of RFC 4880 and RFC 1421.
# A word of code is shorter than a line of base64 and ends the block.
# Nothing is tried twice (possessive quantifiers): the text is an attacker's to choose.
_BODY = (
    rb"""(?:\\[nrt]|[\s"'`,;+|#*\\.()])*+"""
    rb"(?:(?:Version|Comment|Hash|Charset|MessageID|Proc-Type|DEK-Info):[^\n]{0,200}+\s++)*+"
    rb"""(?:[A-Za-z0-9+/]{16,}+={0,2}+(?:\\[nrt]|[\s"'`,;+|#*\\.()])++)*+"""
    rb"[A-Za-z0-9+/]*+"
)


def block_around(data: bytes, start: int) -> str:
    """The label of the block whose body holds byte ``start``, such as ``CERTIFICATE``; "" for none.

    A header that merely stands in a program, with no base64 between it and the place, is none.
    """
    begin = data.rfind(_BEGIN, max(0, start - _REACH), start)
    label = re.compile(_LABEL).match(data, begin, start) if begin >= 0 else None
    if label is None:
        return ""
    body = re.compile(_BODY).fullmatch(data, label.end(), start)
    return label[1].decode("ascii") if body else ""
