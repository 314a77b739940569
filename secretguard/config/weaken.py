"""What a change of the settings lets pass that was refused before."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from secretguard.config.settings import Settings


def weakened(old: Settings, new: Settings) -> tuple[str, ...]:
    """One sentence for each change from ``old`` to ``new`` that lets more pass."""
    sentences = [
        *_added("exclude", old.exclude, new.exclude, "findings below {} no longer refuse"),
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
        elif kept[pattern.id].regex != pattern.regex:
            sentences.append(f"the pattern {pattern.id} is changed")
    return tuple(sentences)


def _added(option: str, old: Iterable[str], new: Iterable[str], sentence: str) -> list[str]:
    before = set(old)
    return [f"{option}: {sentence.format(item)}" for item in new if item not in before]
