"""``secretguard rules new PROVIDER``: begin a provider file."""

from __future__ import annotations

import os
import re

from secretguard.errors import UsageError
from secretguard.pipeline.screen import REPOSITORY_RULES
from secretguard.rules.catalog import FOLDER
from secretguard.sources.repository import work_tree_root
from secretguard.testing.rule_checks import FILL_IN

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

HELP = "begin a provider file of your own"

_TEMPLATE = """\
[provider]
id = "{id}"
name = "{title}"
homepage = "https://{id}.example"
references = ["https://{id}.example/{fill}: the page that documents the token"]

[revocation]
console_url = "https://{id}.example/"
steps = [
    "{fill}: what kills the leaked token at once, as an order.",
    "{fill}: what comes next.",
]
check = "{fill}: which log tells what was done with it."
rotation = "May two live side by side? Then create the new one first."
instead = "Keep it in a vault and let the program fetch it when it starts."

[[token]]
id = "{id}-api-key"
name = "{title} API key"
# One of: api-key, access-token, refresh-token, session-token, oauth-client-secret, webhook,
# signing-key, password, connection-string, private-key, identifier.
kind = "api-key"
# Literals, classes, groups and bounded repeats. secretguard adds the boundaries.
pattern = '{prefix}_[A-Za-z0-9]{{32}}'
keywords = ["{prefix}_"]
severity = "high"
confidence = "high"
shown = "{prefix}_"
min_distinct = 10

[[token.example]]
text = '{variable}_API_KEY={{token}}'

[[token.counterexample]]
text = 'x{{token}}'
why = "in the middle of a longer word it is something else"
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the arguments of ``rules new``."""
    parser.add_argument("provider", metavar="PROVIDER", help="lower-case words joined by dashes")
    parser.add_argument(
        "--output", metavar="FILE", help=f"where to (default: {REPOSITORY_RULES}/PROVIDER.toml)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the file and tell where. Raises ``UsageError`` rather than overwrite one."""
    name = arguments.provider
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", name):
        raise UsageError(f"rules new: {name!r} is not lower-case words joined by dashes")
    if os.path.exists(os.path.join(FOLDER, f"{name}.toml")):
        raise UsageError(
            f"rules new: {name!r} ships with secretguard; see: rules list --provider {name}"
        )
    path = arguments.output or os.path.join(
        work_tree_root() or ".", *REPOSITORY_RULES.split("/"), f"{name}.toml"
    )
    text = _TEMPLATE.format(
        id=name,
        title=name.replace("-", " ").title(),
        fill=FILL_IN,
        prefix=name.replace("-", "_")[:6].strip("_"),
        variable=name.replace("-", "_").upper(),
    )
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise UsageError(f"{path} exists already") from None
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    print(f"{path}: fill it in, then run: secretguard rules check {path}")
    return 0
