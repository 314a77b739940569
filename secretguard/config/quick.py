"""The bytes that may hold settings, read without parsing: the hook caches what follows from them."""

from __future__ import annotations

from secretguard.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS_NAMES = (".secretguard.toml", "pyproject.toml")


def settings_bytes(root: str) -> tuple[str, bytes] | None:
    """``(name, content)`` of the file below ``root`` that may configure secretguard, or None.

    Raises ``ConfigError`` for a file that is there and cannot be read.
    """

    def read(name: str) -> bytes | None:
        try:
            with open(f"{root or '.'}/{name}", "rb") as file:
                return file.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise ConfigError(f"{name}: {error.strerror}") from error

    return in_force(read)


def in_force(read: Callable[[str], bytes | None]) -> tuple[str, bytes] | None:
    """``(name, content)`` of the one file that counts among those that ``read`` gives, or None.

    ``.secretguard.toml`` counts when it is there, even if it is empty: what ``pyproject.toml`` says is
    passed over then. ``pyproject.toml`` counts when it names secretguard.
    """
    for name in SETTINGS_NAMES:
        content = read(name)
        if content is not None and (name == SETTINGS_NAMES[0] or b"secretguard" in content):
            return name, content
    return None
