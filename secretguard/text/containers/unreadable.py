"""Archives whose formats have no free reader in Python's standard library: they are named, not read."""

from __future__ import annotations

from secretguard.text.containers import OpaqueError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.text.containers import Member, Room


def members(data: bytes, room: Room) -> Iterator[Member]:  # noqa: ARG001 - every format's contract
    """Raises ``OpaqueError``."""
    name = "7z" if data.startswith(b"7z") else "RAR"
    raise OpaqueError(f"a {name} archive, which secretguard cannot open")
