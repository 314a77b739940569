"""``docs/configuration.md``, written from the options so that the two cannot differ.

python -m secretguard.config.document > docs/configuration.md
"""

from __future__ import annotations

from secretguard.config.options import OPTIONS, PATTERN_OPTIONS, Option

_HEAD = """\
# Configuration

secretguard works without any. What a project wants otherwise stands in `[tool.secretguard]` of
`pyproject.toml`, or at the top level of `.secretguard.toml`, in the root of the repository. Where there is a
`.secretguard.toml`, the table in `pyproject.toml` is not read at all: nothing is merged. The hook reads these files
as they lie in the work tree, staged or not. An unknown key is an error, with a suggestion. A staged change that
lets more pass than before, be it by adding or deleting one of the files, is named in the report of that commit.

```toml
[tool.secretguard]
exclude = ["tests/fixtures/keys/"]
refuse-at = "medium"

[[tool.secretguard.pattern]]
id = "acme-token"
regex = 'acme_(?P<secret>[a-z0-9]{32})'
title = "Acme deploy token"
steps = ["Open the deploy page of Acme and revoke the token."]
```

"""


def render() -> str:
    """The whole page."""
    return (
        _HEAD
        + "## Options\n\n"
        + _rows(OPTIONS)
        + "\n## Your own patterns: `[[tool.secretguard.pattern]]`\n\n"
        + _rows(PATTERN_OPTIONS)
    )


def _rows(options: tuple[Option, ...]) -> str:
    rows = [f"| `{o.key}` | {_default(o)} | {o.help} |" for o in options]
    return "\n".join(["| key | default | what it does |", "| --- | --- | --- |", *rows]) + "\n"


def _default(option: Option) -> str:
    if option.default is None:
        return ""
    if isinstance(option.default, tuple):
        return "`[]`"
    if isinstance(option.default, bool):
        return f"`{str(option.default).lower()}`"
    return f'`"{option.default}"`' if isinstance(option.default, str) else f"`{option.default}`"


if __name__ == "__main__":
    print(render(), end="")
