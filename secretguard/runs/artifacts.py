"""Build artifacts: everything inside of a file, one text after the other.

What is packed in order (tar, deb, rpm, the layers of an image) is read in order, so that the memory
does not grow with it. What is in there and can be opened only whole (a jar, a database) is a text of
its own here, which the pipeline opens within its own limits.
"""

from __future__ import annotations

import io
import os

from secretguard.detectors.container import kind_of
from secretguard.errors import SecretguardError, SourceError, UsageError
from secretguard.model.frozen import replace
from secretguard.sources.artifact import files_below, open_artifact
from secretguard.sources.tree import names_from_top
from secretguard.text.containers import (
    ENCRYPTED,
    MEGABYTE,
    ContainerError,
    OpaqueError,
    OutOfRoomError,
)
from secretguard.text.containers.compressed import header_of, unpacked
from secretguard.text.containers.formats import IN_ORDER, STREAMS, walker
from secretguard.text.containers.image import Image, survey
from secretguard.text.containers.source_map import sources_in
from secretguard.text.containers.stream import Stream, of_bytes
from secretguard.text.containers.zip_archive import has_directory, walk_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

    from secretguard.model.finding import Finding
    from secretguard.model.verdict import Verdict
    from secretguard.pipeline.large import LargeItem
    from secretguard.pipeline.screen import Tally

    Named = Iterator[tuple[str, Stream]]

MAX_DEPTH = 8  # containers inside of containers, as far as they are read in order
MAX_MEMBERS = 2_000_000
MAX_UNPACKED = 65_536 * MEGABYTE
_HARMLESS_SIZE = 16 * MEGABYTE
_HIGHEST_RATIO = 200
_LARGE = 8 * MEGABYTE  # what is larger is handed out in parts
_WHOLE = 256 * MEGABYTE - 1  # the largest text that is handed out whole
_HEAD = 512
_LONGEST_HEADER = 1 << 17
_MARK = "!"
_REST = "the rest of it was not looked at"
# https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts
_DELETED, _EMPTIED = ".wh.", ".wh..wh..opq"


