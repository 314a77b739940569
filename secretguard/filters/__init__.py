"""Candidate to suppression or nothing: one pure function a file, each with a reason for the user.

A candidate with a shape of its own (``structured``: a provider's token, key material) is passed
only for what is certain: a written reason, an excluded path, a published example, a public
kind. What was merely guessed may also be excused by its surroundings.

Their patterns are texts, which ``re`` compiles when they are first asked: a provider's token needs
none of most, and all of them took a refusal its twentieth part.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from secretguard.config.settings import Settings
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

    Filter = Callable[[Candidate, Fragment], Suppression | None]


def all_filters(settings: Settings) -> tuple[Filter, ...]:
    """The filters in the order in which they are asked; the first answer counts."""
    from secretguard.filters.certificate import is_certificate
    from secretguard.filters.chain import is_on_chain
    from secretguard.filters.ciphertext import is_ciphertext
    from secretguard.filters.documented import is_documented
    from secretguard.filters.identifier import is_identifier
    from secretguard.filters.inline import is_allowed, marker_filter
    from secretguard.filters.integrity import is_integrity_hash
    from secretguard.filters.mock import is_marked_mock
    from secretguard.filters.path import path_filter
    from secretguard.filters.placeholder import is_placeholder
    from secretguard.filters.public import is_public
    from secretguard.filters.reference import is_reference

    return (
        is_marked_mock,
        is_documented,
        is_public,
        is_reference,
        is_ciphertext,
        is_certificate,
        is_integrity_hash,
        is_identifier,
        is_on_chain,
        is_placeholder,
        *([is_allowed] if settings.inline_allow else []),
        *([marker_filter(settings.accept_markers)] if settings.accept_markers else []),
        *([path_filter(settings.exclude)] if settings.exclude else []),
    )
