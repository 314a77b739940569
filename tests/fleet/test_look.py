"""What a worker answers, and what it never does."""

from __future__ import annotations

import base64
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from distributed.protocol import dumps, to_serialize
from fleet.grounds import QUESTION, SHARED, asked, fleet, line, repository
from mocks import mock_token

from secretguard.fleet.look import look
from secretguard.fleet.words import Failed, Order, RunKey, Seen, TooLarge
from secretguard.model.verdict import Verdict


def answer(path: Path, **changes: object) -> object:
    return look(asked(**changes), Order(str(path), path.name))


def seen(path: Path, **changes: object) -> Seen:
    found = answer(path, **changes)
    assert isinstance(found, Seen)
    return found


def paths(found: Seen) -> list[str]:
    return [finding.location.path for finding in found.verdict.findings]


def test_a_clean_repository_has_nothing_to_tell(tmp_path: Path) -> None:
    found = seen(repository(tmp_path / "a", {"a.py": "x = 1\n"}))
    assert (found.verdict.exit_code, found.digests, found.ages) == (0, {}, {})
    assert found.verdict.coverage.blobs == 2  # the file and the message


def test_a_repository_without_a_commit_has_nothing_to_tell(tmp_path: Path) -> None:
    assert seen(repository(tmp_path / "a")).verdict.coverage.listed == 0


@pytest.mark.parametrize("bare", [False, True], ids=["work tree", "bare"])
def test_what_was_deleted_is_found_with_its_author(tmp_path: Path, bare: bool) -> None:
    path = repository(tmp_path / "a", {"a.py": line(SHARED)}, {"a.py": "x\n"}, bare=bare)
    [found] = seen(path).verdict.findings
    assert (found.location.path, found.location.author) == ("a.py", "Ann <ann@example.org>")


def test_equal_secrets_have_equal_digests_under_one_key_alone(tmp_path: Path) -> None:
    first = repository(tmp_path / "a", {"a.py": line(SHARED)})
    other = repository(tmp_path / "b", {"b.py": "x\n" + line(SHARED)})
    assert seen(first).digests == seen(other).digests
    assert seen(first).digests != seen(other, key=RunKey(b"k" * 32)).digests


def test_a_folder_in_a_repository_is_not_answered_for_by_it(tmp_path: Path) -> None:
    outer = repository(tmp_path / "a", {"a.py": line(SHARED)})
    (outer / "folder").mkdir()
    assert answer(outer / "folder") == Failed("it is no git repository, only a folder in one")
    assert answer(outer / ".git" / "objects") == answer(outer / "folder")


def test_a_damaged_repository_in_a_repository_is_not_answered_for_by_it(tmp_path: Path) -> None:
    outer = repository(tmp_path / "a", {"a.py": line(SHARED)})
    inner = repository(outer / "b", {"b.py": "x\n"})
    (inner / ".git" / "HEAD").unlink()
    assert answer(inner) == Failed("it is no git repository, only a folder in one")


def test_no_environment_leads_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = repository(tmp_path / "a", {"a.py": line(SHARED)})
    elsewhere = repository(tmp_path / "b", {"b.py": "x\n"})
    monkeypatch.setenv("GIT_DIR", str(elsewhere / ".git"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(elsewhere / ".git" / "objects"))
    assert paths(seen(here)) == ["a.py"]
    assert os.environ["GIT_DIR"] == str(elsewhere / ".git")


def test_the_process_is_left_where_it_was(tmp_path: Path) -> None:
    before = Path.cwd()
    seen(repository(tmp_path / "a", {"a.py": "x\n"}))
    answer(tmp_path)
    assert Path.cwd() == before


def test_files_of_the_repository_are_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", ["", *sys.path])
    seen(repository(tmp_path / "a", {"a.py": "x\n"}))
    assert sys.path[0] == str(Path.cwd())


def test_a_linked_work_tree_is_a_repository(tmp_path: Path) -> None:
    path = repository(tmp_path / "a", {"a.py": line(SHARED)})
    command = ["git", "worktree", "add", "-q", "-f", tmp_path / "linked", "main"]
    subprocess.run(command, cwd=path, check=True)
    assert paths(seen(tmp_path / "linked")) == ["a.py"]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        pytest.param(lambda _: None, "it cannot be entered: No such file", id="vanished"),
        pytest.param(lambda path: path.write_text(""), "it cannot be entered: Not a", id="a file"),
        pytest.param(lambda path: path.mkdir(), "this is not a git repository", id="no repository"),
    ],
)
def test_what_is_no_repository_fails_by_name(tmp_path: Path, make: object, why: str) -> None:
    make(tmp_path / "a")  # type: ignore[operator]
    found = answer(tmp_path / "a")
    assert isinstance(found, Failed)
    assert found.why.startswith(why)


