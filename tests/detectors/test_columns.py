"""Values in tables: their names stand in the header, and a header without a secret's name wakes nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waking import Bench, drawn

from secretguard.detectors import columns
from secretguard.detectors.columns import ColumnsDetector
from secretguard.detectors.reading.columns import rows_of
from secretguard.engine.vectorscan import TooManyHitsError

BENCH = Bench(columns, ColumnsDetector)
CHOSEN = "Tulip7" + "garden!"
OTHER = "Winter" + "9sun#"
KEY = drawn(7, 32)
BCRYPT = "$2b$10$" + drawn(8, 53)

P = "generic-password"


def sql(statement: str) -> str:
    """``statement`` with a password at ``~`` and another value at ``^``."""
    return statement.replace("~", CHOSEN).replace("^", KEY)


NOTHING = [
    pytest.param("users.csv", "", id="an empty file"),
    pytest.param("users.csv", "user,password\n", id="a header alone"),
    pytest.param("users.csv", "user,password\nann,\n", id="an empty cell"),
    pytest.param("users.csv", f"user,host\npassword,{CHOSEN}\n", id="no header of a secret"),
    pytest.param("users.csv", f"user,password hash\nann,{CHOSEN}\n", id="a header of a hash"),
    pytest.param("users.csv", f"user,password_policy\nann,{CHOSEN}\n", id="a header of a policy"),
    pytest.param("users.csv", f"password\n{CHOSEN}\n", id="a list of words has no columns"),
    pytest.param("users.csv", f"user,password\nann,{CHOSEN},db1\n", id="a row of another length"),
    pytest.param("users.csv", f"user,password\nann,{drawn(1, 32, '0123456789abcdef')}\n", id="MD5"),
    pytest.param(
        "words.csv", "token,pos\nwalking,VERB\nparis2024,NOUN\n", id="tokens of a language"
    ),
    pytest.param("users.py", f"user,password,host\nann,{CHOSEN},db1\n", id="no file of columns"),
    pytest.param("a.md", f"| User | Host |\n|---|---|\n| ann | {CHOSEN} |\n", id="another header"),
    pytest.param("a.md", f"|---|---|\n| ann | {CHOSEN} |\n", id="no header at all"),
    pytest.param("a.md", f"| User | Password |\n|---|---|\n\n{CHOSEN}\n", id="behind the table"),
    pytest.param("a.py", f"x = a.password | {CHOSEN}\n", id="an operator of code"),
    pytest.param("a.md", "| password | the one that you chose |\n", id="words in a cell"),
    pytest.param(
        "a.sql", "INSERT INTO users (name, password) VALUES (?, ?);", id="parameters of SQL"
    ),
    pytest.param(
        "a.sql",
        sql("INSERT INTO users (name, password) VALUES ('ann', MD5('~'));"),
        id="what a function makes of it",
    ),
    pytest.param(
        "a.sql", sql("INSERT INTO hosts (name, host) VALUES ('ann', '~');"), id="other columns"
    ),
    pytest.param("a.sql", sql("INSERT INTO users VALUES ('ann', '~');"), id="unnamed columns"),
]


@pytest.mark.parametrize(("path", "text"), NOTHING)
def test_nothing(path: str, text: str) -> None:
    assert BENCH.told(path, text) == []
    assert not BENCH.refuses(path, text)


FOUND = [
    pytest.param("users.csv", f"user,password,host\nann,{CHOSEN},db1\n", "password", id="CSV"),
    pytest.param(
        "users.csv", f'"user","password"\r\n"ann","{CHOSEN}"\r\n', "password", id="quoted"
    ),
    pytest.param("users.csv", f"user;pwd\nann;{CHOSEN}\n", "pwd", id="semicolons"),
    pytest.param("users.tsv", f"user\tDB Password\nann\t{CHOSEN}\n", "DB Password", id="tabs"),
    pytest.param("USERS.CSV", f"user,password\nann,{CHOSEN}", "password", id="no line feed"),
    pytest.param(
        "export.csv",
        f"name,url,username,password,note\nx,https://x.test/,ann,{CHOSEN},\n",
        "password",
        id="what browsers export",
    ),
    pytest.param(
        "ops.md",
        f"| User | Password |\n| --- | :---: |\n| ann | {CHOSEN} |\n",
        "Password",
        id="a table",
    ),
    pytest.param(
        "ops.md", f"User | Password\n---|---\nann | `{CHOSEN}`\n", "Password", id="without edges"
    ),
    pytest.param(
        "notes.txt", f"| DB_PASSWORD | {CHOSEN} |\n", "DB_PASSWORD", id="a row by its name"
    ),
    pytest.param("notes.txt", f"| `DB_PASSWORD` | `{CHOSEN}` |\n", "DB_PASSWORD", id="as code"),
    pytest.param(
        "a.sql",
        sql("INSERT INTO users (id, name, `password`) VALUES (1, 'an''n', '~');"),
        "password",
        id="SQL",
    ),
    pytest.param(
        "Dao.java",
        sql("run(\"insert into users(name, password) values ('ann', '~')\");"),
        "password",
        id="SQL in a string",
    ),
    pytest.param(
        "a.sql",
        sql("INSERT INTO users (name, [password], at)\nVALUES\n  (N'ann', N'~', NOW());"),
        "password",
        id="SQL over lines",
    ),
]


@pytest.mark.parametrize(("path", "text", "name"), FOUND)
def test_a_value_below_its_name(path: str, text: str, name: str) -> None:
    assert [(told[0], told[2], told[3]) for told in BENCH.told(path, text)] == [(P, name, CHOSEN)]


def test_every_row_and_every_telling_column() -> None:
    text = f'user,password,api_token\nann,{CHOSEN},{KEY}\nbob,"{OTHER},x",\ncid,{BCRYPT},\n'
    assert [told[3] for told in BENCH.told("users.csv", text)] == [
        CHOSEN,
        KEY,
        f"{OTHER},x",
        BCRYPT,  # for a filter to pass
    ]
    assert BENCH.refuses("users.csv", text)
    text = sql("INSERT INTO u (a, password, b) VALUES ('x', '~', 1), ('y', '^', 2);")
    assert [told[3] for told in BENCH.told("a.sql", text)] == [CHOSEN, KEY]


def test_a_table_of_more_values_than_can_be_judged_says_so() -> None:
    row = f"{drawn(1, 32, '0123456789abcdef')}\n"
    assert BENCH.told("users.csv", "user,password\n" + f"ann,{row}" * 100) == []
    with pytest.raises(TooManyHitsError, match="values below the name of a secret"):
        BENCH.refuses("users.csv", "user,password\n" + f"ann,{row}" * 60_000)


def test_a_row_is_new_by_itself() -> None:
    text = f"user,password\nann,{CHOSEN}\nbob,{OTHER}x\n"
    for found in BENCH.candidates("users.csv", text):
        assert found.match == found.span


def test_a_reference_is_for_a_filter_to_explain() -> None:
    text = "user,password\nann,${ANN_PASSWORD}\n"
    (one,) = BENCH.candidates("users.csv", text)
    assert one.refers
    assert not BENCH.refuses("users.csv", text)


@given(st.binary(max_size=200), st.sampled_from(["a.csv", "a.md", "a.sql"]))
def test_any_bytes_are_read_within_their_bounds(rest: bytes, path: str) -> None:
    heads = {
        "a.csv": b"user,password\n",
        "a.md": b"|a|password|\n|---|---|",
        "a.sql": b"(a, password) values (",
    }
    data = heads[path] + rest
    for (low, high), start, stop, how in rows_of(data, len(heads[path]), path):
        assert 0 <= low < high <= start < stop <= len(data)
        assert how == "column"
