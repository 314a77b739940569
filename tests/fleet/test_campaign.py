"""Slices make repositories, repositories make a fleet, and a run can be taken up again."""

from __future__ import annotations

import random
import shutil
import sqlite3
import subprocess
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleet.grounds import SHARED, asked, at_once, fleet, line, repository
from mocks import mock_token

from secretguard.errors import SourceError, UsageError
from secretguard.fleet.campaign import Campaign
from secretguard.fleet.plan import plan
from secretguard.fleet.state import State
from secretguard.fleet.words import INTERRUPTED, Failed, Order, Outcome, Question
from secretguard.model.frozen import replace
from secretguard.model.verdict import Unread, Verdict
from secretguard.runs.guard import Progress


def verdict_of(
    folder: Path, workers: object = at_once, state: State | None = None, **changes: object
) -> Verdict:
    orders, skipped = plan(str(folder))
    campaign = Campaign(asked(**changes), orders, Progress(), state)
    campaign.run(workers)  # type: ignore[arg-type]
    return campaign.verdict(skipped)


def places(verdict: Verdict) -> list[tuple[str, int]]:
    return [(found.location.path, found.group) for found in verdict.findings]


def test_no_repositories_are_nothing_to_tell(tmp_path: Path) -> None:
    verdict = verdict_of(tmp_path)
    assert (verdict.exit_code, verdict.subject) == (0, "0 repositories")


def test_clean_repositories_are_allowed(tmp_path: Path) -> None:
    repository(tmp_path / "a", {"a.py": "x\n"})
    verdict = verdict_of(tmp_path)
    assert (verdict.exit_code, verdict.subject, verdict.coverage.blobs) == (0, "1 repository", 2)


def test_one_credential_in_many_repositories_is_one_item(tmp_path: Path) -> None:
    other = mock_token("github-pat", 2)
    repository(tmp_path / "a", {"x.py": line(other), "y.py": line(SHARED)})
    repository(tmp_path / "b", {"y.py": line(SHARED)})
    repository(tmp_path / "c", {"y.py": line(other)}, bare=True)
    verdict = verdict_of(tmp_path)
    assert places(verdict) == [("a/x.py", 1), ("a/y.py", 2), ("b/y.py", 2), ("c/y.py", 1)]
    assert len({found.fingerprint for found in verdict.findings}) == 4
    assert list(verdict.guidance) == ["github-pat"]


def test_one_secret_in_the_homes_of_two_repositories_is_a_violation(tmp_path: Path) -> None:
    repository(tmp_path / "a", {"config/prod/x.py": line(SHARED)})
    repository(tmp_path / "b", {"config/test/x.py": line(SHARED)})
    [violation] = verdict_of(tmp_path).violations
    assert [place.path for place in violation.places] == [
        "a/config/prod/x.py",
        "b/config/test/x.py",
    ]
    assert (violation.rule_id, violation.group) == ("shared-secret", 1)
    (tmp_path / "b" / ".secretguard.toml").write_text('disable = ["shared-secret"]\n')
    assert verdict_of(tmp_path).violations == ()


def test_what_cannot_be_looked_at_is_named(tmp_path: Path) -> None:
    repository(tmp_path / "a", {"a.py": "x\n"})
    (tmp_path / "b.git").mkdir()
    (tmp_path / "notes").mkdir()
    verdict = verdict_of(tmp_path)
    coverage = verdict.coverage
    assert (verdict.exit_code, [item.what for item in verdict.unread]) == (3, ["b.git"])
    assert [item.what for item in coverage.skipped] == ["notes"]
    assert coverage.listed == coverage.blobs + len(coverage.skipped) + len(verdict.unread)


def test_what_every_clone_cannot_show_is_said_once(tmp_path: Path) -> None:
    origin = repository(tmp_path / "origin", *({"a.py": f"{number}\n"} for number in range(3)))
    (tmp_path / "fleet").mkdir()
    for name in "abcde":
        command = ["git", "clone", "-q", "--bare", "--depth=1", f"file://{origin}"]
        subprocess.run([*command, tmp_path / "fleet" / name], check=True)
    limits = verdict_of(tmp_path / "fleet").coverage.limits
    assert limits == ("this clone is shallow: older commits are not here (a, b, c and 2 more)",)


def grown(folder: Path) -> None:
    """A repository in which a secret lives through many contents, and others come late."""
    late = [mock_token("github-pat", seed) for seed in (5, 6, 7)]
    commits = [
        {"a.py": line(SHARED) + f"n = {number}\n", f"b{number}.py": f"{number}\n"}
        for number in range(6)
    ]
    commits += [{"a.py": line(SHARED) + line(token)} for token in late]
    commits.append({f"c{number}.py": line(token) for number, token in enumerate(late)})
    repository(folder / "grown", *commits)


