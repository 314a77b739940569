"""Our entry in a framework's configuration: where it goes, and that nothing else moves."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml
from conftest import Repo
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pre_commit.clientlib import load_config, load_manifest

from secretguard.cli.hook import STAGES
from secretguard.errors import ConfigError, GitError
from secretguard.sources.framework import CONFIG_NAME, add_entry, remove_entry

MANIFEST = Path(__file__).parents[2] / ".pre-commit-hooks.yaml"
REPO, REV = "https://example.org/secretguard", "v9.8.7"
HOOKS = ["secretguard", "secretguard-commit-msg", "secretguard-push"]
OURS = {"repo": REPO, "rev": REV, "hooks": [{"id": hook} for hook in HOOKS]}
ENTRY = f"""\
-   repo: {REPO}
    rev: {REV}
    hooks:
    -   id: secretguard
    -   id: secretguard-commit-msg
    -   id: secretguard-push
"""
INDENTED = "".join(f"  {line}\n" for line in ENTRY.splitlines())


@pytest.fixture
def config(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The framework's file, not yet written, of the repository that is the current folder."""
    monkeypatch.chdir(repo.path)
    return repo.path / CONFIG_NAME


def test_without_a_file_nothing_is_removed(config: Path) -> None:
    assert remove_entry() is False
    assert not config.exists()


def test_without_our_entry_nothing_is_removed(config: Path) -> None:
    text = "repos:\n- repo: local\n  hooks:\n  - id: secretguard-like\n  # - id: secretguard\n"
    config.write_text(text)
    assert remove_entry() is False
    assert config.read_text() == text


def test_a_missing_file_is_made_and_removed_again(config: Path) -> None:
    assert add_entry(REPO, REV) is True
    assert config.read_text() == f"repos:\n{ENTRY}"
    assert remove_entry() is True
    assert not config.exists()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "repos:\n# none yet\n", f"repos:\n# none yet\n{ENTRY}", id="a list without items"
        ),
        pytest.param(
            "repos:\n- repo: a\n  hooks: []\n",
            f"repos:\n- repo: a\n  hooks: []\n{ENTRY}",
            id="items at the margin",
        ),
        pytest.param(
            "repos:   # all\n  # first\n  - repo: a   # - b\n    hooks: []\n",
            f"repos:   # all\n  # first\n  - repo: a   # - b\n    hooks: []\n{INDENTED}",
            id="items moved in, with comments",
        ),
        pytest.param(
            "ci: {}\nrepos:\n- repo: a\n  hooks: []\n\nfail_fast: true  # x\n",
            f"ci: {{}}\nrepos:\n- repo: a\n  hooks: []\n{ENTRY}\nfail_fast: true  # x\n",
            id="keys before and after",
        ),
        pytest.param(
            "---\nrepos:\n- repo: a\n  hooks: []\n...\n",
            f"---\nrepos:\n- repo: a\n  hooks: []\n{ENTRY}...\n",
            id="marks of the document",
        ),
        pytest.param(
            "repos:\r\n- repo: a\r\n  hooks: []\r\n",
            f"repos:\n- repo: a\n  hooks: []\n{ENTRY}".replace("\n", "\r\n"),
            id="Windows line ends",
        ),
        pytest.param(
            "# été\nrepos:\n- repo: a\n  hooks: []\n\n\n# the end\n",
            f"# été\nrepos:\n- repo: a\n  hooks: []\n\n\n# the end\n{ENTRY}",
            id="comments that end the file",
        ),
    ],
)
def test_the_entry_is_the_last_of_the_list(config: Path, before: str, after: str) -> None:
    config.write_bytes(before.encode())
    assert add_entry(REPO, REV) is True
    assert config.read_bytes() == after.encode()
    assert yaml.safe_load(after)["repos"][-1] == OURS
    assert add_entry("https://example.org/other", "v0") is False  # there already, wherever from
    assert config.read_bytes() == after.encode()
    assert remove_entry() is True
    assert config.read_bytes() == before.encode()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("# later\n", id="only a comment"),
        pytest.param("repos: []\n", id="a list in one line"),
        pytest.param("fail_fast: true\n", id="no list"),
        pytest.param("x:\n  repos:\n  - repo: a\n", id="another key's list"),
    ],
)
def test_a_list_that_cannot_be_edited_as_text_is_left_alone(config: Path, text: str) -> None:
    config.write_text(text)
    with pytest.raises(ConfigError) as raised:
        add_entry(REPO, REV)
    assert str(raised.value) == f"{CONFIG_NAME}: no block list `repos:` to add to; add it by hand"
    assert config.read_text() == text


