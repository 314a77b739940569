"""The words' classes: they behave like frozen dataclasses with slots."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from secretguard.model.frozen import frozen, replace


@frozen
class Place:
    """A word with a required field, a default and a method."""

    path: str
    line: int = 1

    @property
    def shown(self) -> str:
        return f"{self.path}:{self.line}"


@frozen
class Sack:
    """A word with a default that cannot be pickled."""

    held: Mapping[str, str] = MappingProxyType({})
    size: int = 0


HERE = Place("a.py", 3)


def test_fields_come_in_order_or_by_name_and_defaults_fill_the_rest() -> None:
    assert Place("a.py", 3) == Place(line=3, path="a.py") == HERE
    assert (Place("a.py").line, HERE.shown) == (1, "a.py:3")


def test_equal_by_value_and_hashable() -> None:
    assert {HERE, Place("a.py", 3), Place("b.py", 3)} == {HERE, Place("b.py", 3)}
    assert HERE != ("a.py", 3)
    assert repr(HERE) == "Place(path='a.py', line=3)"


def test_nothing_can_be_changed_or_added() -> None:
    with pytest.raises(AttributeError, match=r"Place\.line cannot be changed"):
        HERE.line = 4  # type: ignore[misc]
    with pytest.raises(AttributeError, match=r"Place\.line cannot be deleted"):
        del HERE.line
    with pytest.raises(AttributeError):
        HERE.other = 4  # type: ignore[attr-defined]
    assert not hasattr(HERE, "__dict__")


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        pytest.param((), {}, id="a required field is missing"),
        pytest.param(("a.py", 1, 2), {}, id="one too many"),
        pytest.param(("a.py",), {"colour": 1}, id="an unknown name"),
        pytest.param(("a.py",), {"path": "b.py"}, id="one field twice"),
    ],
)
def test_wrong_arguments_are_refused(args: tuple[object, ...], kwargs: dict[str, object]) -> None:
    with pytest.raises(TypeError, match="Place takes path, line"):
        Place(*args, **kwargs)  # type: ignore[arg-type]


def test_a_changed_copy_leaves_the_original() -> None:
    assert (replace(HERE, line=9), HERE) == (Place("a.py", 9), Place("a.py", 3))


def test_it_is_pickled_by_value() -> None:
    assert pickle.loads(pickle.dumps(HERE)) == HERE  # noqa: S301 - our own bytes


def test_a_default_need_not_be_picklable() -> None:
    for sack in (Sack(), Sack(size=3), Sack({"a": "b"})):
        assert pickle.loads(pickle.dumps(sack)) == sack  # noqa: S301 - our own bytes


def test_patterns_match_by_position() -> None:
    match HERE:
        case Place(path, line):
            assert (path, line) == ("a.py", 3)
