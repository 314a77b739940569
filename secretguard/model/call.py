"""``Call``: how a provider is asked about one of its credentials, as data without any I/O."""

from __future__ import annotations

from secretguard.model.frozen import frozen

Pairs = tuple[tuple[str, str], ...]


@frozen
class Request:
    """An HTTPS request with placeholders such as ``{secret}`` in every text but the method.

    ``basic`` is ``user:password`` for the Authorization header. ``json`` is a JSON document as
    text whose strings hold placeholders; "" means no body. ``sign`` names what an AWS
    signature needs (``key``, ``secret``, ``service``, ``region``, optionally ``session``).
    """

    method: str
    url: str
    headers: Pairs = ()
    basic: str = ""
    form: Pairs = ()
    json: str = ""
    sign: Pairs = ()


@frozen
class Condition:
    """What an answer looks like. All that is given has to hold; of several texts, one.

    ``field`` is a dotted path into a JSON answer; alone it asks for a value that is not empty,
    with ``equals`` for one of these values as JSON writes them (strings without quotes).
    """

    status: tuple[int, ...]
    field: str = ""
    equals: tuple[str, ...] = ()
    text: tuple[str, ...] = ()


@frozen
class Call:
    """One question to a provider (``verify``) or one order (``revoke``).

    ``tokens`` are the rules it works for. ``parts`` is a pattern over the secret whose groups are
    placeholders. ``partners`` are placeholders filled from the nearest match of another rule
    in the same file. ``host_near`` is a pattern with the group ``host``, looked for in the same
    file, for products that run on hosts of their own. ``first`` is a request whose answer
    yields the placeholders ``take`` (dotted paths). ``note`` is a sentence for whoever consents.
    """

    tokens: tuple[str, ...]
    request: Request
    dead: tuple[Condition, ...] = ()
    live: tuple[Condition, ...] = ()
    accepted: tuple[Condition, ...] = ()
    parts: str = ""
    partners: Pairs = ()
    host_near: str = ""
    first: Request | None = None
    take: Pairs = ()
    note: str = ""