def test_what_was_added_to_our_entry_goes_with_it(config: Path) -> None:
    config.write_text("repos:\n- repo: a\n  hooks: []\n")
    add_entry(REPO, REV)
    more = "        verbose: true   # while we try it\n"
    tail = "- repo: b\n  hooks: []\n"
    config.write_text(config.read_text() + more + tail)
    assert remove_entry() is True
    assert config.read_text() == "repos:\n- repo: a\n  hooks: []\n" + tail


COMMENTS = st.sampled_from(["", "\n", "# a note\n", "\n# repos: none\n\n"])
ITEM = (
    "{i}- repo: https://example.org/{n}\n{i}  rev: v{n}\n{i}  hooks:  # - id: x\n"
    "{i}  - id: hook-{n}\n{i}    args: [--a]\n"
)


@st.composite
def configurations(draw: st.DrawFn) -> str:
    """Valid files as people write them: indents, comments, other keys, line ends."""
    indent = draw(st.sampled_from(["", "  ", "    "]))
    items = "".join(
        draw(COMMENTS).replace("#", f"{indent}#") + ITEM.format(i=indent, n=number)
        for number in range(draw(st.integers(1, 3)))
    )
    head = draw(st.sampled_from(["", "---\n", "fail_fast: true\n", "exclude: |\n  ^a$\n"]))
    tail = draw(st.sampled_from(["", "ci:\n  skip: [x]\n", "default_stages:\n- manual\n"]))
    text = draw(COMMENTS) + head + "repos:\n" + items + draw(COMMENTS) + tail
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(configurations())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_gains_one_repository_and_comes_back(config: Path, text: str) -> None:
    config.write_bytes(text.encode())
    before = load_config(config)
    assert add_entry(REPO, REV) is True
    after = load_config(config)
    assert [(r["repo"], [h["id"] for h in r["hooks"]]) for r in after["repos"]] == [
        *[(r["repo"], [h["id"] for h in r["hooks"]]) for r in before["repos"]],
        (REPO, HOOKS),
    ]
    assert {**after, "repos": ...} == {**before, "repos": ...}
    assert remove_entry() is True
    assert config.read_bytes() == text.encode()


def test_from_a_sub_folder_the_file_of_the_root_is_edited(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (config.parent / "sub").mkdir()
    monkeypatch.chdir(config.parent / "sub")
    assert add_entry(REPO, REV) is True
    assert config.read_text() == f"repos:\n{ENTRY}"
    assert list((config.parent / "sub").iterdir()) == []


def test_outside_of_a_repository_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GitError, match="this is not a git repository"):
        add_entry(REPO, REV)
    assert list(tmp_path.iterdir()) == []


def test_the_hooks_of_the_entry_are_those_that_we_offer() -> None:
    offered = {hook["id"]: hook for hook in load_manifest(MANIFEST)}
    assert list(offered) == HOOKS
    assert {id_: (shlex.split(hook["entry"]), hook["stages"]) for id_, hook in offered.items()} == {
        "secretguard": (
            ["secretguard", "hook", "pre-commit"],
            ["pre-commit", "pre-merge-commit", "manual"],
        ),
        "secretguard-commit-msg": (["secretguard", "hook", "commit-msg"], ["commit-msg"]),
        "secretguard-push": (["secretguard", "hook", "pre-push"], ["pre-push"]),
    }
    # One process in the order of the files: two would each see half of the change.
    assert {(hook["require_serial"], hook["always_run"]) for hook in offered.values()} == {(1, 1)}
    assert {shlex.split(hook["entry"])[2] for hook in offered.values()} < set(STAGES)
