"""OpenVPN's static keys: 2048 bits in hexadecimal, shared by both ends.

https://openvpn.net/community-resources/static-key-mini-howto/
"""

from __future__ import annotations

import re

from secretguard.detectors.keystores.contents import OPEN, Contents

_DIGITS = 512
_FEWEST = 64  # a key that is cut off still holds one of its parts
_FEWEST_DISTINCT = 12  # of 16; chance gives all of them
_LONGEST = 4096
_FOOTER = b"-----END OpenVPN Static key V1-----"
# Lines as they are written, or as strings of a program.
_BODY = re.compile(rb"""(?:[0-9a-f]++|\\[nrt]|[\s"',+;>|])*+""")


def read_static_key(data: bytes, position: int) -> tuple[Contents, int] | None:
    """The key whose header ends at ``position``, and where it ends; None when no body follows."""
    body = _BODY.match(data, position, position + _LONGEST)
    if body is None:
        return None
    digits = b"".join(re.findall(rb"[0-9a-f]{8,}", body[0]))
    if len(digits) < _FEWEST or len(set(digits)) < _FEWEST_DISTINCT:
        return None
    whole = len(digits) == _DIGITS and data.startswith(_FOOTER, body.end())
    told = "its body is whole" if whole else "its body is cut off"
    stop = body.end() + len(_FOOTER) if whole else body.end()
    evidence = (told, "whoever has it can read and forge the traffic of both ends")
    found = Contents(
        "OpenVPN static key", OPEN, evidence, 3 if whole else 2, rule_id="openvpn-static-key"
    )
    return found, stop
