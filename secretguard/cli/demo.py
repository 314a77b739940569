"""``secretguard demo``: a real repository, a mock secret, a real commit, the real refusal."""

from __future__ import annotations

import os
import sys

from secretguard.errors import EXIT_COULD_NOT_LOOK
from secretguard.rules.catalog import provider_rules
from secretguard.sources.hooks import STAGES, install_hook
from secretguard.sources.throwaway import ThrowawayRepository
from secretguard.testing.generate import token

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "show a commit being refused, in a throw-away repository"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``demo``."""
    parser.add_argument("--keep", action="store_true", help="keep the repository and tell where")


def run(arguments: argparse.Namespace) -> int:
    """0 when git refused the commit as promised, 3 when it did not."""
    rule = next(rule for rule in provider_rules("github") if rule.id == "github-pat")
    mock = token(rule, int.from_bytes(os.urandom(4), "big"))
    with ThrowawayRepository(keep=arguments.keep) as repository:
        for stage in STAGES:
            install_hook(repository.hooks, stage, sys.executable)
        repository.stage("deploy.py", f'import os\n\nGITHUB_TOKEN = "{mock}"\n')
        print("$ git add deploy.py          # it holds a made-up GitHub token")
        print('$ git commit -m "Deploy"')
        sys.stdout.flush()
        status, output = repository.commit("Deploy")
        print(output, end="" if output.endswith("\n") else "\n")
        # A hook that crashed stops the commit as well: only the report of our token is the refusal.
        reported = "COMPROMISED" in output and "deploy.py:3:17" in output
        refused = status != 0 and not repository.has_commits() and reported
        told = "the commit was refused, nothing was committed" if refused else "NOT refused"
        print(f"$ # exit status {status}: {told}")
        if arguments.keep:
            print(f"$ # the repository is {repository.path}")
    return 0 if refused else EXIT_COULD_NOT_LOOK