def test_a_damaged_object_is_unread_and_the_rest_is_looked_at(tmp_path: Path) -> None:
    path = repository(tmp_path / "a", {"a.py": line(SHARED), "b": "x\n"})
    named = subprocess.run(
        ["git", "rev-parse", "main:b"], cwd=path, check=True, capture_output=True
    )
    blob = named.stdout.decode().strip()
    loose = path / ".git" / "objects" / blob[:2] / blob[2:]
    loose.chmod(0o600)
    loose.write_bytes(b"nonsense")
    found = seen(path)
    assert paths(found) == ["a.py"]
    [unread] = found.verdict.unread
    assert (unread.what, unread.why) == (
        "b",
        "it is not in the object store, or may not be read there",
    )


def test_an_unexpected_error_tells_only_its_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError(SHARED)

    monkeypatch.setattr("secretguard.fleet.look.open_memory", fail)
    path = repository(tmp_path / "a", {"a.py": "x\n"})
    assert answer(path, remember=True) == Failed("internal error: ValueError")


def test_a_worker_of_another_version_does_not_answer(tmp_path: Path) -> None:
    found = answer(repository(tmp_path / "a", {"a.py": "x\n"}), version="0.0")
    assert isinstance(found, Failed)
    assert found.why.endswith("this run 0.0")


@pytest.mark.parametrize(("above", "cut"), [(0, False), (8, False), (3, True)])
def test_a_large_repository_asks_to_be_cut(tmp_path: Path, above: int, cut: bool) -> None:
    path = repository(tmp_path / "a", {"a.py": "x\n"}, {"a.py": "y\n"})  # 6 objects
    assert isinstance(answer(path, cut_above=above), TooLarge if cut else Seen)


def test_no_message_holds_a_secret(tmp_path: Path) -> None:
    tokens = [*fleet(tmp_path, 9), "hunter-" + mock_token("github-pat", 77)[4:20]]
    repository(tmp_path / "z", {"a.env": f'PASSWORD="{tokens[-1]}"\n', "b": f"{SHARED}\n"})
    for path in sorted(tmp_path.iterdir()):
        order = Order(str(path), path.name)
        for message in (order, QUESTION, look(QUESTION, order)):
            frames = dumps({"told": to_serialize(message)})
            wire = b"".join(map(bytes, frames)) + pickle.dumps(message) + repr(message).encode()
            for token in tokens:
                for form in (token.encode(), base64.b64encode(token.encode())[:-4]):
                    assert form not in wire


def test_a_verdict_arrives_as_it_was_sent(tmp_path: Path) -> None:
    from distributed.protocol import loads

    found = seen(repository(tmp_path / "a", {"a.py": line(SHARED)}))
    for message in (found, Verdict("nothing")):
        assert loads(dumps({"told": to_serialize(message)}))["told"] == message


def test_the_key_of_a_run_is_not_printed() -> None:
    assert repr(QUESTION).startswith("Question(key=RunKey(***), version=")
