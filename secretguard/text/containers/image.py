"""Container images: which member of an archive is which layer, and what the configuration tells.

``docker save`` and its kin write ``manifest.json``
(https://github.com/moby/moby/blob/master/image/spec/spec.md), an OCI layout ``index.json`` and blobs
(https://github.com/opencontainers/image-spec/blob/main/image-layout.md); newer archives hold both.
"""

from __future__ import annotations

import json
import re
from typing import Any

from secretguard.text.containers import ContainerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from secretguard.text.containers.stream import Stream

_HASH = "[0-9a-f]{64}"
# An archive with any other member is no image; so an ordinary one costs a look at its first name.
_MEMBER = re.compile(
    rf"(?:manifest\.json|index\.json|config\.json|oci-layout|repositories|blobs/.*"
    rf"|(?:sha256:)?{_HASH}(?:\.json|\.tar|\.tar\.gz)?|{_HASH}/(?:layer\.tar|json|VERSION))\Z"
)
_DIGEST = re.compile(_HASH)
_MANIFEST, _INDEX = "manifest.json", "index.json"
_LARGEST_DOCUMENT = 4 << 20
_ALL_DOCUMENTS = 64 << 20
# Of equal layers ``docker save`` wrote until version 24 one, and links to it for the others.
_LINK = re.compile(rf"(?:\.\./)?({_HASH}(?:/layer)?\.tar)\Z".encode())
_LONGEST_LINK = 100
# https://github.com/containers/ocicrypt/blob/main/spec/README.md
_ENCRYPTED = "+encrypted"
_NESTED = 3  # an index may name others
_NOTHING_RUN = re.compile(r"^/bin/sh -c #\(nop\)\s*")
_MISSING = "the image names it, and it is not in the archive"


class Image:
    """The images of one archive: names for their layers, their configuration as texts.

    ``stacks`` holds the names of the layers of each image, the lowest first; images may share some.
    ``encrypted`` holds the names of those that only the owner of a key can read.
    """

    def __init__(self, documents: dict[str, Any], members: set[str]) -> None:
        self._documents = documents
        self._names: dict[str, str] = {}
        self._configs: dict[str, str] = {}  # member: name
        self.stacks: list[list[str]] = []
        self.missing: list[tuple[str, str]] = []
        images = list(dict.fromkeys([*self._of_docker(), *self._of_layout()]))
        for number, (config, layers) in enumerate(images, 1):
            before = f"image {number} " if len(images) > 1 else ""
            self._configs.setdefault(config, f"{before}config ({_short(config)})")
            stack = []
            for place, (layer, digest) in enumerate(layers, 1):
                told = f"{place:0{len(str(len(layers)))}} of {len(layers)}"
                stack.append(self._names.setdefault(layer, f"{before}layer {told} ({digest})"))
                if layer not in members:
                    self.missing.append((self._names[layer], _MISSING))
            self.stacks.append(stack)
        self.encrypted = [self._names[layer] for layer in self._sealed() if layer in members]

    def name(self, member: str) -> str:
        """What a report calls a member."""
        plain = _plain(member)
        return self._names.get(plain) or self._configs.get(plain) or member

    def describes(self, member: str) -> bool:
        """Whether ``texts`` gives what is in a member."""
        plain = _plain(member)
        return plain in self._configs and isinstance(self._documents.get(plain), dict)

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """The configuration of each image: its environment, its history a step a line, the rest."""
        for member, name in self._configs.items():
            document = self._documents.get(member)
            if isinstance(document, dict):
                rest = dict(document)
                settings = rest["config"] = dict(_table(rest.get("config")))
                variables = _texts(settings.pop("Env", None))
                history = rest["history"] = [
                    dict(_table(step)) for step in _list(rest.get("history"))
                ]
                told = [_texts([step.pop("created_by", None)]) for step in history]
                steps = [_NOTHING_RUN.sub("", text) for texts in told for text in texts]
                yield f"{name}/environment.env", _joined(variables)
                yield f"{name}/history.sh", _joined(steps)
                yield f"{name}/config.json", json.dumps(rest, indent=1).encode()

    def _of_docker(self) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        """Configuration and layers, each with its digest, of every image in ``manifest.json``."""
        for entry in _list(self._documents.get(_MANIFEST)):
            for config in _texts([_table(entry).get("Config")]):
                layers = [_plain(name) for name in _texts(_table(entry).get("Layers"))]
                root = _table(_table(self._documents.get(_plain(config))).get("rootfs"))
                digests = _texts(root.get("diff_ids"))
                digests += layers[len(digests) :]
                yield (
                    _plain(config),
                    tuple(
                        (layer, _short(layer if layer.startswith("blobs/") else digest))
                        for layer, digest in zip(layers, digests, strict=False)
                    ),
                )

    def _sealed(self) -> list[str]:
        """The encrypted layers of every manifest that a layout leads to."""
        layers = (layer for document in self._documents.values() for layer in _layers_of(document))
        sealed = [_blob(layer) for layer in layers if _kind(layer).endswith(_ENCRYPTED)]
        return [layer for layer in dict.fromkeys(sealed) if layer in self._names]

    def _of_layout(self) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
        """The same of every manifest that ``index.json`` leads to."""
        waiting = [(_INDEX, 0)]
        seen = {_INDEX}
        while waiting:
            member, depth = waiting.pop(0)
            document = _table(self._documents.get(member))
            for entry in _list(document.get("manifests")):
                name = _blob(entry)
                if name and name not in seen and depth < _NESTED:
                    seen.add(name)
                    waiting.append((name, depth + 1))
            config = _blob(document.get("config"))
            layers = [_blob(layer) for layer in _layers_of(document)]
            if config:
                yield config, tuple((layer, _short(layer)) for layer in layers if layer)


def survey(members: Iterable[tuple[str, Stream]]) -> Image | None:
    """The images that an archive holds, from one walk over it; None when it is none."""
    documents: dict[str, Any] = {}
    names: set[str] = set()
    links: dict[str, str] = {}
    room = _ALL_DOCUMENTS
    try:
        for member, body in members:
            name = _plain(member)
            if not _MEMBER.match(name):
                return None
            names.add(name)
            if link := _LINK.match(body.peek(_LONGEST_LINK)):
                links[name] = link[1].decode()
            if 0 <= body.left <= min(_LARGEST_DOCUMENT, room) and body.peek(1) in (b"{", b"["):
                room -= body.left
                documents[name] = _parsed(body.rest())
    except ContainerError:
        return None  # named when the members are read
    if _MANIFEST in documents or _INDEX in documents:
        broken = {name for name, target in links.items() if target not in names}
        return Image(documents, names - broken)
    return None


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None  # read as it stands


def _plain(name: str) -> str:
    return name.removeprefix("./")


def _blob(descriptor: object) -> str:
    """Where what a descriptor points at lies: ``sha256:1a2b...`` is ``blobs/sha256/1a2b...``."""
    for digest in _texts([_table(descriptor).get("digest")]):
        algorithm, _, encoded = digest.partition(":")
        return f"blobs/{algorithm}/{encoded}"
    return ""


def _layers_of(document: object) -> list[Any]:
    return _list(_table(document).get("layers"))


def _kind(descriptor: object) -> str:
    return "".join(_texts([_table(descriptor).get("mediaType")]))


def _short(name: str) -> str:
    found = _DIGEST.search(name)
    if found:
        return f"sha256:{found[0][:8]}"
    return name.rpartition("/")[2][:80].encode("utf-8", "replace").decode()


def _table(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [text for text in _list(value) if isinstance(text, str)]


def _joined(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("utf-8", "replace")
