"""The tables ``[[verify]]`` and ``[[revoke_call]]`` of provider files: parsed, and held to account.

They are read when somebody asks for a call, not when rules are compiled.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from secretguard.errors import RuleError
from secretguard.model.call import Call, Condition, Pairs, Request
from secretguard.rules.catalog import FOLDER, provider_files
from secretguard.rules.schema import check_keys, load_document

VERIFY, REVOKE = "verify", "revoke_call"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")

_REQUEST: dict[str, type] = {
    "method": str, "url": str, "headers": dict, "basic": str, "form": dict, "json": dict,
    "sign": dict,
}  # fmt: skip
_CALL: dict[str, type] = {
    **_REQUEST, "tokens": list, "dead": list, "live": list, "accepted": list, "parts": str,
    "partners": dict, "host_near": str, "first": dict, "note": str,
}  # fmt: skip
_CONDITION: dict[str, type] = {"field": str, "equals": list, "text": list}
_SIGN = frozenset({"key", "secret", "service", "region", "session"})
# Two fixed labels at least, so that no placeholder chooses the host.
_FIXED_HOST = re.compile(r"(?:[a-z0-9{}_-]+\.)*[a-z0-9-]+\.[a-z][a-z0-9-]+")
URL = re.compile(r"https://(?P<host>[^/?#]+)(?P<path>/[^?#]*)?(?P<query>\?[^#]*)?")


def calls_for(rule_id: str, table: str, folders: Sequence[str] = ()) -> tuple[Call, ...]:
    """The calls of kind ``table`` that work for a rule, in the order of the file.

    Files that ship are searched, then those in ``folders``, which somebody has to name: a
    repository's own rules must not choose where a credential is sent. Raises ``RuleError``.
    """
    for path in (path for folder in (FOLDER, *folders) for path in provider_files(folder)):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if f'"{rule_id}"' in text and f"[[{table}]]" in text:
            found = [call for call in calls_in(text, path)[table] if rule_id in call.tokens]
            if found:
                return tuple(found)
    return ()


def calls_in(text: str, where: str) -> dict[str, tuple[Call, ...]]:
    """All calls of one provider file. Raises ``RuleError`` naming file, table and field."""
    document = load_document(text, where)
    known = {entry.get("id") for entry in document.get("token", [])}
    return {
        table: tuple(
            _call(entry, known, table, f"{where}: [[{table}]] {number}")
            for number, entry in enumerate(document.get(table, []), 1)
        )
        for table in (VERIFY, REVOKE)
    }


def _call(entry: dict[str, Any], known: set[Any], table: str, where: str) -> Call:
    check_keys(entry, _CALL, where)
    for token in entry.get("tokens", []):
        if token not in known:
            raise RuleError(f"{where}: tokens: there is no rule {token!r} in this file")
    first = dict(entry.get("first", {}))
    take = _pairs(first.pop("take", {}), f"{where}: take")
    check_keys(first, _REQUEST, f"{where}: first")
    call = Call(
        tokens=tuple(entry.get("tokens", ())),
        request=_request(entry, where),
        dead=_conditions(entry, "dead", where),
        live=_conditions(entry, "live", where),
        accepted=_conditions(entry, "accepted", where),
        parts=entry.get("parts", ""),
        partners=_pairs(entry.get("partners", {}), f"{where}: partners"),
        host_near=entry.get("host_near", ""),
        first=_request(first, f"{where}: first") if first else None,
        take=take,
        note=entry.get("note", ""),
    )
    _check(call, table, where)
    return call


def _request(entry: dict[str, Any], where: str) -> Request:
    if entry.get("method", "GET") not in METHODS:
        raise RuleError(f"{where}: method must be one of {', '.join(sorted(METHODS))}")
    return Request(
        method=entry.get("method", "GET"),
        url=entry.get("url", ""),
        headers=_pairs(entry.get("headers", {}), f"{where}: headers"),
        basic=entry.get("basic", ""),
        form=_pairs(entry.get("form", {}), f"{where}: form"),
        json=json.dumps(entry["json"]) if "json" in entry else "",
        sign=_pairs(entry.get("sign", {}), f"{where}: sign"),
    )


def _pairs(table: dict[str, Any], where: str) -> Pairs:
    if not all(isinstance(value, str) for value in table.values()):
        raise RuleError(f"{where}: every value must be a string")
    return tuple(table.items())


def _conditions(entry: dict[str, Any], outcome: str, where: str) -> tuple[Condition, ...]:
    place = f"{where}: {outcome}"
    found = []
    for row in entry.get(outcome, []):
        status = row.get("status")  # one number or several, so checked by itself
        check_keys({key: row[key] for key in row if key != "status"}, _CONDITION, place)
        codes = tuple(status) if isinstance(status, list) else (status,)
        if not all(isinstance(code, int) and 200 <= code < 500 and code != 429 for code in codes):
            raise RuleError(f"{place}: status must be from 200 to 499; 429 and 5xx tell nothing")
        condition = Condition(
            codes, row.get("field", ""), tuple(row.get("equals", ())), tuple(row.get("text", ()))
        )
        if 403 in codes and not (condition.field or condition.text):
            raise RuleError(
                f"{place}: 403 alone tells nothing (a live key may lack the right): "
                "name the field or the text that does"
            )
        found.append(condition)
    return tuple(found)


def _check(call: Call, table: str, where: str) -> None:
    if not call.tokens:
        raise RuleError(f"{where}: tokens is missing")
    if not (call.dead or call.accepted) or (table == VERIFY and not (call.live and call.dead)):
        needed = "live and dead" if table == VERIFY else "dead or accepted"
        raise RuleError(f"{where}: it has to say which answers mean {needed}")
    if table == VERIFY and call.accepted:
        raise RuleError(f"{where}: accepted is an answer to an order, not to a question")
    names = {"secret", *(name for name, _ in call.partners)}
    for pattern, group in ((call.parts, ""), (call.host_near, "host")):
        names |= _groups(pattern, group, where)
    if call.first:
        _check_request(call.first, names, call.host_near, f"{where}: first")
    _check_request(call.request, names | {name for name, _ in call.take}, call.host_near, where)


def _groups(pattern: str, needed: str, where: str) -> set[str]:
    try:
        groups = set(re.compile(pattern).groupindex)
    except re.error as error:
        raise RuleError(f"{where}: {pattern!r}: {error}") from None
    if pattern and needed and needed not in groups:
        raise RuleError(f"{where}: {pattern!r} needs the group {needed!r}")
    return groups


def _check_request(request: Request, names: set[str], host_near: str, where: str) -> None:
    url = URL.fullmatch(request.url)
    if url is None:
        raise RuleError(f"{where}: url has to begin with https:// and a host")
    host = url["host"]
    if host == "{host}":
        if not host_near:
            raise RuleError(f"{where}: a host of the user's needs host_near")
    elif not _FIXED_HOST.fullmatch(host):
        raise RuleError(f"{where}: the last two parts of the host have to be fixed")
    if bool(request.form) + bool(request.json) > 1:
        raise RuleError(f"{where}: a request has one body: form or json")
    wrong = {name for name, _ in request.sign} - _SIGN
    if wrong or (request.sign and len(request.sign) < len(_SIGN) - 1):
        raise RuleError(
            f"{where}: sign needs key, secret, service and region, and may have session"
        )
    for text in texts_of(request):
        for name in PLACEHOLDER.findall(text):
            if name not in names:
                raise RuleError(f"{where}: nothing fills the placeholder {{{name}}}")


def texts_of(request: Request) -> tuple[str, ...]:
    """Every text of a request that may hold placeholders."""
    pairs = (*request.headers, *request.form, *request.sign)
    return (request.url, request.basic, request.json, *(value for _, value in pairs))
