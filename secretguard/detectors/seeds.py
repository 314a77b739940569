"""The entries of files that fill a vault: Kubernetes Secrets, Terraform, Azure's CLI and templates."""

from __future__ import annotations

import binascii
import re

from secretguard.model.frozen import frozen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_CONFIG_MAP = "a ConfigMap"
_APP_SETTINGS = "the application's settings"
_LONGEST_DOCUMENT = 256 * 1024
_LONGEST_BLOCK = 8 * 1024
_LONGEST_VALUE = 200
# A key and a plain scalar, in YAML or in JSON with a line for each.
_PAIR = re.compile(
    rb"""^([ \t]{0,64})["']?([\w.-]{1,128})["']?[ \t]{0,8}:[ \t]{0,8}"""
    rb"""(?:"([^"\n]{0,1000})"|'([^'\n]{0,1000})'|([^\s#"'{\[|>&*!][^\n#]{0,400}?)|\{)?"""
    rb"""[ \t]{0,8},?[ \t]{0,8}(?:\#[^\n]*)?\r?$""",
    re.MULTILINE,
)
_STRING = rb"""["']([^"'\n]{1,200})["']"""
_TERRAFORM_VALUE = re.compile(
    rb"""^[ \t]{0,64}(?:value|secret_string|secret_data)[ \t]{0,64}=[ \t]{0,8}""" + _STRING, re.M
)
_TERRAFORM_NAME = re.compile(rb"""^[ \t]{0,64}name[ \t]{0,64}=[ \t]{0,8}""" + _STRING, re.M)
_LABEL = re.compile(rb"""[ \t]*"([\w-]{1,128})\"""")
_OPTION = rb"""[ =]{1,8}(?:"([^"\n]{1,200})"|'([^'\n]{1,200})'|([^\s"']{1,200}))"""
_CLI_VALUE = re.compile(rb"--value" + _OPTION)
_CLI_NAME = re.compile(rb"(?:--name|-n)" + _OPTION)
_TEMPLATE_VALUE = re.compile(rb"""["']?\bvalue["']?\s{0,8}:\s{0,8}""" + _STRING)
_TEMPLATE_NAME = re.compile(rb"""["']?\bname["']?\s{0,8}:\s{0,8}""" + _STRING)


@frozen
class Entry:
    """A name and its value, decoded, at ``span``. ``better`` is the place where a setting belongs."""

    name: str
    value: str
    span: tuple[int, int]
    better: str


def kubernetes(data: bytes, ends: list[int]) -> Iterator[Entry]:
    """``stringData`` and ``data`` (in base64) of the manifests whose kinds were seen at ``ends``."""
    high = 0
    for end in ends:
        if end <= high:
            continue  # a document is read once, however many secrets it lists
        low = max(high, end - _LONGEST_DOCUMENT // 2)
        low = max(low, data.rfind(b"\n---", low, end) + 1)
        most = end + _LONGEST_DOCUMENT // 2
        stop = data.find(b"\n---", end, most)
        high = min(len(data), most) if stop < 0 else stop
        yield from _manifest(data, low, high)


def _manifest(data: bytes, low: int, high: int) -> Iterator[Entry]:
    section, outside = "", -1
    for match in _PAIR.finditer(data, low, high):
        indent, name = len(match[1]), match[2].decode("ascii", "replace")
        if indent <= outside:
            section = ""
        span = _value_span(match, 3)
        if span is None:
            if name in {"data", "stringData"}:
                section, outside = name, indent
            continue
        if section:
            value = _value(data, span, encoded=section == "data")
            if value is not None:
                yield Entry(name, value, span, _CONFIG_MAP)


def terraform(data: bytes, ends: list[int]) -> Iterator[Entry]:
    """The values of the resources whose types were seen at ``ends``."""
    for end in ends:
        block = _block(data, end, b'resource "')
        found = _TERRAFORM_VALUE.search(data, *block)
        if found:
            named = _TERRAFORM_NAME.search(data, *block) or _LABEL.match(data, end)
            yield from _entry(data, named, found.span(1))


def azure_cli(data: bytes, ends: list[int]) -> Iterator[Entry]:
    """``az keyvault secret set --name n --value v``, over continued lines."""
    for end in ends:
        start, limit = _block(data, end, b"keyvault secret set")
        stop = data.find(b"\n", start, limit)
        while stop > 0 and data[stop - 1 : stop] in (b"\\", b"`", b"^"):
            stop = data.find(b"\n", stop + 1, limit)
        stop = limit if stop < 0 else stop
        found = _CLI_VALUE.search(data, start, stop)
        span = None if found is None else _value_span(found, 1)
        if span is not None:
            yield from _entry(data, _CLI_NAME.search(data, start, stop), span)


def azure_template(data: bytes, ends: list[int]) -> Iterator[Entry]:
    """Secrets in Bicep or in ARM templates, behind their types."""
    for end in ends:
        block = _block(data, end, b"Microsoft.")
        found = _TEMPLATE_VALUE.search(data, *block)
        if found:
            yield from _entry(data, _TEMPLATE_NAME.search(data, *block), found.span(1))


def _block(data: bytes, end: int, following: bytes) -> tuple[int, int]:
    """From ``end`` to the next thing of its kind; blocks never overlap, so all of them are linear."""
    limit = min(len(data), end + _LONGEST_BLOCK)
    stop = data.find(following, end, limit)
    return end, limit if stop < 0 else stop


def _entry(data: bytes, named: re.Match[bytes] | None, span: tuple[int, int]) -> Iterator[Entry]:
    name = b"" if named is None else next((text for text in named.groups() if text), b"")
    value = _value(data, span, encoded=False)
    if value is not None:
        yield Entry(name.decode("utf-8", "replace"), value, span, _APP_SETTINGS)


def _value_span(match: re.Match[bytes], first: int) -> tuple[int, int] | None:
    """The span of the alternative that matched, of those from group ``first`` on."""
    groups = range(first, match.re.groups + 1)
    return next((match.span(number) for number in groups if match[number]), None)


def _value(data: bytes, span: tuple[int, int], *, encoded: bool) -> str | None:
    raw = data[span[0] : span[1]]
    if len(raw) > _LONGEST_VALUE * (2 if encoded else 1):
        return None
    try:
        return (binascii.a2b_base64(raw, strict_mode=True) if encoded else raw).decode("utf-8")
    except ValueError:  # binascii.Error and UnicodeDecodeError
        return None
