"""The comments by which other tools are told to pass over a line."""

from __future__ import annotations

# name in the settings: (pattern of the marker on the secret's line, the same for the line above).
# Broad ones (a bare nosec or noqa) are about much else and name no secret, so they are not here.
MARKERS: dict[str, tuple[str, str]] = {
    "gitleaks:allow": (r"gitleaks:allow", ""),
    "betterleaks:allow": (r"betterleaks:allow", ""),
    "pragma: allowlist secret": (
        r"pragma: ?(?:allow|white)list[ -]secret",
        r"pragma: ?allowlist[ -]nextline[ -]secret",
    ),
    "trufflehog:ignore": (r"trufflehog:ignore", ""),
    "ggshield:ignore": (r"(?:ggignore|ggshield:ignore)", ""),
    "kingfisher:ignore": (r"kingfisher:ignore", ""),
    "secretlint-disable-line": (r"secretlint-disable-line", r"secretlint-disable-next-line"),
    "notsecret": (r"\bnotsecret\b", ""),
    "nosec B105": (r"\bnosec\b[: ][^#]*?\bB10[567]\b", ""),
    "noqa: S105": (r"\bnoqa:[^#]*?\bS10[567]\b", ""),
}
