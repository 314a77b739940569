"""The inline marker: where it counts, that it needs a reason, and what the reason says."""

from __future__ import annotations

import pytest
from factory import drawn, placed, told
from hypothesis import given
from hypothesis import strategies as st

from secretguard.config.settings import Settings
from secretguard.filters import all_filters
from secretguard.filters.inline import is_allowed, shortcoming

KEY = drawn(1, 40)
LINE = f'key = "{KEY}"'
MARK = "secretguard: allow"
BESIDE, ABOVE = "the allow marker beside it", "the allow marker above it"
BEGIN = "the allow-begin above it"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LINE, id="no marker"),
        pytest.param(f"{LINE}  # allow mock value", id="not our marker"),
        pytest.param(f"{LINE}  # {MARK}", id="no reason"),
        pytest.param(f"{LINE}  # {MARK}: ", id="a colon and no reason"),
        pytest.param(f"{LINE}  # {MARK} ---", id="signs are no reason"),
        pytest.param(f"{LINE}  /* {MARK} */", id="the comment's end is no reason"),
        pytest.param(f"{LINE}  # {MARK}  # noqa: S105", id="an order to another tool is no reason"),
        pytest.param(f"{LINE}  # {MARK}ed by somebody", id="another word"),
        pytest.param(f"{LINE}  # {MARK}-all x", id="a marker that does not exist"),
        pytest.param(f"{LINE}\n# {MARK} mock value", id="on the line below"),
        pytest.param(f"# {MARK} mock value\n\n{LINE}", id="two lines above"),
        pytest.param(f"x = 1  # {MARK} mock value\n{LINE}", id="above, but not alone there"),
        pytest.param(f"# {MARK}-begin\n{LINE}\n# {MARK}-end", id="a block without a reason"),
        pytest.param(f"# {MARK}-begin mock\n{LINE}\n", id="a block that does not end"),
        pytest.param(f"# {MARK}-begin mock\n# {MARK}-end\n{LINE}\n# {MARK}-end", id="after a block"),
        pytest.param(f"{LINE}\n# {MARK}-begin mock\n# {MARK}-end", id="before a block"),
        pytest.param(f"# {MARK}-end\n{LINE}\n", id="only the end of a block"),
    ],
)  # fmt: skip
def test_nothing_is_allowed(text: str) -> None:
    assert told(is_allowed, *placed(text, KEY)) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"{LINE}  # {MARK} mock value", id="same line"),
        pytest.param(f"{LINE}  # {MARK}: mock value", id="a colon"),
        pytest.param(f"{LINE}  # secretguard:allow mock value", id="no blank"),
        pytest.param(f"// Secretguard: Allow mock value\n{LINE}", id="capitals"),
        pytest.param(f"# SECRETGUARD:ALLOW-BEGIN mock value\n{LINE}\n# secretguard: allow-end",
                     id="capitals, block"),
        pytest.param(f"{LINE}  # {MARK} mock value  # noqa: S105", id="before another tool's order"),
        pytest.param(f"/* {MARK} mock value */ {LINE}", id="before the value"),
        pytest.param(f'"k": "{KEY}", "//": "{MARK} mock value",', id="JSON, same line"),
        pytest.param(f'"//": "{MARK} mock value",\n"k": "{KEY}"', id="JSON, line above"),
        pytest.param(f'"_comment": "{MARK} mock value",\n"k": "{KEY}"', id="JSON, a comment's name"),
        pytest.param(f"# {MARK} mock value\n{LINE}", id="hash"),
        pytest.param(f"    // {MARK} mock value\n{LINE}", id="slashes, indented"),
        pytest.param(f"/* {MARK} mock value */\n{LINE}", id="C"),
        pytest.param(f"<!-- {MARK} mock value -->\n{LINE}", id="XML"),
        pytest.param(f"{{# {MARK} mock value #}}\n{LINE}", id="Jinja"),
        pytest.param(f"--[[ {MARK} mock value --]]\n{LINE}", id="Lua"),
        pytest.param(f"(* {MARK} mock value *)\n{LINE}", id="OCaml"),
        pytest.param(f"REM {MARK} mock value\n{LINE}", id="batch"),
        pytest.param(f":: {MARK} mock value\n{LINE}", id="batch, colons"),
        pytest.param(f"dnl {MARK} mock value\n{LINE}", id="m4"),
        pytest.param(f"# {MARK} mock value\r\n{LINE}\r\n", id="CRLF"),
        pytest.param(f"# {MARK}-begin mock value\nx\n{LINE}\n# {MARK}-end", id="block"),
        pytest.param(f"# {MARK}-begin mock value\n{LINE} # {MARK}-end", id="ends on the line"),
    ],
)  # fmt: skip
def test_it_is_allowed_and_the_reason_kept(text: str) -> None:
    assert told(is_allowed, *placed(text, KEY)) == ("inline", "mock value")


def test_a_provider_s_token_is_allowed_too() -> None:
    assert told(is_allowed, *placed(f"{LINE}  # {MARK} revoked", KEY, structured=True)) == (
        "inline", "revoked",
    )  # fmt: skip


def test_a_marker_inside_of_the_value_says_nothing() -> None:
    value = f"{MARK} me in"
    assert told(is_allowed, *placed(f"password = '{value}'", value)) == ("", "")


def test_beside_a_value_of_several_lines() -> None:
    value = "one\ntwo\nthree"
    for text in (
        f"# {MARK} mock\n{value}",
        f"{value}  # {MARK} mock",
        f"/* {MARK} mock */ {value}",
    ):
        assert told(is_allowed, *placed(text, value)) == ("inline", "mock")
    assert told(is_allowed, *placed(f"x\none\ntwo  # {MARK} mock\nthree", value[:3])) == ("", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(LINE, "", id="no marker"),
        pytest.param(f"{LINE}  # {MARK} mock value", "", id="a reason"),
        pytest.param(f"# {MARK}-begin x\n# {MARK}-end\n{LINE}", "", id="behind a block"),
        pytest.param(f"{LINE}  # {MARK}ed by somebody", "", id="another word"),
        pytest.param(f"{LINE}  # {MARK}", f"{BESIDE} gives no reason", id="on the line"),
        pytest.param(f"# {MARK}\n{LINE}", f"{ABOVE} gives no reason", id="above"),
        pytest.param(
            f"x = 1  # {MARK} mock\n{LINE}",
            f"{ABOVE} stands behind code, so it is about that line alone",
            id="above, behind code",
        ),
        pytest.param(f"# {MARK}-begin x\n\n{LINE}", f"{BEGIN} has no end", id="no end"),
        pytest.param(
            f"# {MARK}-begin\n\n{LINE}\n# {MARK}-end", f"{BEGIN} gives no reason", id="block"
        ),
    ],
)
def test_what_a_marker_lacks_is_told(text: str, expected: str) -> None:
    assert shortcoming(*placed(text, KEY)) == expected


def test_the_settings_switch_it_off() -> None:
    assert is_allowed in all_filters(Settings())
    assert is_allowed not in all_filters(Settings(inline_allow=False))


@given(st.text(max_size=300))
def test_a_reason_is_one_short_line_that_a_terminal_can_take(reason: str) -> None:
    kind, shown = told(is_allowed, *placed(f"{LINE}  # {MARK} {reason}", KEY))
    assert kind == ("inline" if shown else "")
    assert len(shown) <= 200
    assert shown.isprintable()