class Artifacts:
    """Gives what is in artifacts and counts it; afterwards it knows the images among them."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._members = self._unpacked = 0
        self._stacks: list[list[str]] = []  # for each image the paths of its layers, lowest first
        self._layers: dict[str, set[str]] = {}  # path of a layer: its files

    def items(self, paths: list[str]) -> Iterator[LargeItem]:
        """Every text in the files and folders that a person named.

        Raises ``UsageError`` for a path that does not exist and for a folder that is no OCI layout.
        """
        called = names_from_top()
        for path in paths:
            name = os.fsdecode(called(os.fsencode(path)))
            try:
                yield from (
                    self._layout(path, name) if os.path.isdir(path) else self._file(path, name)
                )
            except (OutOfRoomError, SourceError) as error:
                yield self._unread(name, str(error))
            except OSError as error:
                yield self._unread(name, error.strerror or str(error))
            except SecretguardError:
                raise
            except Exception as error:  # noqa: BLE001 - one crafted file must not end a run
                yield self._unread(name, f"it cannot be read: {type(error).__name__}; {_REST}")

    def with_fates(self, verdict: Verdict) -> Verdict:
        """The verdict, in which findings in a layer know what the layers above do to the file."""
        if not self._stacks:
            return verdict
        return replace(
            verdict,
            findings=tuple(map(self._with_fate, verdict.findings)),
            notes=tuple(map(self._with_fate, verdict.notes)),
        )

    def _with_fate(self, finding: Finding) -> Finding:
        fate = self._fate(finding.location.path)
        return replace(finding, evidence=(*finding.evidence, fate)) if fate else finding

    def _fate(self, path: str) -> str:
        for stack in self._stacks:
            for place, layer in enumerate(stack):
                if path.startswith(layer + _MARK):
                    member = path[len(layer) + 1 :].partition(_MARK)[0]
                    for above in stack[place + 1 :]:
                        if told := _done_to(member, self._layers.get(above, set())):
                            name = above.rpartition(_MARK)[2]
                            return f"{name} {told} the file, which stays in this layer of the image"
        return ""

    def _file(self, path: str, name: str) -> Iterator[LargeItem]:
        with open_artifact(path) as file:
            kind = kind_of(_stream(file).peek(_HEAD))
            if kind == "zip" or (not kind and has_directory(file)):
                if not kind:
                    yield from self._text(name, _stream(file), "")
                yield from self._zip(file, name, 0)
                return
            image = survey(self._as_tar(file, kind)) if kind in (*STREAMS, "tar") else None
            yield from self._open(name, _stream(file), 0, image)

    def _as_tar(self, file: IO[bytes], kind: str) -> Named:
        """The members of a tar archive, packed or not; nothing for any other file."""
        body = _stream(file)
        try:
            if kind in STREAMS:
                body = self._watched(body)
            if kind_of(body.peek(_HEAD)) == "tar":
                yield from walker("tar")(body)
        except OpaqueError:
            return  # named when it is read
        finally:
            self._unpacked = 0

    def _layout(self, path: str, name: str) -> Iterator[LargeItem]:
        def files() -> Named:
            for member, file in files_below(path):
                yield member, _stream(file)

        image = survey(files())
        if image is None:
            raise UsageError(f"{path}: a folder, and no OCI layout; scan {path} reads its files")
        yield from self._each(name, files(), 0, image)

    def _zip(self, file: IO[bytes], name: str, depth: int) -> Iterator[LargeItem]:
        try:
            for member, opened in walk_file(file):
                inner = f"{name}{_MARK}{member}"
                try:
                    body = opened()
                except OpaqueError as error:
                    self._pass_over(inner, str(error))
                except (ContainerError, OutOfRoomError) as error:
                    yield self._unread(inner, str(error))
                else:
                    self._count(max(body.left, 0))
                    yield from self._open(inner, body, depth + 1)
        except ContainerError as error:
            yield self._unread(name, str(error))

    def _open(
        self, path: str, body: Stream, depth: int, image: Image | None = None
    ) -> Iterator[LargeItem]:
        """Everything in one file, or the file itself when it is read as a text."""
        try:
            kind = kind_of(body.peek(_HEAD))
            if kind in STREAMS:
                if told := header_of(body.peek(_LONGEST_HEADER)):
                    yield from self._text(f"{path}{_MARK}(header)", of_bytes(told), "")
                body = self._watched(body)
                inner = kind_of(body.peek(_HEAD))
                if inner not in IN_ORDER:
                    path = f"{path}{_MARK}{_stem(path)}"
                    if inner in STREAMS and depth < MAX_DEPTH:
                        yield from self._open(path, body, depth + 1)
                        return
                kind = inner
            if not kind:
                yield from self._plain(path, body, depth)
            elif depth >= MAX_DEPTH and kind in (*IN_ORDER, "zip"):
                yield self._unread(path, f"a {kind} file inside of {MAX_DEPTH} containers")
            elif kind in IN_ORDER:
                yield from self._each(path, walker(kind)(body), depth, image)
            else:
                yield from self._whole(path, body, kind, depth)
        except (ContainerError, OpaqueError) as error:
            yield self._unread(path, str(error))

    def _whole(self, path: str, body: Stream, kind: str, depth: int) -> Iterator[LargeItem]:
        """What cannot be read in order: here, as far as it fits, or as a text by the pipeline."""
        fits = kind in ("zip", "map") and len(body.peek(_WHOLE + 1)) <= _WHOLE
        if not fits:
            yield from self._text(path, body, kind)
        elif kind == "zip":
            yield from self._zip(io.BytesIO(body.read(_WHOLE)), path, depth)
        else:
            yield from self._source_map(path, body.read(_WHOLE))

    def _each(
        self, path: str, members: Named, depth: int, image: Image | None
    ) -> Iterator[LargeItem]:
        if image is not None:
            stacks = [[f"{path}{_MARK}{layer}" for layer in stack] for stack in image.stacks]
            self._stacks += stacks
            self._layers.update((layer, set()) for stack in stacks for layer in stack)
        files = self._layers.get(path)
        for name, body in members:
            self._count()
            if files is not None:
                files.add(_plain(name))
            if image is None or not image.describes(name):
                told = image.name(name) if image else name
                yield from self._open(f"{path}{_MARK}{told}", body, depth + 1)
        if image is not None:
            for name, text in image.texts():
                yield from self._text(f"{path}{_MARK}{name}", of_bytes(text), "")
            for name, why in image.missing:
                yield self._unread(f"{path}{_MARK}{name}", why)
            for name in image.encrypted:
                self._pass_over(f"{path}{_MARK}{name}", ENCRYPTED)

    def _source_map(self, path: str, data: bytes) -> Iterator[LargeItem]:
        sources = sources_in(data)
        for name, text in sources:
            yield from self._text(f"{path}{_MARK}{name}", of_bytes(text), "")
        if not sources:
            yield from self._text(path, of_bytes(data), "")

    def _plain(self, path: str, body: Stream, depth: int) -> Iterator[LargeItem]:
        """A text, and what is in a zip archive that a small program carries behind itself."""
        content = body.peek(_LARGE + 1)
        yield from self._text(path, body, "")
        if len(content) <= _LARGE and depth < MAX_DEPTH and has_directory(io.BytesIO(content)):
            yield from self._zip(io.BytesIO(content), path, depth)

    def _text(self, path: str, body: Stream, kind: str) -> Iterator[LargeItem]:
        """A text that ends here; in one piece when it is small, or when it holds files and fits."""
        most = _WHOLE if kind and body.left <= _WHOLE else _LARGE
        content = body.peek(most + 1)
        whole = len(content) <= most
        self._tally.listed += 1
        yield _entry(path), "", body.read(len(content)) if whole else body, ""
        if not whole:
            while body.read(_LARGE):
                pass  # a text that was given up must not be taken for what follows it

    def _watched(self, body: Stream) -> Stream:
        """What is compressed in ``body``, as long as it is no bomb."""
        given = taken = 0

        def counted(size: int) -> bytes:
            nonlocal taken
            data = body.read(size)
            taken += len(data)
            return data

        text = unpacked(Stream(counted))

        def read(size: int) -> bytes:
            nonlocal given
            data = text.read(size)
            given += len(data)
            self._unpacked += len(data)
            if given > _HARMLESS_SIZE and given > taken * _HIGHEST_RATIO:
                raise ContainerError(f"it unpacks to over {_HIGHEST_RATIO} times its size; {_REST}")
            self._check()
            return data

        return Stream(read)

    def _count(self, size: int = 0) -> None:
        """Count a member and what it unpacks to, where that was not counted as it was read."""
        self._members += 1
        self._unpacked += size
        self._check()

    def _check(self) -> None:
        if self._members > MAX_MEMBERS:
            raise OutOfRoomError(f"it holds more than {MAX_MEMBERS} files; {_REST}")
        if self._unpacked > MAX_UNPACKED:
            raise OutOfRoomError(f"it unpacks to over {MAX_UNPACKED // MEGABYTE} MB; {_REST}")

    def _pass_over(self, path: str, why: str) -> None:
        """Name what nobody can read."""
        self._tally.listed += 1
        self._tally.skipped.append((_raw(path), f"cannot be opened: {why}"))

    def _unread(self, path: str, why: str) -> LargeItem:
        self._tally.listed += 1
        return _entry(path), "", None, why


def _stream(file: IO[bytes]) -> Stream:
    """A file from its beginning."""
    file.seek(0)
    end = os.fstat(file.fileno()).st_size

    def seek(size: int) -> None:
        if file.seek(size, os.SEEK_CUR) > end:
            raise ContainerError("it is cut off")

    return Stream(file.read, seek, end)


def _done_to(member: str, files: set[str]) -> str:
    """What a layer with these files does to a file of a layer below."""
    plain = _plain(member)
    if plain in files:
        return "replaces"
    folder, _, name = plain.rpartition("/")
    while name:
        before = f"{folder}/" if folder else ""
        if f"{before}{_DELETED}{name}" in files or f"{before}{_EMPTIED}" in files:
            return "deletes"
        folder, _, name = folder.rpartition("/")
    return ""


def _plain(name: str) -> str:
    return name.removeprefix("./").lstrip("/")


def _stem(path: str) -> str:
    """``dump.sql`` for ``dump.sql.gz``."""
    name = path.rpartition("/")[2].rpartition(_MARK)[2]
    return name.rpartition(".")[0] or "content"


def _entry(path: str) -> tuple[str, int, str, tuple[str, ...], bytes]:
    return "F", 0, "", (), _raw(path)


def _raw(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
