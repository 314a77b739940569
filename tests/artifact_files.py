"""Packages and container images, written by hand as their formats' documents say."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import struct
import tarfile
from typing import Any

Files = dict[str, str | bytes]


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def tar(files: Files, *, end: bool = True) -> bytes:
    """A tar archive of any bytes; without its end, as Alpine's tools cut it."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(_bytes(content))
            archive.addfile(info, io.BytesIO(_bytes(content)))
        used = archive.offset
    return file.getvalue() if end else file.getvalue()[:used]


def ar(files: Files) -> bytes:
    """An ar archive with short names."""
    parts = [b"!<arch>\n"]
    for name, content in files.items():
        body = _bytes(content)
        head = f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(body):<10}`\n"
        parts += [head.encode(), body, b"\n" * (len(body) % 2)]
    return b"".join(parts)


def deb(control: Files, data: Files) -> bytes:
    """A Debian package."""
    return ar(
        {
            "debian-binary": "2.0\n",
            "control.tar.gz": gzip.compress(tar(control)),
            "data.tar.gz": gzip.compress(tar(data)),
        }
    )


def cpio(files: Files) -> bytes:
    """A cpio archive in the new ASCII form."""
    parts = []
    for name, content in [*files.items(), ("TRAILER!!!", b"")]:
        told, body = name.encode() + b"\0", _bytes(content)
        numbers = (1, 0o100644, 0, 0, 1, 0, len(body), 0, 0, 0, 0, len(told), 0)
        head = b"070701" + b"".join(b"%08x" % number for number in numbers) + told
        parts += [head, bytes(-len(head) % 4), body, bytes(-len(body) % 4)]
    return b"".join(parts)


def rpm_header(strings: dict[int, str]) -> bytes:
    """One header of an RPM package with nothing but single strings."""
    entries, store = b"", b""
    for tag, text in strings.items():
        entries += struct.pack(">IIII", tag, 6, len(store), 1)
        store += text.encode() + b"\0"
    return (
        b"\x8e\xad\xe8\x01"
        + bytes(4)
        + struct.pack(">II", len(strings), len(store))
        + entries
        + store
    )


def rpm(payload: bytes, strings: dict[int, str]) -> bytes:
    """An RPM package; ``strings`` are tags of its header (1024 is the script that runs after)."""
    signature = rpm_header({1000: "x"})
    signature += bytes(-len(signature) % 8)
    return b"\xed\xab\xee\xdb\x03" + bytes(91) + signature + rpm_header(strings) + payload


def apk(control: Files, data: Files) -> bytes:
    """An Alpine package: three tar archives, each packed by itself, one behind the other."""
    parts = [
        tar({".SIGN.RSA.x.pub": b"x"}, end=False),
        tar(control, end=False),
        tar(data),
    ]
    return b"".join(map(gzip.compress, parts))


def gem(data: Files) -> bytes:
    """A Ruby gem."""
    return tar(
        {
            "metadata.gz": gzip.compress(b"name: x\n"),
            "data.tar.gz": gzip.compress(tar(data)),
            "checksums.yaml.gz": gzip.compress(b"SHA256: {}\n"),
        }
    )


def wasm(segment: str, custom: str = "") -> bytes:
    """A WebAssembly module with one data segment at offset 0 and one custom section."""

    def section(kind: int, body: bytes) -> bytes:
        return bytes([kind]) + _leb(len(body)) + body

    text = segment.encode()
    data = b"\x01\x00\x41\x00\x0b" + _leb(len(text)) + text
    note = _leb(4) + b"note" + custom.encode()
    return b"\0asm\1\0\0\0" + section(5, b"\x01\x00\x01") + section(11, data) + section(0, note)


def _leb(number: int) -> bytes:
    low, high = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _leb(high) if high else bytes([low])


def digest(content: bytes) -> str:
    """The SHA-256 of a blob, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def config(layers: list[bytes], env: list[str], steps: list[str]) -> bytes:
    """The configuration of an image."""
    return json.dumps(
        {
            "architecture": "amd64",
            "os": "linux",
            "config": {"Env": ["PATH=/usr/bin", *env], "Cmd": ["sh"]},
            "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest(one)}" for one in layers]},
            "history": [{"created_by": step} for step in steps],
        }
    ).encode()


def docker_save(layers: list[Files], env: list[str] = [], steps: list[str] = []) -> bytes:  # noqa: B006
    """What ``docker save`` wrote until version 24: the manifest comes last."""
    tars = [tar(layer) for layer in layers]
    about = config(tars, env, steps)
    files: Files = {f"{digest(about)}.json": about}
    names = []
    for number, layer in enumerate(tars):
        identity = digest(b"%d" % number)
        names.append(f"{identity}/layer.tar")
        files |= {f"{identity}/VERSION": "1.0", f"{identity}/json": "{}", names[-1]: layer}
    manifest = [{"Config": f"{digest(about)}.json", "RepoTags": ["app:1"], "Layers": names}]
    files["manifest.json"] = json.dumps(manifest)
    return tar(files)


def oci(layers: list[Files], env: list[str] = [], steps: list[str] = []) -> Files:  # noqa: B006
    """The files of an OCI layout with packed layers."""
    tars = [tar(layer) for layer in layers]
    packed = [gzip.compress(layer, mtime=0) for layer in tars]
    about = config(tars, env, steps)
    manifest = json.dumps(
        {
            "schemaVersion": 2,
            "config": _descriptor(about, "application/vnd.oci.image.config.v1+json"),
            "layers": [
                _descriptor(layer, "application/vnd.oci.image.layer.v1.tar+gzip")
                for layer in packed
            ],
        }
    ).encode()
    index = {
        "schemaVersion": 2,
        "manifests": [_descriptor(manifest, "application/vnd.oci.image.manifest.v1+json")],
    }
    return {
        **{f"blobs/sha256/{digest(blob)}": blob for blob in (*packed, about, manifest)},
        "index.json": json.dumps(index),
        "oci-layout": '{"imageLayoutVersion": "1.0.0"}',
    }


def _descriptor(blob: bytes, kind: str) -> dict[str, Any]:
    return {"mediaType": kind, "digest": f"sha256:{digest(blob)}", "size": len(blob)}
