"""Real commits in real repositories: what is refused, what passes, and what is said."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from conftest import Repo
from mocks import mock_token

from secretguard.sources.hooks import STAGES, install_hook

TOKEN = mock_token("github-pat", 1)
OTHER = mock_token("github-pat", 2)
SECRET_LINE = f'token = "{TOKEN}"\n'

HOSTILE = {
    "plain": {},
    "colour": {"color.ui": "always", "color.diff": "always"},
    "prefixes": {"diff.noprefix": "true", "diff.mnemonicPrefix": "true"},
    "renames": {"diff.renames": "copies", "diff.renameLimit": "1"},
    "order": {"diff.orderFile": "/dev/null", "diff.relative": "true"},
    "external": {"diff.external": "false", "core.attributesFile": "/dev/null"},
    "quiet": {"core.quotepath": "true", "diff.ignoreSubmodules": "all", "status.short": "true"},
    "context": {"diff.context": "0", "diff.interHunkContext": "9", "core.abbrev": "4"},
}


@pytest.fixture
def guarded(repo: Repo) -> Repo:
    """A repository with one commit and our native hooks."""
    repo.stage("README", "hello\n")
    repo.commit("start")
    for stage in STAGES:
        install_hook(str(repo.path / ".git" / "hooks"), stage, sys.executable)
    return repo


def commit(repo: Repo, *args: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    done = repo.run("commit", *(args or ("-m", "change")), check=False, env=env)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")


def places(repo: Repo, *args: str) -> list[tuple[str, str, int]]:
    """(rule, path, line) of what the JSON report refuses."""
    done = repo.secretguard("scan", *args, "--format", "json")
    return [(f["rule"], f["path"], f["line"]) for f in json.loads(done.stdout)["findings"]]


def test_a_clean_commit_is_silent(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    code, output = commit(guarded, "-q", "-m", "clean")
    assert (code, output) == (0, "")


@pytest.mark.parametrize("args", [("-v", "pre-commit"), ("pre-commit", "--verbose")])
def test_a_clean_commit_is_told_when_asked_for(guarded: Repo, args: tuple[str, ...]) -> None:
    guarded.stage("a.py", "x = 1\n")
    done = guarded.secretguard("hook", *args)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode().splitlines()[-1] == "secretguard: nothing refused. Exit 0."


def test_nothing_staged_is_silent(guarded: Repo) -> None:
    done = guarded.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_secret_is_refused_under_any_configuration(guarded: Repo, name: str) -> None:
    for key, value in HOSTILE[name].items():
        guarded.git("config", key, value)
    guarded.stage("a.py", SECRET_LINE)
    code, output = commit(guarded, env={"GIT_TRACE": "1"})
    assert code == 1
    assert "COMPROMISED" in output
    assert "revoke" in output
    assert "https://github.com/settings/tokens" in output
    assert TOKEN not in output
    assert guarded.git("log", "--format=%s") == b"start\n"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("utf16.txt", ("\ufeff" + SECRET_LINE).encode("utf-16-le"), id="UTF-16"),
        pytest.param(
            "appended.txt",
            "\ufeff# \r\n".encode("utf-16-le") + SECRET_LINE.encode(),
            id="ASCII appended to UTF-16",
        ),
        pytest.param("utf16be", SECRET_LINE.encode("utf-16-be"), id="UTF-16 without a mark"),
        pytest.param("nul.txt", b"text\0text\n" + SECRET_LINE.encode(), id="NUL bytes"),
        pytest.param("latin.txt", "clé\n".encode("latin-1") + SECRET_LINE.encode(), id="Latin-1"),
        pytest.param("cr.txt", b"one\r" + SECRET_LINE.strip().encode() + b"\rtwo", id="CR only"),
        pytest.param("ff.txt", b"a\x0cb\x0b " + SECRET_LINE.encode(), id="form feed"),
        pytest.param("u2028.txt", "a\u2028".encode() + SECRET_LINE.encode(), id="U+2028"),
        pytest.param(b"sp ace/a b/ b/x\n'\"y.py", SECRET_LINE.encode(), id="odd name"),
        pytest.param(b"\xff\xfe name.py", SECRET_LINE.encode(), id="name that is no UTF-8"),
        pytest.param(b"esc\x1b[31m.py", SECRET_LINE.encode(), id="terminal escape in a name"),
        pytest.param("big.txt", b"x" * 5_000_000 + b" " + SECRET_LINE.encode(), id="5 MB line"),
        pytest.param("huge.txt", b"line of text\n" * 3_200_000 + SECRET_LINE.encode(), id="40 MB"),
        pytest.param("package-lock.json", SECRET_LINE.encode(), id="lock file"),
    ],
)
def test_no_content_and_no_name_hides_a_secret(
    guarded: Repo, path: str | bytes, content: bytes
) -> None:
    guarded.stage(path, content)
    code, output = commit(guarded)
    assert code == 1
    assert "COMPROMISED" in output
    assert TOKEN not in output
    assert "\x1b" not in output


@pytest.mark.parametrize("attribute", ["-diff", "binary", "diff=blind", "-text", "export-ignore"])
def test_attributes_of_the_same_commit_hide_nothing(guarded: Repo, attribute: str) -> None:
    guarded.git("config", "diff.blind.textconv", "true")
    guarded.stage(".gitattributes", f"* {attribute}\n")
    guarded.stage("a.py", SECRET_LINE)
    assert commit(guarded)[0] == 1


def test_the_first_commit_is_looked_at(repo: Repo) -> None:
    install_hook(str(repo.path / ".git" / "hooks"), "pre-commit", sys.executable)
    repo.stage("a.py", SECRET_LINE)
    assert commit(repo)[0] == 1


def test_only_what_is_staged_counts(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    guarded.write("a.py", SECRET_LINE)  # on disk, not in the index
    assert commit(guarded)[0] == 0
    guarded.stage("b.py", SECRET_LINE)
    guarded.write("b.py", "clean now\n")
    assert commit(guarded)[0] == 1


def test_commit_all_and_only_use_another_index(guarded: Repo) -> None:
    guarded.write("README", SECRET_LINE)
    assert commit(guarded, "-a", "-m", "x")[0] == 1
    guarded.stage("clean.py", "x = 1\n")
    assert commit(guarded, "--only", "README", "-m", "x")[0] == 1
    guarded.git("checkout", "README")
    assert commit(guarded, "-m", "x")[0] == 0


def test_a_patch_commit_counts_only_the_chosen_hunk(guarded: Repo) -> None:
    lines = [f"line {n}\n" for n in range(40)]
    guarded.stage("f", "".join(lines))
    guarded.commit("lines")
    lines[1], lines[35] = "changed\n", SECRET_LINE
    guarded.write("f", "".join(lines))
    done = guarded.run("commit", "-p", "-m", "first hunk", stdin=b"y\nn\n", check=False)
    assert done.returncode == 0
    done = guarded.run("commit", "-p", "-m", "second hunk", stdin=b"y\n", check=False)
    assert done.returncode == 1


def test_a_temporary_index_is_the_one_that_is_read(guarded: Repo) -> None:
    env = {"GIT_INDEX_FILE": str(guarded.path / "other-index")}
    guarded.run("read-tree", "HEAD", env=env)
    guarded.write("a.py", SECRET_LINE)
    guarded.run("add", "a.py", env=env)
    assert guarded.secretguard("hook", "pre-commit").returncode == 0
    assert guarded.secretguard("hook", "pre-commit", env=env).returncode == 1


def test_untouched_lines_are_notes(guarded: Repo) -> None:
    guarded.stage("a.py", SECRET_LINE + "x = 1\n")
    guarded.commit("legacy")
    guarded.stage("a.py", SECRET_LINE + "x = 2\n")
    code, output = commit(guarded)
    assert code == 0
    assert "a.py:1:10" in output
    assert "untouched line" in output


def test_a_second_copy_of_a_known_secret_is_refused(guarded: Repo) -> None:
    guarded.stage("a.py", SECRET_LINE)
    guarded.commit("legacy")
    guarded.stage("b.py", SECRET_LINE)
    assert commit(guarded)[0] == 1


def test_moves_are_free_and_a_renamed_file_is_held_against_the_old_one(guarded: Repo) -> None:
    body = SECRET_LINE + "".join(f"line {n}\n" for n in range(30))
    guarded.stage("a.py", body)
    guarded.commit("legacy")
    guarded.git("mv", "a.py", "b.py")
    assert commit(guarded)[0] == 0
    guarded.git("mv", "b.py", "c.py")
    guarded.stage("c.py", body + "one more\n")
    assert commit(guarded)[0] == 0
    guarded.git("mv", "c.py", "d.py")
    guarded.stage("d.py", body + f'more = "{OTHER}"\n')
    assert commit(guarded)[0] == 1


# A password that nobody issued is made up in a test, and believed in the code of the product.
WEAK_LINE = 'password = "' + "lamp-" * 2 + 'Blue7"\n'


@pytest.mark.parametrize("edited", [False, True], ids=["moved", "moved and edited"])
@pytest.mark.parametrize(
    ("exclude", "line", "old", "new", "code"),
    [
        pytest.param("keys/", SECRET_LINE, "keys/a.py", "deploy/a.py", 1, id="out of an exclude"),
        pytest.param("keys/", SECRET_LINE, "keys/a.py", "keys/b.py", 0, id="within one"),
        pytest.param("keys/", SECRET_LINE, "src/a.py", "deploy/a.py", 0, id="beside one"),
        pytest.param("keys/", SECRET_LINE, "src/a.py", "keys/a.py", 0, id="into one"),
        pytest.param("", WEAK_LINE, "tests/a.env", "deploy/a.env", 1, id="out of the tests"),
        pytest.param("", SECRET_LINE, "src/a.py", "deploy/a.py", 0, id="from code to code"),
    ],
)
def test_a_move_is_free_where_the_old_place_was_judged_alike(
    guarded: Repo, exclude: str, line: str, old: str, new: str, code: int, edited: bool
) -> None:
    guarded.stage(".secretguard.toml", f'exclude = ["{exclude}"]\n' if exclude else "")
    body = line + "".join(f"line {n}\n" for n in range(30))
    guarded.stage(old, body)
    guarded.commit("legacy")
    (guarded.path / new).parent.mkdir(exist_ok=True)
    guarded.git("mv", old, new)
    guarded.stage(new, body + "one more\n" * edited)
    assert commit(guarded)[0] == code
    if code:
        guarded.commit("without the hook")
        assert guarded.secretguard("scan", "--range", "HEAD~1..HEAD").returncode == 1


def test_one_deletion_pays_for_one_copy_in_a_merge_too(guarded: Repo) -> None:
    guarded.stage("a.py", SECRET_LINE)
    guarded.commit("legacy")
    guarded.git("switch", "-q", "-c", "side")
    guarded.stage("side.txt", "x\n")
    guarded.commit("side")
    guarded.git("switch", "-q", "main")
    guarded.stage("main.txt", "x\n")
    guarded.commit("main")
    guarded.git("merge", "-q", "--no-ff", "--no-commit", "side")
    guarded.git("mv", "a.py", "b.py")
    assert guarded.secretguard("hook", "pre-commit").returncode == 0
    guarded.stage("c.py", SECRET_LINE)
    assert places(guarded, "--staged") == [("github-pat", "c.py", 1)]


def test_a_value_under_an_unchanged_key_is_seen(guarded: Repo) -> None:
    guarded.stage("c.yml", "db:\n  password:\n    old\n")
    guarded.commit("before")
    value = mock_token("stripe-secret-key", 3)[8:32]
    guarded.stage("c.yml", f"db:\n  password:\n    {value}\n")
    assert places(guarded, "--staged") == [("generic-password", "c.yml", 3)]


def test_a_symbolic_link_is_read_as_its_target_text(guarded: Repo) -> None:
    (guarded.path / "link").symlink_to(f"/tmp/{TOKEN}")  # noqa: S108 - never followed
    guarded.git("add", "link")
    assert commit(guarded)[0] == 1


def test_a_submodule_is_passed_over(guarded: Repo) -> None:
    blob = guarded.git("rev-parse", "HEAD").decode().strip()
    guarded.git("update-index", "--add", "--cacheinfo", f"160000,{blob},sub")
    done = guarded.secretguard("scan", "--staged", "--verbose")
    assert done.returncode == 0
    assert b"sub: submodule" in done.stdout


def test_a_git_lfs_pointer_is_named(guarded: Repo) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n"
    guarded.stage("model.bin", pointer)
    code, output = commit(guarded)
    assert code == 0
    assert "model.bin: Git LFS pointer: the content is not in git" in output


def test_an_amend_is_held_against_the_parent_of_what_it_replaces(guarded: Repo) -> None:
    guarded.stage("a.py", SECRET_LINE)
    guarded.commit("leak")
    guarded.stage("b.py", "x = 1\n")
    assert commit(guarded, "--amend", "--no-edit")[0] == 1
    guarded.git("config", "alias.fix", "commit --amend --no-edit")
    assert guarded.run("fix", check=False).returncode == 1
    guarded.stage("a.py", "clean\n")
    assert commit(guarded, "--amend", "--no-edit")[0] == 0


def test_an_amend_is_known_however_git_is_called(guarded: Repo) -> None:
    guarded.stage("a.py", SECRET_LINE)
    guarded.commit("leak")
    guarded.stage("b.py", "x = 1\n")
    by_itself = os.path.join(guarded.git("--exec-path").decode().strip(), "git-commit")
    # With an author date of now only the command line tells.
    amend = ["--amend", "--no-edit", "--reset-author"]
    for command in (
        ["git", "--config-env", "user.name=WHO", "commit", *amend],
        ["git", "--config-env=user.name=WHO", "commit", *amend],
        [by_itself, *amend],
    ):
        env = {**os.environ, "WHO": "Test Person"}
        done = subprocess.run(command, cwd=guarded.path, capture_output=True, check=False, env=env)
        assert (done.returncode, b"a.py:1:10" in done.stdout + done.stderr) == (1, True), command


def test_linked_work_trees_and_sub_directories(guarded: Repo) -> None:
    guarded.git("worktree", "add", "-q", "../linked")
    linked = Repo(guarded.path.parent / "linked")
    linked.stage("deep/er/a.py", SECRET_LINE)
    inside = Repo(linked.path / "deep")
    assert commit(inside)[0] == 1


def branches(guarded: Repo, ours: str, theirs: str) -> None:
    guarded.stage("f", "base\n")
    guarded.commit("base")
    guarded.git("checkout", "-q", "-b", "side")
    guarded.stage("f", theirs)
    guarded.stage("side.py", SECRET_LINE)
    guarded.commit("side")
    guarded.git("checkout", "-q", "main")
    guarded.stage("f", ours)
    guarded.commit("ours")


def test_a_clean_merge_brings_nothing_new(guarded: Repo) -> None:
    branches(guarded, "base\n", "base\ntheirs\n")
    assert guarded.run("merge", "--no-ff", "--no-edit", "side", check=False).returncode == 0


def test_in_a_conflicted_merge_only_the_resolution_is_new(guarded: Repo) -> None:
    branches(guarded, "ours\n", "theirs\n")
    assert guarded.run("merge", "side", check=False).returncode == 1
    guarded.stage("f", SECRET_LINE.replace(TOKEN, OTHER))
    code, output = commit(guarded, "--no-edit")
    assert code == 1
    assert "f:1:10" in output
    assert "side.py" not in output
    guarded.stage("f", "both\n")
    assert commit(guarded, "--no-edit")[0] == 0


def test_a_secret_in_the_message_is_refused(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    code, output = commit(guarded, "-m", f"use {TOKEN}")
    assert code == 1
    assert "(commit message):1:5" in output


def test_a_push_is_refused_for_a_secret_that_was_removed_again(guarded: Repo) -> None:
    guarded.git("init", "-q", "--bare", "../remote.git")
    guarded.git("remote", "add", "origin", "../remote.git")
    assert guarded.run("push", "-q", "origin", "main", check=False).returncode == 0
    guarded.stage("a.py", SECRET_LINE)
    guarded.commit("leak")
    guarded.stage("a.py", "clean\n")
    guarded.commit("clean")
    done = guarded.run("push", "-q", "origin", "main", check=False)
    assert done.returncode == 1
    assert b"a.py:1:10" in done.stdout + done.stderr
    assert TOKEN.encode() not in done.stdout + done.stderr
    assert places(guarded, "--range", "HEAD~2..HEAD") == [("github-pat", "a.py", 1)]
    assert places(guarded, "--range", "HEAD~1..HEAD") == []


def test_what_cannot_be_read_is_no_all_clear(guarded: Repo) -> None:
    guarded.stage("a.py", "x = 1\n")
    blob = guarded.git("rev-parse", ":a.py").decode().strip()
    (guarded.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    done = guarded.secretguard("hook", "pre-commit")
    assert done.returncode == 3
    assert b"a.py: no blob" in done.stdout
    assert b"no all-clear" in done.stdout


def test_a_broken_index_is_no_all_clear(guarded: Repo) -> None:
    (guarded.path / ".git/index").write_bytes(b"DIRC broken")
    done = guarded.secretguard("hook", "pre-commit")
    assert (done.returncode, done.stdout) == (3, b"")
    assert done.stderr.startswith(b"secretguard: git ")


def test_outside_of_a_repository(tmp_path: object, repo: Repo) -> None:
    (repo.path / ".git").rename(repo.path / "not-git")
    done = repo.secretguard("hook", "pre-commit")
    assert done.returncode == 3
    assert b"not a git repository" in done.stderr


def test_without_git(guarded: Repo) -> None:
    done = guarded.secretguard("hook", "pre-commit", env={"PATH": "/nonexistent"})
    assert done.returncode == 3
    assert b"git could not be started" in done.stderr


def test_a_staged_weakening_of_the_settings_is_named(guarded: Repo) -> None:
    guarded.stage(".secretguard.toml", 'exclude = ["vault/"]\n')
    code, output = commit(guarded)
    assert code == 0
    assert ".secretguard.toml: exclude: findings below vault/ no longer refuse" in output


STRICT = (
    '[tool.secretguard]\nrefuse-at = "low"\n'
    "[[tool.secretguard.pattern]]\nid = 'acme'\nregex = 'acme_[0-9]{9}'\n"
)
LOST = [
    "refuse-at rises from low to medium: less is refused",
    "the pattern acme is removed",
]


def test_a_second_settings_file_drops_what_the_first_one_says(guarded: Repo) -> None:
    guarded.stage("pyproject.toml", STRICT)
    guarded.commit("strict")
    guarded.stage(".secretguard.toml", "")
    report = json.loads(guarded.secretguard("scan", "--staged", "--format", "json").stdout)
    assert report["weakened"] == [f".secretguard.toml: {sentence}" for sentence in LOST]


def test_settings_that_move_to_the_other_file_weaken_nothing(guarded: Repo) -> None:
    guarded.stage(".secretguard.toml", STRICT.replace("tool.secretguard.", "")[19:])
    guarded.commit("strict")
    guarded.stage("pyproject.toml", STRICT)
    guarded.run("rm", "-q", ".secretguard.toml")
    report = json.loads(guarded.secretguard("scan", "--staged", "--format", "json").stdout)
    assert report["weakened"] == []
    guarded.commit("moved")
    guarded.stage("pyproject.toml", "")
    report = json.loads(guarded.secretguard("scan", "--staged", "--format", "json").stdout)
    assert report["weakened"] == [f"pyproject.toml: {sentence}" for sentence in LOST]


def test_excluded_and_allowed_findings_pass_with_their_reason(guarded: Repo) -> None:
    guarded.stage(".secretguard.toml", 'exclude = ["keys/"]\n')
    guarded.stage("keys/a.py", SECRET_LINE)
    guarded.stage("b.py", f"token = '{OTHER}'  # secretguard: allow revoked in May\n")
    guarded.stage("c.py", f"token = '{mock_token('npm-access-token')}'  # secretguard: allow\n")
    done = guarded.secretguard("scan", "--staged", "--format", "json")
    report = json.loads(done.stdout)
    assert [f["path"] for f in report["findings"]] == ["c.py"]
    nobody = {"who": "", "until": ""}
    assert [(f["path"], f["suppression"]) for f in report["suppressed"]] == [
        ("b.py", {"kind": "inline", "reason": "revoked in May", **nobody}),
        ("keys/a.py", {"kind": "path", "reason": "the settings exclude this path", **nobody}),
    ]


@pytest.mark.parametrize("framework", ["pre_commit", "prek"])
def test_the_frameworks_run_it(repo: Repo, framework: str) -> None:
    runner = [sys.executable, "-m", framework]
    repo.write(
        ".pre-commit-config.yaml",
        "repos:\n-   repo: local\n    hooks:\n    -   id: secretguard\n        name: secretguard\n"
        f"        entry: {sys.executable} -m secretguard hook pre-commit\n"
        "        language: system\n        always_run: true\n        require_serial: true\n"
        "        stages: [pre-commit, pre-merge-commit, manual, pre-push]\n",
    )
    repo.stage(".pre-commit-config.yaml", (repo.path / ".pre-commit-config.yaml").read_bytes())
    repo.stage("old.py", f"token = '{OTHER}'\n")
    first = repo.commit("start")
    subprocess.run([*runner, "install"], cwd=repo.path, check=True, capture_output=True)
    repo.stage("a.py", "x = 1\n")
    assert commit(repo)[0] == 0
    everything = subprocess.run([*runner, "run", "--all-files"], cwd=repo.path, capture_output=True)
    assert everything.returncode == 1
    assert b"old.py:1:10" in everything.stdout
    repo.stage("a.py", SECRET_LINE)
    code, output = commit(repo)
    assert code == 1
    assert "COMPROMISED" in output
    assert "a.py:1:10" in output
    repo.commit("leak")
    repo.stage("a.py", "x = 1\n")
    repo.commit("removed again")
    ranged = [*runner, "run", "--from-ref", first, "--to-ref", "HEAD"]
    over = subprocess.run(ranged, cwd=repo.path, capture_output=True)
    assert over.returncode == 1
    assert b"a.py:1:10" in over.stdout
    assert TOKEN.encode() not in over.stdout + everything.stdout
