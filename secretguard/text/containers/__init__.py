"""Files that hold files: what is in them, in memory, within stated limits. One file a format.

Each format's ``members(data, room)`` gives ``Member``s, and raises ``ContainerError`` for what is
damaged, ``OpaqueError`` for what nobody could read, and ``OutOfRoomError`` when a limit is reached. Formats whose members lie one behind the other also have
``walk(body)``, which reads them in order.
Nothing is written to disk and nothing in a container is run.
"""

from __future__ import annotations

from secretguard.errors import SecretguardError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    class Members(Protocol):
        """What each format's module offers."""

        def __call__(self, data: bytes, room: Room) -> Iterator[Member]:
            """The members of the container ``data``."""
            ...


MEGABYTE = 1 << 20
ENCRYPTED = "it is encrypted"
# No file that people commit grows like this; a bomb does, at any size worth the name.
_HARMLESS_SIZE = 16 * MEGABYTE
_HIGHEST_RATIO = 200


class ContainerError(SecretguardError):
    """A container is damaged, or none at all."""


class OpaqueError(SecretguardError):
    """A container cannot be opened by anybody without its password, or not by this program."""


class OutOfRoomError(SecretguardError):
    """A limit on bytes, texts or time was reached."""


class Member:
    """One file in a container; ``content`` is None when it cannot be read, and ``why`` says so."""

    __slots__ = ("content", "name", "opaque", "why")

    def __init__(
        self, name: str, content: bytes | None, why: str = "", *, opaque: bool = False
    ) -> None:
        self.name = name
        self.content = content
        self.why = why
        self.opaque = opaque


class Room:
    """How many bytes may still be unpacked from one file."""

    __slots__ = ("left", "most")

    def __init__(self, most: int) -> None:
        self.most = self.left = most

    def expect(self, size: int, packed: int) -> None:
        """Refuse what announces that it is a bomb before a byte is unpacked."""
        if size > _HARMLESS_SIZE and size > packed * _HIGHEST_RATIO:
            raise OutOfRoomError(f"it unpacks to {size // max(packed, 1)} times its size")
        if size > self.left:
            raise self._full()

    def take(self, size: int) -> None:
        """Count unpacked bytes."""
        self.left -= size
        if self.left < 0:
            raise self._full()

    def _full(self) -> OutOfRoomError:
        return OutOfRoomError(f"it unpacks to more than {self.most // MEGABYTE} MB")
