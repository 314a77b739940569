"""Real pushes to a real bare repository: what the server lets in, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Repo
from mocks import mock_token

TOKEN = mock_token("github-pat", 1)
SECRET = f'token = "{TOKEN}"\n'
# What nobody documents is believed with less than certainty.
UNSURE = f'password = "{mock_token("stripe-secret-key", 3)[8:24]}"\n'


@pytest.fixture
def server(tmp_path: Path) -> Repo:
    """A bare repository with one commit, then with the hook."""
    path = tmp_path / "server.git"
    path.mkdir()
    made = Repo(path)
    made.run("init", "-q", "--bare")
    return made


@pytest.fixture
def client(repo: Repo, server: Repo) -> Repo:
    repo.stage("README", "hello\n")
    repo.commit("start")
    repo.git("remote", "add", "origin", str(server.path))
    repo.git("push", "-q", "origin", "main")
    assert server.secretguard("install", "--server").returncode == 0
    return repo


def push(client: Repo, *args: str) -> tuple[int, str]:
    done = client.run("push", *(args or ("-q", "origin", "HEAD")), check=False)
    told = (done.stdout + done.stderr).decode()
    assert TOKEN not in told
    return done.returncode, told


def refs(server: Repo) -> set[str]:
    return set(server.git("for-each-ref", "--format=%(refname)").decode().split())


def test_a_clean_push_is_silent(client: Repo) -> None:
    client.stage("a.py", "x = 1\n")
    client.commit()
    assert push(client) == (0, "")


def test_a_secret_is_refused_and_nothing_of_it_stays(client: Repo, server: Repo) -> None:
    client.stage("a.py", SECRET)
    leak = client.commit("leak")
    code, told = push(client)
    assert code == 1
    assert "COMPROMISED" in told
    assert f"{leak[:12]} a.py:1:10" in told
    assert server.run("cat-file", "-e", leak, check=False).returncode != 0


def test_a_secret_that_a_later_commit_removes_is_refused(client: Repo) -> None:
    client.stage("a.py", SECRET)
    client.commit("leak")
    client.git("rm", "-q", "a.py")
    client.commit("gone")
    assert push(client)[0] == 1


def test_a_new_branch_counts_from_what_the_server_has(client: Repo, server: Repo) -> None:
    client.stage("old.py", SECRET)
    client.commit("legacy")
    (server.path / "hooks/pre-receive").rename(server.path / "hooks/off")
    push(client)
    (server.path / "hooks/off").rename(server.path / "hooks/pre-receive")
    client.git("checkout", "-q", "-b", "topic")
    client.stage("a.py", "x = 1\n")
    client.commit("clean")
    assert push(client)[0] == 0, "what was there before is not pushed"
    client.stage("b.py", SECRET)
    client.commit("leak")
    assert push(client)[0] == 1


def test_deleting_a_branch_is_allowed(client: Repo, server: Repo) -> None:
    push(client, "-q", "origin", "HEAD:topic")
    assert push(client, "-q", "origin", ":topic") == (0, "")
    assert refs(server) == {"refs/heads/main"}


def test_one_bad_ref_refuses_the_whole_push(client: Repo, server: Repo) -> None:
    client.stage("a.py", "x = 1\n")
    client.commit("clean")
    client.git("branch", "good")
    client.stage("a.py", SECRET)
    client.commit("leak")
    client.git("branch", "bad")
    assert push(client, "-q", "origin", "good", "bad")[0] == 1
    assert refs(server) == {"refs/heads/main"}


@pytest.mark.parametrize(
    "tag",
    [
        pytest.param(lambda repo: repo.git("tag", "-a", "-m", SECRET, "v1"), id="message"),
        pytest.param(
            lambda repo: repo.git("tag", "v1", blob_of(repo, SECRET.encode())), id="tagged blob"
        ),
        pytest.param(
            lambda repo: repo.git("tag", "-a", "-m", "x", "v1", blob_of(repo, SECRET.encode())),
            id="annotated tag of a blob",
        ),
        pytest.param(
            lambda repo: repo.run("tag", "v1", tree_of(repo, blob_of(repo, SECRET.encode()))),
            id="tagged tree",
        ),
    ],
)
def test_tags_hide_nothing(client: Repo, server: Repo, tag) -> None:
    client.git("tag", "v0")
    assert push(client, "-q", "origin", "v0")[0] == 0
    tag(client)
    assert push(client, "-q", "origin", "v1")[0] == 1
    assert refs(server) == {"refs/heads/main", "refs/tags/v0"}


def blob_of(repo: Repo, content: bytes) -> str:
    return repo.run("hash-object", "-w", "--stdin", stdin=content).stdout.decode().strip()


def tree_of(repo: Repo, blob: str) -> str:
    return repo.run("mktree", stdin=f"100644 blob {blob}\tx.py\n".encode()).stdout.decode().strip()


def policy(server: Repo, text: str) -> None:
    path = server.path / "policy.toml"
    path.write_text(text)
    server.git("config", "secretguard.policy", str(path))


def test_the_policy_decides_what_is_refused(client: Repo, server: Repo) -> None:
    policy(server, 'refuse-at = "certain"\n')
    client.stage("settings.ini", UNSURE)
    client.commit("medium")
    assert push(client)[0] == 0


def test_a_repository_cannot_loosen_the_policy(client: Repo) -> None:
    client.stage(".secretguard.toml", 'exclude = ["*"]\ndisable = ["github-pat"]\n')
    client.commit("settings")
    assert push(client)[0] == 0
    client.stage("a.py", SECRET)
    client.commit("leak")
    assert push(client)[0] == 1


def test_a_repository_can_tighten_the_policy(client: Repo, server: Repo) -> None:
    policy(server, 'refuse-at = "certain"\n')
    client.stage(".secretguard.toml", 'refuse-at = "medium"\n')
    client.commit("settings")
    assert push(client)[0] == 0
    client.stage("settings.ini", UNSURE)
    client.commit("medium")
    assert push(client)[0] == 1


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param(".secretguard.toml", "refuse-at = 3\n", id="another kind"),
        pytest.param("pyproject.toml", 'tool = "secretguard"\n', id="no table"),
        pytest.param(".secretguard.toml", f"exclude = {'[' * 5000}{']' * 5000}\n", id="too deep"),
        pytest.param(
            ".secretguard.toml",
            "[[pattern]]\nid = 'a'\nregex = '((((a{100}){100}){100}){10}){10}'\n",
            id="too large",
        ),
        pytest.param(".secretguard.toml", "plugins = ['no-such-plugin']\n", id="not installed"),
    ],
)
def test_broken_settings_of_the_repository_lock_nobody_out(
    client: Repo, name: str, text: str
) -> None:
    client.stage(name, text)
    client.commit("broken")
    push(client)
    client.stage("a.py", "x = 1\n")
    client.commit("clean")
    code, told = push(client)
    assert code == 0
    assert "passed over" in told
    client.stage("b.py", SECRET)
    client.commit("leak")
    assert push(client)[0] == 1


@pytest.mark.parametrize("text", [None, "refuse-at = 3\n"], ids=["missing", "broken"])
def test_without_its_policy_the_server_lets_nothing_in(
    client: Repo, server: Repo, text: str | None
) -> None:
    policy(server, text or "")
    if text is None:
        (server.path / "policy.toml").unlink()
    client.stage("a.py", "x = 1\n")
    client.commit("clean")
    code, told = push(client)
    assert code == 1
    assert "policy" in told


def test_update_answers_for_each_ref(client: Repo, server: Repo) -> None:
    hook = server.path / "hooks/pre-receive"
    hook.write_text(hook.read_text().replace("pre-receive", "update"))
    hook.rename(server.path / "hooks/update")
    client.stage("a.py", "x = 1\n")
    client.commit("clean")
    client.git("branch", "good")
    client.stage("a.py", SECRET)
    client.commit("leak")
    client.git("branch", "bad")
    assert push(client, "-q", "origin", "good", "bad")[0] == 1
    assert refs(server) == {"refs/heads/main", "refs/heads/good"}


def test_uninstall_takes_the_hook_away(client: Repo, server: Repo) -> None:
    assert server.secretguard("uninstall").returncode == 0
    assert not (server.path / "hooks/pre-receive").exists()
