"""Hashes that prove what was downloaded: lock files and integrity attributes."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

_LOCK_FILES = ("package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock",
               "poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock", "pylock.toml", "cargo.lock",
               "go.sum", "composer.lock", "gemfile.lock", "packages.lock.json", "package.resolved",
               "podfile.lock", "pubspec.lock", "mix.lock", "flake.lock", "gradle.lockfile",
               ".terraform.lock.hcl", "conda-lock.yml", "verification-metadata.xml", "deno.lock",
               "requirements.txt", "module.bazel.lock", "rebar.lock", "stack.yaml.lock",
               "project.assets.json")  # fmt: skip
_BEFORE = (
    rb"(?i)(?:sha(?:1|224|256|384|512)[-:=\"' ]{1,4}|md5[-:=\"' ]{1,4}|\b(?:h1|zh|blake2b|blake3):"
    # Telegram calls a secret "api_hash".
    rb"|(?:integrity|checksum|contenthash|narhash|(?<!api_)(?<!api)hash|digest|sha\d*sum|sha\d*)[\"']?\s{0,3}[=:]\s{0,3}"
    rb"[\"']?[\w-]{0,8})\Z"
)
# Detectors that know nothing of a value but its randomness.
_GUESSES = ("entropy", "detect-secrets")
_HASH = r"[A-Fa-f0-9]{32,128}|[A-Za-z0-9+/_-]{27,88}={0,2}|[a-z0-9]{52}"


def is_integrity_hash(candidate: Candidate, fragment: Fragment) -> Suppression | None:
    """A hash by its shape and by what stands before it, or by the lock file it stands in."""
    from secretguard.model.suppression import Suppression

    if candidate.structured or not re.fullmatch(_HASH, candidate.secret.reveal()):
        return None
    start = candidate.span[0]
    if re.search(_BEFORE, fragment.data[max(0, start - 64) : start]):
        return Suppression("integrity", "a hash that proves a download")
    # A password in the address of a private registry stands in lock files, too.
    base = fragment.path.rpartition("/")[2].lower()
    if base in _LOCK_FILES and candidate.detector in _GUESSES:
        return Suppression("integrity", "a hash in a lock file")
    return None
