"""The bytes that may hold settings, read without parsing: the hook caches what follows from them."""

from __future__ import annotations

from secretguard.errors import ConfigError

SETTINGS_NAMES = (".secretguard.toml", "pyproject.toml")


def settings_bytes(root: str) -> tuple[str, bytes] | None:
    """``(name, content)`` of the file below ``root`` that may configure secretguard, or None.

    ``.secretguard.toml`` counts when it is there; ``pyproject.toml`` when it names secretguard.
    Both with settings are an error, which ``load.settings_of`` reports. Raises ``ConfigError``
    for a file that is there and cannot be read.
    """
    for name in SETTINGS_NAMES:
        try:
            with open(f"{root or '.'}/{name}", "rb") as file:
                content = file.read()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise ConfigError(f"{name}: {error.strerror}") from error
        if name == SETTINGS_NAMES[0] or b"secretguard" in content:
            return name, content
    return None
