"""``@frozen``: the words' classes, immutable and slotted, without the price of ``dataclasses``.

``dataclasses`` imports ``inspect``, and with it the parser and the disassembler, and compiles source for
each class: half of what a refused commit used to cost. This does the part that the words need. Type
checkers see an ordinary frozen dataclass (PEP 681).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TypeVar, dataclass_transform

    T = TypeVar("T")

    @dataclass_transform(frozen_default=True)
    def frozen(cls: type[T]) -> type[T]:
        """See below."""

    def replace(item: T, **changes: Any) -> T:
        """See below."""


class _Frozen:
    """What all frozen classes do: equal by value, hashable, never changed, pickled by value."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()
    _defaults: dict[str, Any] = {}  # noqa: RUF012 - typing's ClassVar is an import; never changed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        names = self.__match_args__
        given = dict(zip(names, args, strict=False))
        values = {**self._defaults, **given, **kwargs}
        if len(args) > len(names) or given.keys() & kwargs or len(values) != len(names):
            raise TypeError(f"{type(self).__name__} takes {', '.join(names)}")
        for name in names:
            object.__setattr__(self, name, values[name])

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be changed")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__}.{name} cannot be deleted")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        told = (f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
        return f"{type(self).__name__}({', '.join(told)})"

    def __reduce__(self) -> tuple[Any, ...]:
        # A default is left to the class: not every one can be pickled (``MappingProxyType`` cannot).
        values = zip(self.__match_args__, _values(self), strict=True)
        defaults = self._defaults
        own = {name: value for name, value in values if value is not defaults.get(name, _NOTHING)}
        return _restored, (type(self), own)


_NOTHING = object()


def _restored(cls: type[Any], values: dict[str, Any]) -> Any:
    return cls(**values)


def _values(item: Any) -> tuple[Any, ...]:
    return tuple(getattr(item, name) for name in item.__match_args__)


if not TYPE_CHECKING:

    def frozen(cls):
        """Make the annotated names of ``cls`` its fields, in order; values given are defaults.

        A default is shared by all instances, so it must not be mutable. No inheritance.
        """
        names = tuple(cls.__annotations__)
        body = dict(cls.__dict__)
        defaults = {name: body.pop(name) for name in names if name in body}
        for name in ("__dict__", "__weakref__"):
            body.pop(name, None)
        body.update(__slots__=names, __match_args__=names, _defaults=defaults)
        return type(cls.__name__, (_Frozen,), body)

    def replace(item, **changes):
        """A copy of a frozen ``item`` with some fields changed."""
        fields = dict(zip(item.__match_args__, _values(item), strict=True))
        return type(item)(**{**fields, **changes})
