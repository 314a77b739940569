"""Marks instead of secrets, and not one byte else changed, however the text arrives."""

from __future__ import annotations

import io
import logging
import os
import re
import subprocess
import threading
from itertools import pairwise

import pytest
from conftest import HOOK_COMMAND, Repo
from detectors.key_material import armor, pkcs1
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mocks import mock_token

from secretguard.logs import RedactingFilter
from secretguard.runs.redaction import Redactor, Stream, WithheldError

KEY = b"k" * 32
TOKENS = {
    mock_token(rule, seed): rule
    for rule in ("github-pat", "stripe-secret-key", "slack-bot-token")
    for seed in (1, 2)
}
MARK = re.compile(rb"<secret:[a-z0-9-]+:[0-9a-f]{8}>")


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(KEY)


def through(redactor: Redactor, pieces: list[bytes]) -> bytes:
    stream = Stream(redactor)
    given_out = b"".join(stream.feed(piece) for piece in pieces) + stream.close()
    assert stream.withheld == 0
    return given_out


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"GET /index.html 200 12ms\n", id="an ordinary line"),
        pytest.param(b"no end of line", id="no end of line"),
        pytest.param(b"one\r\ntwo\r\n\r\n", id="line ends of Windows"),
        pytest.param(bytes(range(256)) * 50, id="every byte"),
        pytest.param(b"\xff\xfe\x00 <secret:github-pat:00000000>\n", id="a mark from elsewhere"),
        pytest.param(b"token = ${GITHUB_TOKEN}\n", id="a reference"),
    ],
)
def test_what_holds_no_secret_stays_as_it_is(redactor: Redactor, text: bytes) -> None:
    assert through(redactor, [text]) == text


@pytest.mark.parametrize("token", TOKENS)
def test_a_token_becomes_a_mark_with_its_rule(redactor: Redactor, token: str) -> None:
    text = f"12:00 sent Authorization: {token} to it\n".encode()
    [mark] = MARK.findall(through(redactor, [text]))
    assert mark.startswith(f"<secret:{TOKENS[token]}:".encode())
    assert through(redactor, [text]) == text.replace(token.encode(), mark)


def test_the_same_secret_has_the_same_mark_under_one_key_alone() -> None:
    token = next(iter(TOKENS)).encode()
    one, other = Redactor(KEY), Redactor(KEY)
    assert one.mark("x", token) == other.mark("x", token)
    assert Redactor(b"q" * 32).mark("x", token) != one.mark("x", token)
    assert Redactor().mark("x", token) != Redactor().mark("x", token)


LINES = st.lists(
    st.one_of(
        st.binary(max_size=60),
        st.sampled_from(list(TOKENS)).map(lambda token: f"key {token} end".encode()),
    ),
    max_size=12,
)


@settings(suppress_health_check=list(HealthCheck), deadline=None, max_examples=60)
@given(LINES, st.lists(st.integers(0, 900), max_size=8), st.sampled_from([b"\n", b"\r\n", b" "]))
def test_marks_put_back_give_the_input(
    redactor: Redactor, lines: list[bytes], cuts: list[int], end: bytes
) -> None:
    text = end.join(lines)
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[low:high] for low, high in pairwise(edges)]
    marked = through(redactor, pieces)
    for token, rule in TOKENS.items():
        marked = marked.replace(redactor.mark(rule, token.encode()), token.encode())
    assert marked == text


def test_a_line_leaves_as_soon_as_it_is_complete(redactor: Redactor) -> None:
    stream = Stream(redactor)
    assert stream.feed(b"first\nsec") == b"first\n"
    assert stream.feed(b"ond") == b""
    assert stream.feed(b"\n") == b"second\n"


def test_a_private_key_is_one_secret_although_it_comes_in_lines(redactor: Redactor) -> None:
    key = armor("RSA PRIVATE KEY", pkcs1()).encode()
    stream = Stream(redactor)
    out = b"".join(
        stream.feed(line) for line in (b"before\n" + key + b"\nafter\n").splitlines(True)
    )
    assert re.fullmatch(rb"before\n(?s:.*)<secret:[a-z-]+:[0-9a-f]{8}>(?s:.*)\nafter\n", out)
    assert not any(line in out for line in key.splitlines()[1:-1])


