"""What wakes the unwrapping, and what is dismissed at a glance."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from detectors.waking import drawn, screens, triggers_of
from wrapping import b64

from secretguard.detectors import embedded, joined
from secretguard.detectors.registry import RUNS, WRAPPINGS
from secretguard.engine.portable import Matcher
from secretguard.pipeline import screen

if TYPE_CHECKING:
    from types import ModuleType

TOKEN = "tk_" + drawn(3, 33)


def wakes(module: ModuleType, text: str) -> bool:
    data = text.encode()
    asked = screens(module)
    hits = Matcher(triggers_of(module)).hits(data)
    return any(asked[index](data, end, "a") for end, index in hits)


def test_the_silent_path_knows_all_wrappings() -> None:
    assert screen._WRAPPED == WRAPPINGS
    assert screen._SHARED == RUNS


def test_a_run_is_shared_out_among_those_that_take_it() -> None:
    made = screen.open_screen(None)
    encoded = b64(f"key = {TOKEN}\n" * 3)
    text = (
        f'x = "{drawn(5, 40)}"\n# words\n\ny = "{encoded}"\nz = "someModule1Name2Here"\n'.encode()
    )
    hits = made.hits(b"src/app.py", text)
    assert [(made.table[index][0], text[:end].count(b"\n")) for end, index in hits] == [
        ("entropy", 0),
        ("embedded:base64", 3),
    ]
    assert made.hits(b"src/app.py", b"\0\1\2" * 99 + text) == [
        (end + 297, index) for end, index in hits[1:]
    ]


@pytest.mark.parametrize(
    ("module", "text"),
    [
        pytest.param(embedded, f'x = "{TOKEN}"\n', id="a token as it is"),
        pytest.param(embedded, f'x = "{b64(random.Random(1).randbytes(40))}"\n', id="a key"),
        pytest.param(embedded, 'h = "{}"\n'.format(drawn(1, 64, "0123456789abcdef")), id="a hash"),
        pytest.param(embedded, 'x = "getHTML5Parser2FromSomeFactory"\n', id="an identifier"),
        pytest.param(embedded, "see docs/V2Upgrade/N3xtSteps\n", id="a path"),
        pytest.param(joined, 'x = "some words 1" + "and others 2"\n', id="words with blanks"),
        pytest.param(joined, 'x = "abcdefghijkl" + "mnopqrstuvw"\n', id="letters alone"),
        pytest.param(joined, 'x = ["abcdef12", "ghijklmn34"]\n', id="a list"),
        pytest.param(joined, 'x = "A1bcdefgh", "" + f("A1bcdefgh")\n', id="an empty literal"),
        pytest.param(joined, "make all \\\n  install1234567890\n", id="arguments"),
    ],
)
def test_dismissed_at_a_glance(module: object, text: str) -> None:
    assert not wakes(module, text)


@pytest.mark.parametrize("seed", range(40))
def test_encoded_and_split_tokens_wake(seed: int) -> None:
    token = "tk_" + drawn(seed, 33)
    assert wakes(embedded, f'x = "{b64(token)}"\n')
    assert wakes(embedded, f"x: {b64(token)}\n")
    cut = 6 + seed % 20
    for seam in ('" + "', '" "', '" +\n    "', '" & _\n "'):
        assert wakes(joined, f'x = "{token[:cut]}{seam}{token[cut:]}"\n')
