"""Settings that are kept as if they were secrets: a URL, a region, a flag or a port in a vault's seed.

What is no secret makes the real ones harder to see, to rotate and to grant. Kubernetes Secret
manifests, Terraform resources of vaults, Key Vault seeds and templates are read. Nothing here ever
refuses; the hook does not even look (``screen``), a scan tells it as advice.
"""

from __future__ import annotations

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment

TRIGGER_SPECS = (
    (
        "misplaced:kubernetes",
        r"""kind["']?[ \t]{0,4}:[ \t]{0,4}["']?Secret["']?[ \t\r]{0,4}[\n,}]""",
        ("kind",),
        0,
        False,
    ),
    (
        "misplaced:terraform",
        (
            r'resource[ \t]{1,4}"(?:azurerm_key_vault_secret|aws_secretsmanager_secret_version'
            r'|google_secret_manager_secret_version)"'
        ),
        ("azurerm_key_vault_secret", "aws_secretsmanager_secret_version",
         "google_secret_manager_secret_version"),
        0,
        False,
    ),
    ("misplaced:azure-cli", r"keyvault secret set[ \t]", ("keyvault secret set",), 0, False),
    (
        "misplaced:azure-template",
        r"(?i)Microsoft\.KeyVault/vaults/secrets[@'\"]",
        ("keyvault/vaults/secrets",),
        0,
        True,
    ),
)  # fmt: skip
_MOST = 5000  # places of one file; nobody reads more advice
_FINDERS = {
    "misplaced:kubernetes": "kubernetes",
    "misplaced:terraform": "terraform",
    "misplaced:azure-cli": "azure_cli",
    "misplaced:azure-template": "azure_template",
}


def screen(_data: bytes, _end: int, _path: str) -> bool:
    """Never a reason to stop a commit, so never a reason to look closer at one."""
    return False


class MisplacedDetector:
    """Gives advice on values in a vault's seed that are settings."""

    name = "misplaced"

    def detect(self, fragment: Fragment) -> Iterator[Candidate]:
        """Candidates with ``advice``, at most one for each value."""
        from secretguard.detectors import seeds
        from secretguard.detectors.setting_values import what_it_is
        from secretguard.model.candidate import Candidate
        from secretguard.model.levels import Confidence, Severity
        from secretguard.model.secret import Secret

        told: set[tuple[int, int]] = set()
        for trigger, finder in _FINDERS.items():
            ends = [end for _, end in fragment.regions.get(trigger, ())[:_MOST]]
            for entry in getattr(seeds, finder)(fragment.data, ends):
                kind = what_it_is(entry.name, entry.value)
                if not kind or entry.span in told:
                    continue
                told.add(entry.span)
                value = fragment.data[entry.span[0] : entry.span[1]].decode("utf-8", "replace")
                advice = f"it is {kind}, not a secret; keep it in {entry.better}"
                yield Candidate(
                    rule_id="setting-as-secret",
                    title="a setting that is kept as a secret",
                    span=entry.span,
                    match=entry.span,
                    secret=Secret(value),
                    severity=Severity.LOW,
                    confidence=Confidence.HIGH,
                    detector=self.name,
                    structured=True,
                    name=entry.name,
                    evidence=(advice,),
                    advice=advice,
                )