@pytest.mark.parametrize("before", [1 << 20, (1 << 20) - 20, (1 << 20) + (1 << 16) - 20])
def test_a_line_without_end_is_cut_beside_a_secret(redactor: Redactor, before: int) -> None:
    token = next(iter(TOKENS))
    text = b"x " * (before // 2) + token.encode() + b" y" * 700_000
    mark = redactor.mark(TOKENS[token], token.encode())
    pieces = [text[at : at + 65536] for at in range(0, len(text), 65536)]
    assert through(redactor, pieces) == text.replace(token.encode(), mark)


def test_the_line_before_may_tell_what_a_value_is(redactor: Redactor) -> None:
    value = mock_token("stripe-secret-key", 3)[8:32]
    told = through(redactor, [f'"password":\n"{value}"\n'.encode()])
    assert told == through(redactor, [b'"password":\n', f'"{value}"\n'.encode()])


@pytest.mark.parametrize(
    ("between", "open_line"),
    [
        pytest.param('"\n  "', False, id="literals below each other"),
        pytest.param('" +\n  "', True, id="an operator at the line's end"),
        pytest.param('" \\\n  "', True, id="a backslash behind a literal"),
        pytest.param("\\\n", True, id="a backslash"),
        pytest.param('" & _\r\n "', True, id="Visual Basic"),
    ],
)
def test_a_value_in_pieces_that_comes_line_by_line(
    redactor: Redactor, between: str, open_line: bool
) -> None:
    token = mock_token("github-pat", 1)
    head, tail = token[:14], token[14:]
    text = f'one\ntoken = ("{head}{between}{tail}")\ntwo\n'.encode()
    at_once = through(redactor, [text])
    in_lines = through(redactor, text.splitlines(keepends=True))
    assert tail.encode() not in in_lines
    if open_line:
        assert in_lines == at_once
    else:
        assert MARK.findall(in_lines) == MARK.findall(at_once)
        assert in_lines.endswith(b'")\ntwo\n')


def test_a_line_that_goes_on_does_not_wait_for_ever(redactor: Redactor) -> None:
    stream = Stream(redactor)
    line = b'x = "abc" + \\\n'
    assert [stream.feed(line) for _ in range(3)] == [b"", b"", b""]
    assert stream.feed(b"end\n") == line * 3 + b"end\n"
    assert stream.feed(line * 6000) == line * 6000


def test_an_excuse_in_a_log_excuses_nothing(redactor: Redactor) -> None:
    token = next(iter(TOKENS))
    assert token.encode() not in through(
        redactor, [f"# secretguard: allow it is a test\n{token}\n".encode()]
    )


def test_what_cannot_be_judged_is_withheld(
    redactor: Redactor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_data: bytes) -> list[tuple[int, int, str]]:
        raise WithheldError("too much")

    monkeypatch.setattr(redactor, "spans", fails)
    stream = Stream(redactor)
    assert stream.feed(b"some text\n") == b"<secretguard: 10 bytes withheld: too much>\n"
    assert stream.withheld == 10


def logged(say, formatter: logging.Formatter | None = None) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(RedactingFilter(KEY))
    handler.setFormatter(formatter)
    logger = logging.Logger("app")
    logger.addHandler(handler)
    say(logger)
    return out.getvalue()


def fail_with(token: str, logger: logging.Logger) -> None:
    try:
        int(token)
    except ValueError:
        logger.exception("no luck")


@pytest.mark.parametrize(
    "say",
    [
        pytest.param(lambda log, token: log.warning("using %s", token), id="argument"),
        pytest.param(lambda log, token: log.warning(f"using {token}"), id="message"),
        pytest.param(lambda log, token: log.warning({"token": token}), id="no string"),
        pytest.param(lambda log, token: fail_with(token, log), id="traceback"),
        pytest.param(lambda log, token: log.warning("%(a)s", {"a": token}), id="mapping"),
    ],
)
def test_no_secret_reaches_a_log(say, redactor: Redactor) -> None:
    token = next(iter(TOKENS))
    told = logged(lambda log: say(log, token))
    assert token not in told
    assert redactor.mark(TOKENS[token], token.encode()).decode() in told


def test_texts_that_a_record_carries_along_are_redacted(redactor: Redactor) -> None:
    token = next(iter(TOKENS))
    mark = redactor.mark(TOKENS[token], token.encode()).decode()
    record = logging.Logger("app").makeRecord(
        "app", 20, "a.py", 1, "hello", (), None,
        extra={"request": f"a {token}", "clean": "b", "number": 7},
    )  # fmt: skip
    assert RedactingFilter(KEY).filter(record)
    told = vars(record)
    assert (told["request"], told["clean"], told["number"]) == (f"a {mark}", "b", 7)


class Unsayable:
    """Its text cannot be had, and the attempt tells what it holds."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __str__(self) -> str:
        raise RuntimeError(self._token)


@pytest.mark.parametrize(
    ("say", "why"),
    [
        pytest.param(lambda log, token: log.info("%d", token), "TypeError", id="no number"),
        pytest.param(lambda log, token: log.info("%s %s", token), "TypeError", id="too few"),
        pytest.param(lambda log, token: log.info(Unsayable(token)), "RuntimeError", id="message"),
        pytest.param(
            lambda log, token: log.info("%s", Unsayable(token)), "RuntimeError", id="argument"
        ),
    ],
)
def test_a_message_that_cannot_be_made_is_withheld(
    say, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    token = next(iter(TOKENS))
    told = logged(lambda log: say(log, token))
    assert told == f"<secretguard: message withheld: it cannot be formatted: {why}>\n"
    assert capsys.readouterr() == ("", "")


class AsksAgain(logging.Formatter):
    """Formats the exception by itself, as formatters of JSON do."""

    def format(self, record: logging.LogRecord) -> str:
        told = self.formatException(record.exc_info) if record.exc_info else record.exc_text
        return f"{record.getMessage()} {told}"


def test_a_formatter_cannot_ask_the_exception_again(redactor: Redactor) -> None:
    token = next(iter(TOKENS))
    told = logged(lambda log: fail_with(token, log), formatter=AsksAgain())
    assert token not in told
    assert f"base 10: '{redactor.mark(TOKENS[token], token.encode()).decode()}'" in told


def test_an_empty_key_is_refused() -> None:
    for made in (Redactor, RedactingFilter):
        with pytest.raises(ValueError, match="is empty"):
            made(b"")


def test_a_clean_record_stays_as_it_is() -> None:
    record = logging.LogRecord("app", 20, "a.py", 1, "%d of %d", (1, 2), None)
    assert RedactingFilter(KEY).filter(record)
    assert (record.msg, record.args) == ("%d of %d", (1, 2))


def test_threads_may_share_a_filter() -> None:
    token = next(iter(TOKENS))

    def say(log: logging.Logger) -> None:
        threads = [
            threading.Thread(target=lambda: [log.warning("%s %s", token, n) for n in range(50)])
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    told = logged(say)
    assert (token in told, told.count("<secret:github-pat:")) == (False, 200)


def test_the_pipe_answers_line_by_line(repo: Repo) -> None:
    token = next(iter(TOKENS))
    process = subprocess.Popen(
        [*HOOK_COMMAND, "redact"], cwd=repo.path, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    answers = []
    for _ in range(2):
        process.stdin.write(f"a {token} b\n".encode())
        process.stdin.flush()
        answers.append(process.stdout.readline())
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdout.close()
    assert answers[0] == answers[1]
    assert re.fullmatch(rb"a <secret:github-pat:[0-9a-f]{8}> b\n", answers[0])
    again = repo.secretguard("redact", stdin=f"a {token} b\n".encode())
    assert again.stdout == answers[0], "one repository, one user: one key"


def test_a_key_file_makes_marks_that_other_machines_make_too(repo: Repo) -> None:
    token = next(iter(TOKENS))
    repo.write("key", "sixteen bytes and more")
    repo.write("app.log", f"{token}\n")
    told = repo.secretguard("redact", "--key-file", "key", "app.log")
    mark = Redactor(b"sixteen bytes and more").mark("github-pat", token.encode())
    assert (told.returncode, told.stdout) == (0, mark + b"\n")
    repo.write("short", "short")
    assert repo.secretguard("redact", "--key-file", "short").returncode == 2


def test_a_file_that_is_not_there_is_named(repo: Repo) -> None:
    told = repo.secretguard("redact", "gone.log")
    assert (told.returncode, told.stdout) == (3, b"")
    assert b"gone.log: No such file" in told.stderr


def peak_of(repo: Repo, parts: int) -> int:
    """The memory that redacting so many times 100 kB needs at most, in kB."""
    process = subprocess.Popen(
        [*HOOK_COMMAND, "redact"], cwd=repo.path, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    assert process.stdin is not None
    for _ in range(parts):
        process.stdin.write(b"2026-11-27 12:00:00 INFO request served in 12 ms\n" * 2000)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


def test_memory_stays_constant(repo: Repo) -> None:
    assert peak_of(repo, 400) < peak_of(repo, 20) + 4_000
