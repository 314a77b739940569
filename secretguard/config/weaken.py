"""What a change of the settings lets pass that was refused before."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.config.settings import Settings


def weakened(old: Settings, new: Settings) -> tuple[str, ...]:
    """One sentence for each change from ``old`` to ``new`` that lets more pass."""
    sentences = [
        *_more_excluded(old.exclude, new.exclude),
        *_added("disable", old.disable, new.disable, "the rule {} is switched off"),
        *_added(
            "accept-markers",
            old.accept_markers,
            new.accept_markers,
            "the comment {} suppresses findings",
        ),
        *_added(
            "rule-packages", new.rule_packages, old.rule_packages, "the rules of {} no longer apply"
        ),
        *_added("plugins", new.plugins, old.plugins, "the plugin {} no longer runs"),
        *_added(
            "detect-secrets",
            new.detect_secrets,
            old.detect_secrets,
            "the detect-secrets plugin {} no longer runs",
        ),
    ]
    if new.refuse_at > old.refuse_at:
        sentences.append(
            f"refuse-at rises from {old.refuse_at.word} to {new.refuse_at.word}: less is refused"
        )
    if new.inline_allow and not old.inline_allow:
        sentences.append("inline-allow is switched on: a comment may suppress a finding")
    kept = {pattern.id: pattern for pattern in new.patterns}
    for pattern in old.patterns:
        if pattern.id not in kept:
            sentences.append(f"the pattern {pattern.id} is removed")
        elif (kept[pattern.id].regex, kept[pattern.id].group) != (pattern.regex, pattern.group):
            sentences.append(f"the pattern {pattern.id} is changed")
    return tuple(sentences)


def _more_excluded(old: Iterable[str], new: Iterable[str]) -> list[str]:
    """Patterns that are new, and exceptions (``!path``) that no longer stand behind what they except.

    The last pattern that fits a path decides: https://git-scm.com/docs/gitignore
    """
    before, after = _exceptions(list(old)), _exceptions(list(new))
    paths = [pattern for pattern in after if pattern not in before]
    for pattern, left in after.items():
        paths += [path[1:] for path in before.get(pattern, ()) if path not in left]
    return [f"exclude: findings below {path} no longer refuse" for path in dict.fromkeys(paths)]


def _exceptions(patterns: list[str]) -> dict[str, list[str]]:
    """Each pattern that excludes, with the exceptions that stand behind the last time it is said."""
    return {
        pattern: [later for later in patterns[place:] if later.startswith("!")]
        for place, pattern in enumerate(patterns)
        if not pattern.startswith("!")
    }


def _added(option: str, old: Iterable[str], new: Iterable[str], sentence: str) -> list[str]:
    before = set(old)
    return [f"{option}: {sentence.format(item)}" for item in new if item not in before]
