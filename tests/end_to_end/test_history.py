"""Whole histories of real repositories: where a secret hides, who is told as its author, what is new."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from conftest import HOOK_COMMAND, Repo
from mocks import mock_token

TOKEN = mock_token("github-pat", 1)
OTHER = mock_token("github-pat", 2)
SECRET = f'token = "{TOKEN}"\n'


def report(repo: Repo, *args: str, code: int | None = None) -> dict:
    done = repo.secretguard("scan", "--history", "--format", "json", *args)
    assert code is None or done.returncode == code, done.stderr.decode()
    assert TOKEN.encode() not in done.stdout + done.stderr
    return json.loads(done.stdout)


def places(repo: Repo, *args: str) -> list[tuple[str, int, str]]:
    found = report(repo, *args)["findings"]
    return sorted((one["path"], one["line"], one["commit"]) for one in found)


@pytest.fixture
def begun(repo: Repo) -> Repo:
    repo.stage("README", "hello\n")
    repo.commit("start")
    return repo


def test_a_clean_history_is_allowed(begun: Repo) -> None:
    told = report(begun, code=0)
    assert (told["findings"], told["unread"], told["coverage"]["files"]) == ([], [], 2)


def test_a_repository_without_a_commit_is_allowed(repo: Repo) -> None:
    assert report(repo, code=0)["coverage"]["listed"] == 0


def test_outside_of_a_repository_nothing_can_be_looked_at(tmp_path: Path) -> None:
    done = subprocess.run(
        [*HOOK_COMMAND, "scan", "--history"], cwd=tmp_path, capture_output=True, check=False
    )
    assert done.returncode == 3
    assert b"not a git repository" in done.stderr


def test_what_was_removed_again_is_told_by_its_first_commit(begun: Repo) -> None:
    begun.stage("a.py", "x = 1\n" + SECRET)
    first = begun.commit(
        "leak", "--author=Ann <ann@example.org>", "--date=2024-03-31T23:30:00+02:00"
    )
    for number in range(3):  # three more contents with the same secret are no news
        begun.stage("a.py", "x = 1\n" + SECRET + f"y = {number}\n")
        begun.commit("more")
    begun.git("rm", "-q", "a.py")
    begun.commit("gone")
    [found] = report(begun, code=1)["findings"]
    assert (found["path"], found["line"], found["commit"]) == ("a.py", 2, first)
    assert (found["author"], found["date"]) == ("Ann <ann@example.org>", "2024-03-31")


def test_the_text_groups_places_by_secret_and_names_authors(begun: Repo) -> None:
    begun.stage("a.py", SECRET)
    begun.stage("b.py", SECRET)
    begun.commit("leak")
    told = begun.secretguard("scan", "--history").stdout.decode()
    assert told.count("ghp_***") == 1
    assert re.search(
        r"[0-9a-f]{12} a\.py:1:10.*\n +by Test Person <test@example\.org>, \d{4}-", told
    )
    assert re.search(r"[0-9a-f]{12} b\.py:1:10", told)


def hidden_in_a_tag_message(repo: Repo) -> str:
    repo.git("tag", "-a", "-m", f"release\n\n{SECRET}", "v1")
    return "(tag message)"


def hidden_in_a_commit_message(repo: Repo) -> str:
    repo.commit(f"change\n\n{SECRET}")
    return "(commit message)"


def hidden_in_the_stash(repo: Repo) -> str:
    repo.stage("stashed.py", SECRET)
    repo.git("stash", "-q")
    return "stashed.py"


def hidden_in_an_older_stash(repo: Repo) -> str:
    path = hidden_in_the_stash(repo)
    repo.write("README", "other\n")
    repo.git("stash", "-q")
    return path


def hidden_in_the_untracked_part_of_a_stash(repo: Repo) -> str:
    repo.write("untracked.py", SECRET)
    repo.git("stash", "-q", "-u")
    return "untracked.py"


def hidden_in_the_reflog(repo: Repo) -> str:
    repo.stage("reset.py", SECRET)
    repo.commit("leak")
    repo.git("reset", "-q", "--hard", "HEAD~1")
    return "reset.py"


def hidden_in_an_amended_commit(repo: Repo) -> str:
    repo.stage("amended.py", SECRET)
    repo.commit("leak")
    repo.stage("amended.py", "clean\n")
    repo.commit("clean", "--amend")
    return "amended.py"


def hidden_in_a_note(repo: Repo) -> str:
    repo.git("notes", "add", "-m", SECRET)
    return repo.git("rev-parse", "HEAD").decode().strip()


def hidden_in_another_branch(repo: Repo) -> str:
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("side.py", SECRET)
    repo.commit("leak")
    repo.git("checkout", "-q", "main")
    return "side.py"


def hidden_in_a_tagged_blob(repo: Repo) -> str:
    blob = repo.run("hash-object", "-w", "--stdin", stdin=SECRET.encode()).stdout.decode().strip()
    repo.git("tag", "blob", blob)
    return "refs/tags/blob"


def hidden_in_a_tagged_tree(repo: Repo) -> str:
    blob = repo.run("hash-object", "-w", "--stdin", stdin=SECRET.encode()).stdout.decode().strip()
    tree = repo.run("mktree", stdin=f"100644 blob {blob}\tx.py\n".encode()).stdout.decode().strip()
    repo.git("tag", "-a", "-m", "tree", "tree", tree)
    return "refs/tags/tree:x.py"


def hidden_in_the_resolution_of_a_merge(repo: Repo) -> str:
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("f", "theirs\n")
    repo.commit("theirs")
    repo.git("checkout", "-q", "main")
    repo.stage("f", "ours\n")
    repo.commit("ours")
    repo.run("merge", "side", check=False)
    repo.stage("f", SECRET)
    repo.commit("merge")
    return "f"


def hidden_in_a_linked_work_tree(repo: Repo) -> str:
    repo.git("worktree", "add", "-q", "--detach", "../linked")
    linked = Repo(repo.path.parent / "linked")
    linked.stage("linked.py", SECRET)
    linked.commit("leak")
    return "linked.py"


def hidden_in_a_link(repo: Repo) -> str:
    (repo.path / "link").symlink_to(f"/tmp/{TOKEN}")  # noqa: S108 - never followed
    repo.git("add", "link")
    repo.commit("link")
    return "link"


def hidden_under_an_odd_name(repo: Repo) -> str:
    repo.stage(b"sp ace/a b/ b/x\n'\"y.py", SECRET)
    repo.commit("odd")
    return "sp ace/a b/ b/x\n'\"y.py"


HIDDEN = [made for name, made in sorted(globals().items()) if name.startswith("hidden_")]


@pytest.mark.parametrize("hide", HIDDEN, ids=lambda made: made.__name__[7:].replace("_", " "))
@pytest.mark.parametrize("packed", [False, True], ids=["loose", "packed"])
def test_no_corner_hides_a_secret(begun: Repo, hide, packed: bool) -> None:
    path = hide(begun)
    if packed:
        begun.git("repack", "-adq")
    assert {one[0] for one in places(begun)} == {path}
    assert {one[0] for one in places(begun)} == {path}, "the second look tells the same"


def test_what_nothing_reaches_is_told_on_request_alone(begun: Repo) -> None:
    begun.stage("staged.py", f'token = "{OTHER}"\n')
    begun.stage("once.py", SECRET)
    begun.commit("leak")
    lost = begun.git("rev-parse", "HEAD").decode().strip()
    begun.git("reset", "-q", "--hard", "HEAD~1")
    begun.git("reflog", "expire", "--expire=now", "--all")
    blob = begun.run("hash-object", "-w", "--stdin", stdin=b"#\n" + SECRET.encode()).stdout[:12]
    assert places(begun) == []
    assert places(begun, "--unreachable") == [
        (f"(object {blob.decode()})", 2, ""),
        ("once.py", 1, lost),
        ("staged.py", 1, lost),
    ]
    assert places(begun) == [], "what was asked for once is not told for ever"


def test_what_is_only_staged_is_reached_by_nothing_yet(begun: Repo) -> None:
    begun.stage("staged.py", SECRET)
    assert places(begun) == []
    assert places(begun, "--unreachable") == [("staged.py", 1, "")]
    begun.write("sub/x", "x = 1\n")
    done = begun.secretguard("scan", "--history", "--unreachable", cwd="sub")
    assert (done.returncode, b"staged.py:1:10" in done.stdout) == (1, True)


def test_an_index_that_cannot_be_read_is_no_all_clear(begun: Repo) -> None:
    begun.write(".git/index", b"none")
    told = report(begun, "--unreachable", code=3)
    assert [one["what"] for one in told["unread"]] == ["(the history)"]


def test_every_path_of_a_content_is_judged(begun: Repo) -> None:
    """In an example a weak password is made up; the same content elsewhere is not."""
    begun.stage("examples/settings.env", "DB_PASSWORD=" + "lamp-" * 2 + "Blue7\n")
    begun.commit("example")
    assert places(begun) == []
    begun.git("mv", "examples", "production")
    moved = begun.commit("move")
    assert places(begun) == [("production/settings.env", 1, moved)]


def test_bare_repositories_are_looked_at(begun: Repo, tmp_path: Path) -> None:
    begun.stage("a.py", SECRET)
    begun.commit("leak")
    begun.git("clone", "-q", "--bare", ".", str(tmp_path / "bare.git"))
    bare = Repo(tmp_path / "bare.git")
    assert [one[0] for one in places(bare)] == ["a.py"]
    assert (bare.path / "secretguard").is_dir()


def test_a_shallow_clone_says_that_it_is_one_and_a_deepened_one_is_looked_at(
    begun: Repo, tmp_path: Path
) -> None:
    begun.stage("a.py", SECRET)
    leak = begun.commit("leak")
    begun.git("rm", "-q", "a.py")
    begun.commit("gone")
    begun.git("clone", "-q", "--depth=1", f"file://{begun.path}", str(tmp_path / "shallow"))
    clone = Repo(tmp_path / "shallow")
    told = report(clone, code=0)
    assert told["coverage"]["limits"] == ["this clone is shallow: older commits are not here"]
    clone.git("fetch", "-q", "--unshallow")
    assert places(clone) == [("a.py", 1, leak)]


def test_a_partial_clone_names_what_it_never_fetched(begun: Repo, tmp_path: Path) -> None:
    begun.stage("a.py", SECRET)
    begun.commit("leak")
    begun.git("config", "uploadpack.allowFilter", "true")
    url = f"file://{begun.path}"
    begun.git("clone", "-q", "--no-checkout", "--filter=blob:none", url, str(tmp_path / "partial"))
    told = report(Repo(tmp_path / "partial"), code=3)
    never = "it was never fetched: this clone is partial"
    assert sorted((one["what"], one["why"]) for one in told["unread"]) == [
        ("README", never),
        ("a.py", never),
    ]
    assert "partial" in told["coverage"]["limits"][0]


def object_file(repo: Repo, revision: str) -> Path:
    name = repo.git("rev-parse", revision).decode().strip()
    return repo.path / ".git" / "objects" / name[:2] / name[2:]


@pytest.mark.parametrize(
    ("what", "named"),
    [
        pytest.param("HEAD~1:bad.py", "bad.py", id="blob"),
        pytest.param("HEAD~1^{tree}", "(the history)", id="tree"),
        pytest.param("HEAD~1", "(the history)", id="commit"),
    ],
)
@pytest.mark.parametrize("damage", ["missing", "empty", "garbage"])
def test_a_damaged_object_is_named_and_the_rest_is_looked_at(
    begun: Repo, what: str, named: str, damage: str
) -> None:
    begun.stage("first.py", SECRET)
    begun.commit("leak")
    begun.stage("bad.py", "x = 1\n")
    begun.commit("bad")
    begun.stage("last.py", f'token = "{OTHER}"\n')
    begun.commit("leak")
    path = object_file(begun, what)
    path.chmod(0o600)
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else b"no object at all")
    told = report(begun, code=1)
    why = {one["what"]: one["why"] for one in told["unread"]}
    assert named in why
    if (named, damage) == ("bad.py", "missing"):
        assert why == {"bad.py": "it is not in the object store, or may not be read there"}
    assert len({one["group"] for one in told["findings"]}) == 2


@pytest.mark.parametrize("damage", ["missing", "empty", "garbage", "without a target"])
def test_a_damaged_tag_is_named_and_the_rest_is_looked_at(begun: Repo, damage: str) -> None:
    begun.git("tag", "-a", "-m", f"release with {TOKEN}", "good")
    if damage == "without a target":
        args = ("hash-object", "-t", "tag", "-w", "--literally", "--stdin")
        tag = begun.run(*args, stdin=b"no header\n").stdout.decode()
        begun.write(".git/refs/tags/bad", tag)
    else:
        begun.git("tag", "-a", "-m", "release", "bad")
        path = object_file(begun, "bad")
        path.chmod(0o600)
        path.unlink() if damage == "missing" else path.write_bytes(damage[:-5].encode())
    begun.stage("a.py", f'token = "{OTHER}"\n')
    begun.commit("leak")
    told = report(begun, code=1)
    assert "(the history)" in [one["what"] for one in told["unread"]]
    assert len({one["group"] for one in told["findings"]}) == 2


def test_a_ref_to_nothing_is_named_and_the_rest_is_looked_at(begun: Repo) -> None:
    begun.stage("a.py", SECRET)
    begun.commit("leak")
    begun.write(".git/refs/heads/gone", "1" * 40 + "\n")
    told = report(begun, code=1)
    assert "(the history)" in [one["what"] for one in told["unread"]]


def test_a_damaged_pack_is_named_and_the_rest_is_looked_at(begun: Repo) -> None:
    for number in range(40):
        begun.stage(f"{number}.txt", os.urandom(3000).hex() + f"\n{number}\n")
    begun.stage("a.py", SECRET)
    begun.commit("much")
    begun.git("repack", "-adq")
    [pack] = (begun.path / ".git/objects/pack").glob("*.pack")
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    pack.write_bytes(content)
    told = report(begun)
    assert told["exit_code"] in {1, 3}
    assert told["unread"]
    assert all("git cannot read it" in one["why"] for one in told["unread"])


def test_the_second_look_reads_what_is_new(begun: Repo) -> None:
    for number in range(20):
        begun.stage(f"{number}.py", f"x = {number}\n")
    begun.stage("a.py", SECRET)
    begun.commit("much")
    assert report(begun)["coverage"]["files"] == 24
    begun.stage("new.py", "y = 1\n")
    begun.commit("new")
    told = report(begun, code=1)["coverage"]
    assert (told["files"], told["remembered"], told["listed"]) == (3, 23, 26)
    assert report(begun, "--no-memory")["coverage"]["files"] == 26


def forget(repo: Repo, *refs: str) -> None:
    """Delete refs, and what the reflogs know of them."""
    for ref in refs:
        repo.git("update-ref", "-d", ref)
    repo.git("reflog", "expire", "--expire=now", "--all")


@pytest.mark.parametrize("collected", [False, True], ids=["still there", "gone from the store"])
def test_what_nothing_reaches_any_more_is_told_no_more(begun: Repo, collected: bool) -> None:
    begun.git("switch", "-q", "-c", "leaking")
    begun.stage("a.py", SECRET)
    begun.commit("leak")
    begun.git("tag", "-a", "-m", f"release with {OTHER}", "v1", "main")
    begun.git("switch", "-q", "main")
    assert {one[0] for one in places(begun)} == {"(tag message)", "a.py"}
    forget(begun, "refs/heads/leaking", "refs/tags/v1")
    if collected:
        begun.git("gc", "-q", "--prune=now")
    for _ in range(2):
        told = report(begun, code=0)
        assert (told["findings"], told["unread"], told["coverage"]["listed"]) == ([], [], 2)


def test_what_another_commit_brought_too_is_told_still(begun: Repo) -> None:
    begun.git("switch", "-q", "-c", "leaking")
    begun.stage("a.py", SECRET)
    begun.commit("leak")
    begun.git("switch", "-q", "main")
    begun.stage("b.py", "x = 1\n")
    begun.commit("more")
    begun.git("cherry-pick", "leaking")
    again = begun.git("rev-parse", "HEAD").decode().strip()
    assert [one[0] for one in places(begun)] == ["a.py"]
    forget(begun, "refs/heads/leaking")
    assert places(begun) == [("a.py", 1, again)]


def test_other_settings_remember_nothing(begun: Repo) -> None:
    assert report(begun)["coverage"]["files"] == 2
    begun.write(".secretguard.toml", 'refuse-at = "high"\n')
    assert report(begun)["coverage"]["files"] == 2


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda path: path.write_bytes(b""), id="empty"),
        pytest.param(lambda path: path.write_bytes(b"secretguard clean 1\n" * 7), id="foreign"),
        pytest.param(lambda path: path.write_bytes(path.read_bytes()[:-3]), id="cut off"),
        pytest.param(lambda path: path.unlink(), id="gone"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), id="a folder"),
    ],
)
def test_a_spoilt_memory_is_no_memory(begun: Repo, spoil) -> None:
    begun.stage("a.py", SECRET)
    begun.commit("leak")
    before = places(begun)
    for path in (begun.path / ".git/secretguard").iterdir():
        spoil(path)
    assert places(begun) == before


def test_a_memory_of_another_user_is_no_memory(begun: Repo, cache_home: Path) -> None:
    """Marks are keyed: who prepares a repository cannot declare a content clean."""
    report(begun)
    shutil.move(cache_home / "secretguard/key", cache_home / "other-key")
    try:
        assert report(begun)["coverage"]["files"] == 2
    finally:
        shutil.move(cache_home / "other-key", cache_home / "secretguard/key")


def test_a_budget_of_bytes_ends_as_could_not_look(begun: Repo) -> None:
    for number in range(50):
        begun.stage(f"{number}.txt", f"{number} " * 1000)
    begun.commit("much")
    told = report(begun, "--max-bytes", "10000", code=3)
    assert told["unread"] == [
        {
            "what": "(the rest of the history)",
            "why": "the budget of 10000 bytes is used up",
        }
    ]
    assert 10_000 <= told["coverage"]["bytes"] < 20_000
    rest = report(begun, code=0)["coverage"]
    assert rest["remembered"] == told["coverage"]["files"], "it goes on from where it ended"


def test_a_budget_that_the_last_object_uses_up_leaves_nothing_out(begun: Repo) -> None:
    whole = report(begun, "--no-memory", code=0)["coverage"]
    exactly = str(whole["bytes"])
    told = report(begun, "--max-bytes", exactly, code=0)
    assert (told["unread"], told["coverage"]["files"]) == ([], whole["files"])
    assert report(begun, code=0)["coverage"]["files"] == 0, "it was complete"


def test_a_budget_of_time_ends_as_could_not_look(begun: Repo) -> None:
    told = report(begun, "--time-budget", "0.000001", code=3)
    assert told["unread"][0]["why"] == "the time budget of 1e-06 s is used up"


def test_an_interrupted_scan_tells_what_it_found_and_goes_on_from_there(begun: Repo) -> None:
    begun.stage("first.py", SECRET)
    begun.commit("leak")
    for number in range(300):
        begun.write(f"{number}.txt", f"{number} {'word ' * 60_000}\n")
    begun.git("add", ".")
    begun.commit("much")
    process = subprocess.Popen(
        [*HOOK_COMMAND, "scan", "--history", "--format", "json"],
        cwd=begun.path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(0.6)
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert TOKEN.encode() not in stdout + stderr
    if process.returncode != 130:  # it was faster than we were
        assert process.returncode == 1
        return
    if stdout:
        told = json.loads(stdout)
        assert (told["answer"], told["exit_code"]) == ("could-not-look", 130)
        assert told["unread"][-1]["what"] == "(the rest of the history)"
    assert [one[0] for one in places(begun)] == ["first.py"]
