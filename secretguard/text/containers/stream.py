"""Bytes that come in order, from a file, a decompressor or the memory, and are read once."""

from __future__ import annotations

from secretguard.text.containers import ContainerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Protocol

    Read = Callable[[int], bytes]

    class Walk(Protocol):
        """What each format whose members lie one behind the other offers."""

        def __call__(self, body: Stream) -> Iterator[tuple[str, Stream]]:
            """Name and content of each member; what of a content is not read is passed over."""
            ...


_CHUNK = 1 << 20
_STEP = 1 << 16  # so many bytes at a time: a header is small, and to ask a decompressor is not
BEHIND = "(behind the end)"


class Stream:
    """What ``read`` gives: ``left`` bytes of it, or all when that is -1.

    ``read`` gives as many bytes as it was asked for, fewer only at the end; it is asked for ``step``
    bytes or more. ``seek``, where there is one, passes over a number of bytes and raises
    ``ContainerError`` beyond the end, as everything here does when a known size is not there.
    """

    __slots__ = ("_at", "_buffer", "_read", "_seek", "_step", "left")

    def __init__(
        self,
        read: Read,
        seek: Callable[[int], None] | None = None,
        left: int = -1,
        step: int = _STEP,
    ) -> None:
        self._read = read
        self._seek = seek
        self._step = step
        self._buffer = b""
        self._at = 0
        self.left = left

    def peek(self, size: int, /) -> bytes:
        """The next ``size`` bytes, fewer at the end; they will be read, too."""
        wanted = size if self.left < 0 else min(size, self.left)
        missing = wanted - (len(self._buffer) - self._at)
        if missing > 0:
            self._buffer = self._buffer[self._at :] + self._read(max(missing, self._step))
            self._at = 0
        return self._buffer[self._at : self._at + wanted]

    def read(self, size: int, /) -> bytes:
        """The next ``size`` bytes, fewer at the end."""
        wanted = size if self.left < 0 else min(size, self.left)
        data = self._buffer[self._at : self._at + wanted]
        missing = wanted - len(data)
        if not missing:
            self._at += wanted
        elif missing < self._step:
            self._buffer = self._read(self._step)
            data += self._buffer[:missing]
            self._at = min(missing, len(self._buffer))
        else:
            self._buffer, self._at = b"", 0
            data += self._read(missing)
        self._count(len(data), wanted)
        return data

    def exactly(self, size: int) -> bytes:
        """The next ``size`` bytes. Raises ``ContainerError`` when there are fewer."""
        data = self.read(size)
        if len(data) < size:
            raise ContainerError("it is cut off")
        return data

    def rest(self) -> bytes:
        """Everything up to the end, for what is known to be small enough."""
        return b"".join(iter(lambda: self.read(_CHUNK), b""))

    def skip(self, size: int) -> None:
        """Pass over ``size`` bytes."""
        known = len(self._buffer) - self._at
        if self._seek is None or size <= known:
            while size > 0:
                size -= len(self.exactly(min(size, _CHUNK)))
            return
        self.exactly(known)
        self._count(size - known, size - known)
        self._seek(size - known)

    def part(self, size: int) -> Stream:
        """The next ``size`` bytes as a stream of their own, to be read before this one goes on."""
        return Stream(self.read, self.skip, size, 0)

    def end(self) -> None:
        """Pass over whatever of a known size was not read."""
        if self.left > 0:
            self.skip(self.left)

    def _count(self, size: int, wanted: int) -> None:
        if self.left >= 0:
            self.left -= size
            if size < wanted:
                raise ContainerError("it is cut off")


def of_bytes(data: bytes) -> Stream:
    """A stream over what is in memory."""
    position = 0

    def read(size: int) -> bytes:
        nonlocal position
        part = data[position : position + size]
        position += len(part)
        return part

    def seek(size: int) -> None:
        nonlocal position
        position += size
        if position > len(data):
            raise ContainerError("it is cut off")

    return Stream(read, seek, step=0)


def behind(body: Stream) -> Iterator[tuple[str, Stream]]:
    """What follows the end of an archive and the padding there.

    It may be another one: the first file system of Linux is packed behind the processor's microcode
    (https://docs.kernel.org/arch/x86/microcode.html).
    """
    while chunk := body.peek(_CHUNK):
        padding = len(chunk) - len(chunk.lstrip(b"\0"))
        body.read(padding)
        if padding < len(chunk):
            yield BEHIND, Stream(body.read, step=0)
            return
