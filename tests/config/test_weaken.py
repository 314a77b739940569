"""A change that lets more pass is named; one that lets less pass is nobody's business."""

from __future__ import annotations

import pytest

from secretguard.config.settings import Settings, UserPattern
from secretguard.config.weaken import weakened
from secretguard.model.levels import Confidence, Severity

ACME = UserPattern("acme", "a{8}", title="Acme", severity=Severity.HIGH)
FULL = Settings(
    exclude=("keys/",),
    refuse_at=Confidence.HIGH,
    disable=("github-pat",),
    inline_allow=False,
    plugins=("acme",),
    detect_secrets=("BasicAuthDetector",),
    patterns=(ACME,),
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(Settings(), Settings(), id="nothing is set"),
        pytest.param(FULL, FULL, id="nothing changes"),
        pytest.param(Settings(exclude=("keys/",)), Settings(), id="less is excluded"),
        pytest.param(
            Settings(exclude=("a/", "b/")), Settings(exclude=("b/", "a/")), id="another order"
        ),
        pytest.param(
            Settings(exclude=("t/*",)),
            Settings(exclude=("t/*", "!t/a")),
            id="an exception is added",
        ),
        pytest.param(
            Settings(exclude=("t/*", "!t/a", "k/")),
            Settings(exclude=("k/", "t/*", "!t/a")),
            id="an exception for more",
        ),
        pytest.param(
            Settings(exclude=("t/*", "!t/a")), Settings(), id="an exception goes with its pattern"
        ),
        pytest.param(Settings(), Settings(refuse_at=Confidence.LOW), id="more is refused"),
        pytest.param(Settings(disable=("x",)), Settings(), id="a rule is switched on"),
        pytest.param(Settings(), Settings(inline_allow=False), id="comments suppress nothing"),
        pytest.param(Settings(), Settings(plugins=("acme",)), id="a plugin is added"),
        pytest.param(Settings(), Settings(detect_secrets=("A",)), id="a plugin of theirs is added"),
        pytest.param(Settings(), Settings(patterns=(ACME,)), id="a pattern is added"),
        pytest.param(
            FULL,
            Settings(
                **{f: getattr(FULL, f) for f in Settings.__slots__ if f != "patterns"},
                patterns=(UserPattern("acme", "a{8}", "New title", steps=("Revoke.",)),),
            ),
            id="other words about a pattern",
        ),
        pytest.param(Settings(), Settings(pattern_timeout=1.0), id="unread sooner: never allowed"),
    ],
)
def test_nothing_is_said_when_no_more_passes(old: Settings, new: Settings) -> None:
    assert weakened(old, new) == ()


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (
            Settings(exclude=("a/",)),
            Settings(exclude=("a/", "keys/", "*.pem")),
            (
                "exclude: findings below keys/ no longer refuse",
                "exclude: findings below *.pem no longer refuse",
            ),
        ),
        (
            Settings(exclude=("t/*", "u/*", "!t/prod.env")),
            Settings(exclude=("t/*", "u/*")),
            ("exclude: findings below t/prod.env no longer refuse",),
        ),
        (
            Settings(exclude=("t/*", "!t/prod.env")),
            Settings(exclude=("!t/prod.env", "t/*")),
            ("exclude: findings below t/prod.env no longer refuse",),
        ),
        (
            Settings(exclude=("t/*", "!t/prod.env")),
            Settings(exclude=("t/*", "!t/prod.env", "t/*")),
            ("exclude: findings below t/prod.env no longer refuse",),
        ),
        (
            Settings(disable=("a",)),
            Settings(disable=("b",)),
            ("disable: the rule b is switched off",),
        ),
        (
            Settings(plugins=("acme", "other")),
            Settings(plugins=("other",)),
            ("plugins: the plugin acme no longer runs",),
        ),
        (
            Settings(detect_secrets=("A",)),
            Settings(),
            ("detect-secrets: the detect-secrets plugin A no longer runs",),
        ),
        (
            Settings(),
            Settings(refuse_at=Confidence.CERTAIN),
            ("refuse-at rises from medium to certain: less is refused",),
        ),
        (
            Settings(inline_allow=False),
            Settings(),
            ("inline-allow is switched on: a comment may suppress a finding",),
        ),
        (Settings(patterns=(ACME,)), Settings(), ("the pattern acme is removed",)),
        (
            Settings(patterns=(ACME,)),
            Settings(patterns=(UserPattern("acme", "a{9}"),)),
            ("the pattern acme is changed",),
        ),
        (
            Settings(patterns=(UserPattern("acme", "(?<a>a)(?<b>b)", group="a"),)),
            Settings(patterns=(UserPattern("acme", "(?<a>a)(?<b>b)", group="b"),)),
            ("the pattern acme is changed",),
        ),
        (
            Settings(patterns=(ACME,)),
            Settings(patterns=(UserPattern("acme-2", "a{8}"),)),
            ("the pattern acme is removed",),
        ),
    ],
)
def test_whatever_lets_more_pass_is_named(
    old: Settings, new: Settings, sentences: tuple[str, ...]
) -> None:
    assert weakened(old, new) == sentences


def test_dropping_all_settings_names_each_loss() -> None:
    assert weakened(FULL, Settings()) == (
        "plugins: the plugin acme no longer runs",
        "detect-secrets: the detect-secrets plugin BasicAuthDetector no longer runs",
        "inline-allow is switched on: a comment may suppress a finding",
        "the pattern acme is removed",
    )


def test_adding_all_settings_names_each_permission() -> None:
    assert weakened(Settings(), FULL) == (
        "exclude: findings below keys/ no longer refuse",
        "disable: the rule github-pat is switched off",
        "refuse-at rises from medium to high: less is refused",
    )
