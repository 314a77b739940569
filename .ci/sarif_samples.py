"""Write SARIF reports of real scans, with and without findings, for the validator."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from secretguard.rules.catalog import builtin_rules
from secretguard.testing.generate import match_text

CLEAN = "x = 1\n"


def main(folder: Path) -> None:
    """Scan generated texts and leave the reports in ``folder``."""
    tokens = [match_text(rule, 1) for rule in builtin_rules() if rule.boundary != "assignment"]
    leaky = "".join(f'value{n} = "{token}"\n' for n, token in enumerate(tokens))
    allowed = leaky.replace("\n", "  # secretguard: allow made up for this sample\n")
    for name, text in {"clean": CLEAN, "leaky": leaky, "allowed": allowed}.items():
        source = folder / f"{name} file.py"
        source.write_text(text)
        with (folder / f"{name}.sarif").open("wb") as report:
            subprocess.run(
                [sys.executable, "-m", "secretguard", "scan", "--format", "sarif", source.name],
                cwd=folder,
                stdout=report,
                check=False,
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
