"""Many objects at once, versions of the same file one behind the other, with what is new in each.

A pack holds most contents as a few changes of another one. Read in such families, each costs no more
than its changes, and whoever looks at it may look at them alone. Git reads what is left: large
objects, loose ones, those that packs elsewhere hold, and all that is damaged.
"""

from __future__ import annotations

import os

from secretguard.sources import packed
from secretguard.sources.delta import rebuilt
from secretguard.sources.pack import Pack, PackError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from secretguard.sources.delta import Copy
    from secretguard.sources.pack import Entry
    from secretguard.sources.packed import Body

    # (end offset, trigger)
    Hits = list[tuple[int, int]]

_LARGEST = 1 << 22  # bytes of a content
# A byte of instructions costs as much as to copy and to look at so many of a content.
_DEAR = 100
_FEWEST = 3  # versions; git reads single files as fast, and does so on another core
_LONGEST_DELTA = 1 << 16  # bytes: that many instructions make a great many parts
_MOST_PACKS = 8


class Version:
    """A content out of a pack, and what of it is copied from the one that it was made from.

    ``hits`` keeps what woke in it under a path, ``base_hits`` is that of its base, and None for a
    content of its own; ``base_size`` is the base's length.
    """

    __slots__ = ("base_hits", "base_size", "content", "copies", "hits")

    def __init__(self, content: bytes, base: Version | None, copies: list[Copy]) -> None:
        self.content = content
        self.copies = copies
        self.base_hits = None if base is None else base.hits
        self.base_size = 0 if base is None else len(base.content)
        self.hits: dict[bytes, Hits] = {}


def read_versions(
    store: str, wanted: Collection[bytes]
) -> Iterator[tuple[bytes, str, bytes | Body | None, str, Version | None]]:
    """``(id, type, content, "", version)`` of each object below the folder ``store``, in any order.

    Without content, the last but one says why; what git had to read comes without a version.
    """
    left = dict.fromkeys(wanted)
    for stem in _stems(store):
        if not left:
            break
        for name, kind, version in _unpacked(stem, left):
            del left[name]
            yield name, kind, version.content, "", version
    if left:
        for answer in packed.read_objects(packed.in_pack_order(left)):
            yield *answer, None


def _stems(store: str) -> list[str]:
    """The largest packs: a great many small ones would be searched for longer than git reads."""
    try:
        with os.scandir(f"{store}/pack") as entries:
            packs = [each for each in entries if each.name.endswith(".pack") and each.is_file()]
            found = [(each.stat().st_size, each.path.removesuffix(".pack")) for each in packs]
    except OSError:
        return []  # git tells what is wrong with it
    return [stem for _, stem in sorted(found, reverse=True)[:_MOST_PACKS]]


def _unpacked(stem: str, wanted: Collection[bytes]) -> Iterator[tuple[bytes, str, Version]]:
    """Those of the wanted objects that this pack holds and that can be read without git."""
    width = len(next(iter(wanted))) // 2
    try:
        pack = Pack(stem, width)
    except (OSError, PackError):
        return
    try:
        names = dict(pack.locate(list(wanted)))
        roots, children = _families(pack, names)
        for root, kind in roots:
            members = _members(root, children)
            if _are_cheap(members):
                yield from _family(pack, members, kind, children, names)
    except (OSError, PackError):
        return
    finally:
        pack.close()


def _families(
    pack: Pack, names: dict[int, bytes]
) -> tuple[list[tuple[Entry, str]], dict[int, list[Entry]]]:
    """What stands whole, with its kind, and what is made from what, for all that have a name."""
    roots: list[tuple[Entry, str]] = []
    children: dict[int, list[Entry]] = {}
    todo = sorted(names)
    for offset in todo:  # grows by the bases that nobody asked for
        try:
            entry, kind, base = pack.entry(offset)
        except PackError:
            continue
        if kind:
            roots.append((entry, kind))
        elif base in children:
            children[base].append(entry)
        else:
            children[base] = [entry]
            if base not in names:
                todo.append(base)
    roots.sort()
    return roots, children


def _members(root: Entry, children: dict[int, list[Entry]]) -> list[Entry]:
    """The object at ``root`` and all that are made from it, each behind its base."""
    found = [root]
    for entry in found:
        found += children.get(entry.offset, ())
    return found


def _are_cheap(members: list[Entry]) -> bool:
    """Whether the versions of a content are few changes away from each other, as nearly all are."""
    root, made = members[0], members[1:]
    cheap = sum(entry.size for entry in made) * _DEAR <= len(made) * root.size
    return cheap and len(members) >= _FEWEST and root.size <= _LARGEST


def _family(
    pack: Pack,
    members: list[Entry],
    kind: str,
    children: dict[int, list[Entry]],
    names: dict[int, bytes],
) -> Iterator[tuple[bytes, str, Version]]:
    """The members that have a name, each behind its base."""
    below: dict[int, int] = {}  # how many are made from each
    for entry in reversed(members):
        made = children.get(entry.offset, ())
        below[entry.offset] = len(made) + sum(below[each.offset] for each in made)
    waiting: list[tuple[Entry, Version | None]] = [(members[0], None)]
    while waiting:
        entry, base = waiting.pop()
        if base is not None and entry.size > _LONGEST_DELTA:
            continue  # it and what is made from it are left to git
        try:
            version = _version(pack.data(entry), base)
        except (PackError, ValueError):
            continue
        if name := names.get(entry.offset):
            yield name, kind, version
        # The largest branch comes last, and no longer needs its base: few are held at once.
        made = sorted(children.get(entry.offset, ()), key=lambda each: -below[each.offset])
        waiting += [(each, version) for each in made]


def _version(data: bytes, base: Version | None) -> Version:
    """The content of an entry. Raises ``ValueError`` when it cannot be made from its base."""
    if base is None:
        return Version(data, None, [])
    content, copies = rebuilt(base.content, data, _LARGEST)
    return Version(content, base, copies)
