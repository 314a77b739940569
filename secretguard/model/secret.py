"""``Secret``: the value of a leaked credential, which does not leave by accident."""

from __future__ import annotations

# Below this length even the number of characters helps somebody who guesses.
_LENGTH_IS_TELLING_BELOW = 16


class Secret:
    """A value that every ordinary way out gives only in its redacted form.

    ``repr``, ``str``, ``format`` and pickling give the redaction; ``reveal`` is the one way
    to the value. ``shown`` is the part that is public knowledge (a token's fixed prefix).
    """

    __slots__ = ("__shown", "__value")

    def __init__(self, value: str, shown: str = "") -> None:
        if not value.startswith(shown):
            raise ValueError("the shown part must be the beginning of the value")
        self.__value = value
        self.__shown = shown if len(shown) * 3 <= len(value) else ""

    def reveal(self) -> str:
        """The value itself. Called where it is judged, fingerprinted or sent for revocation."""
        return self.__value

    @property
    def redacted(self) -> str:
        """Public prefix, three stars and, for long values, the length in characters."""
        length = len(self.__value)
        tail = f" ({length} characters)" if length >= _LENGTH_IS_TELLING_BELOW else ""
        return f"{self.__shown}***{tail}"

    def __repr__(self) -> str:
        return f"Secret({self.redacted!r})"

    def __str__(self) -> str:
        return self.redacted

    def __format__(self, spec: str) -> str:
        return format(self.redacted, spec)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return (str, (self.redacted,))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other.reveal() == self.__value

    def __hash__(self) -> int:
        return hash(self.__value)
