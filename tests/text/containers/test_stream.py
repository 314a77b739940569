"""What is read in order is what is there, however it is asked for."""

from __future__ import annotations

import bz2
import gzip
import lzma
from typing import TYPE_CHECKING

import pytest
import zstandard
from artifact_files import ar, cpio, tar
from hypothesis import given
from hypothesis import strategies as st

from secretguard.text.containers import ContainerError
from secretguard.text.containers.compressed import unpacked
from secretguard.text.containers.formats import walker
from secretguard.text.containers.stream import Stream, of_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstandard.compress,
}


def in_pieces(body: Stream, sizes: list[int]) -> bytes:
    """All of a stream, read in pieces of these sizes, over and over, with a look ahead of each."""
    read = b""
    while True:
        for size in sizes:
            ahead = body.peek(size // 2)
            piece = body.read(size)
            assert piece.startswith(ahead)
            read += piece
            if len(piece) < size:
                return read


@given(st.binary(max_size=300), st.lists(st.integers(1, 90), min_size=1), st.integers(0, 50))
def test_pieces_are_the_whole(data: bytes, sizes: list[int], step: int) -> None:
    source = of_bytes(data)
    assert in_pieces(Stream(source.read, step=step), sizes) == data


@given(st.binary(min_size=20, max_size=300), st.integers(0, 9), st.integers(0, 9))
def test_a_part_takes_no_more_than_its_own(data: bytes, before: int, size: int) -> None:
    body = Stream(of_bytes(data).read)
    body.skip(before)
    part = body.part(size)
    part.peek(3)
    part.end()
    assert body.rest() == data[before + size :]


@pytest.mark.parametrize("kind", PACKERS)
@given(st.lists(st.binary(max_size=5000), max_size=3), st.lists(st.integers(1, 9000), min_size=1))
def test_packed_texts_in_a_row_are_one(kind: str, texts: list[bytes], sizes: list[int]) -> None:
    packed = b"".join(PACKERS[kind](text) for text in texts)
    assert in_pieces(unpacked(of_bytes(packed)), sizes) == b"".join(texts) if packed else True


@pytest.mark.parametrize("kind", PACKERS)
@given(st.data())
def test_what_is_cut_off_is_never_taken_for_the_whole(kind: str, data: st.DataObject) -> None:
    text = data.draw(st.binary(min_size=50, max_size=3000))
    packed = PACKERS[kind](text)
    cut = packed[: data.draw(st.integers(8, len(packed) - 1))]
    with pytest.raises(ContainerError):
        unpacked(of_bytes(cut)).rest()


@pytest.mark.parametrize(("kind", "pack"), [("tar", tar), ("ar", ar), ("cpio", cpio)])
@given(st.data())
def test_members_come_out_as_they_went_in(
    kind: str, pack: Callable[[dict[str, str | bytes]], bytes], data: st.DataObject
) -> None:
    contents = data.draw(st.lists(st.binary(min_size=1, max_size=2000), max_size=4))
    files: dict[str, str | bytes] = {f"f{number}": one for number, one in enumerate(contents)}
    read = [(name, body.rest()) for name, body in walker(kind)(of_bytes(pack(files)))]
    assert read == list(files.items())
    names = [name for name, _ in walker(kind)(of_bytes(pack(files)))]
    assert names == list(files)