@pytest.mark.parametrize("above", [3, 7, 15])
def test_slices_together_are_the_whole(tmp_path: Path, above: int) -> None:
    grown(tmp_path)
    whole = verdict_of(tmp_path)
    asked_for: list[Order] = []

    def shuffled(question: Question, orders: deque[Order]) -> Iterator[tuple[Order, Outcome]]:
        for order, outcome in at_once(question, orders):
            asked_for.append(order)
            random.Random(above).shuffle(orders)
            yield order, outcome

    cut = verdict_of(tmp_path, shuffled, cut_above=above)
    assert cut.coverage.limits == (
        "it was looked at in slices: certificates in different ones were not compared (grown)",
    )
    assert replace(cut, coverage=replace(cut.coverage, limits=())) == whole
    assert len(asked_for) > 2
    assert len(whole.findings) == 7


def test_slices_leave_and_use_marks_of_what_is_clean(tmp_path: Path) -> None:
    grown(tmp_path)
    first = verdict_of(tmp_path, cut_above=7, remember=True)
    again = verdict_of(tmp_path, cut_above=7, remember=True)
    whole = verdict_of(tmp_path, remember=True)
    assert first.findings == again.findings == whole.findings
    assert again.coverage.listed == first.coverage.listed == whole.coverage.listed
    assert again.coverage.remembered == whole.coverage.remembered > 0


def test_when_a_slice_fails_the_repository_has_failed(tmp_path: Path) -> None:
    grown(tmp_path)

    def failing(question: Question, orders: deque[Order]) -> Iterator[tuple[Order, Outcome]]:
        for order, outcome in at_once(question, orders):
            yield order, Failed("its worker died") if order.part[0] == 1 else outcome

    verdict = verdict_of(tmp_path, failing, cut_above=7)
    assert (verdict.findings, verdict.unread) == ((), (Unread("grown", "its worker died"),))


def test_the_order_of_the_answers_does_not_matter(tmp_path: Path) -> None:
    fleet(tmp_path, 6)

    def backwards(question: Question, orders: deque[Order]) -> Iterator[tuple[Order, Outcome]]:
        return reversed(list(at_once(question, orders)))

    assert verdict_of(tmp_path, backwards) == verdict_of(tmp_path)


def broken_off(question: Question, orders: deque[Order]) -> Iterator[tuple[Order, Outcome]]:
    """Three answers, then Ctrl-C."""
    answers = at_once(question, orders)
    for _ in range(3):
        yield next(answers)
    raise KeyboardInterrupt


def test_a_run_is_taken_up_where_it_ended(tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    tokens = fleet(folder, 8)
    orders, skipped = plan(str(folder))
    state = State(str(tmp_path / "state"), "the question")
    campaign = Campaign(asked(), orders, Progress(), state)
    with pytest.raises(KeyboardInterrupt):
        campaign.run(broken_off)
    state.close()
    partial = campaign.verdict(skipped, INTERRUPTED)
    assert (partial.exit_code, partial.subject) == (130, "8 repositories")
    assert partial.unread == (
        Unread("(the rest of the fleet)", "interrupted before 5 repositories had an answer"),
    )

    looked_at: list[str] = []

    def counted(question: Question, orders: deque[Order]) -> Iterator[tuple[Order, Outcome]]:
        for order, outcome in at_once(question, orders):
            looked_at.append(order.name)
            yield order, outcome

    state = State(str(tmp_path / "state"), "the question")
    resumed = verdict_of(folder, counted, state)
    state.close()
    assert looked_at == ["r03", "r04", "r05", "r06", "r07"]
    assert resumed == verdict_of(folder)
    kept = (tmp_path / "state").read_bytes()
    assert not any(token.encode() in kept for token in tokens)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o600


def test_what_failed_is_looked_at_again(tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    (folder / "a.git").mkdir(parents=True)
    state = State(str(tmp_path / "state"), "the question")
    assert verdict_of(folder, state=state).exit_code == 3
    shutil.rmtree(folder / "a.git")
    repository(folder / "a.git", {"a.py": "x\n"}, bare=True)
    assert verdict_of(folder, state=state).exit_code == 0
    state.close()


def test_an_answer_that_somebody_changed_is_asked_for_again(tmp_path: Path) -> None:
    folder = tmp_path / "fleet"
    repository(folder / "a", {"a.py": line(SHARED)})
    repository(folder / "b", {"a.py": "x\n"})
    state = State(str(tmp_path / "state"), "the question")
    verdict_of(folder, state=state)
    with sqlite3.connect(tmp_path / "state") as file:
        a, b = (str(folder / name).encode() for name in "ab")
        change = "update answer set seen = (select seen from answer where path = ?) where path = ?"
        assert file.execute(change, (b, a)).rowcount == 1
    file.close()
    assert [path for path, _ in state.finished()] == [str(folder / "b")]
    assert places(verdict_of(folder, state=state)) == [("a/a.py", 1)]
    state.close()


@pytest.mark.parametrize("other", ["question", "user"])
def test_the_file_of_another_run_is_refused(
    tmp_path: Path, other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    State(str(tmp_path / "state"), "the question").close()
    if other == "user":
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    with pytest.raises(UsageError, match="another user, version or question"):
        State(str(tmp_path / "state"), "another" if other == "question" else "the question")


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("a report, not a state file\n" * 50)
    with pytest.raises(SourceError, match="report: file is not a database"):
        State(str(tmp_path / "report"), "the question")
    assert (tmp_path / "report").read_text() == "a report, not a state file\n" * 50
