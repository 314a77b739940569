"""Where a secret lives: the environment and the consumer that its place and its name tell."""

from __future__ import annotations

import re

from secretguard.model.frozen import frozen

_ENVIRONMENTS = {
    "production": ("prod", "production", "prd", "live"),
    "staging": ("staging", "stage", "stg", "preprod", "preproduction", "uat", "acceptance"),
    "test": ("test", "tests", "testing", "qa"),
    "development": ("dev", "devel", "development", "local", "sandbox"),
}
_OF_WORD = {word: name for name, words in _ENVIRONMENTS.items() for word in words}
# Folders whose sub-folders are things that run on their own.
_COLLECTIONS = frozenset({
    "services", "apps", "applications", "microservices", "functions", "lambdas", "charts",
    "tenants", "customers", "clients", "workers", "jobs", "deployments", "releases",
})  # fmt: skip
_WORDS = re.compile(r"[A-Za-z][a-z]*|[A-Z]+(?![a-z])")
_SPLIT = re.compile(r"[^A-Za-z0-9]+")


@frozen
class Home:
    """Who uses a secret, as far as can be told; "" where it cannot."""

    environment: str = ""
    consumer: str = ""


def home_of(path: str, name: str = "") -> Home:
    """The home of a secret in the file ``path``, assigned to ``name``.

    The name counts before the file (``STAGING_DB_PASSWORD``), the file before its folders.
    """
    *folders, base = path.split("/")
    environment = _environment(name) or _environment(base)
    for folder in reversed(folders):
        environment = environment or _environment(folder)
    return Home(environment, _consumer(folders))


def _environment(text: str) -> str:
    """The one environment that a name speaks of; "" for none and for two."""
    words = [word for part in _SPLIT.split(text) for word in (part, *_WORDS.findall(part))]
    found = {_OF_WORD[word.lower()] for word in words if word.lower() in _OF_WORD}
    return found.pop() if len(found) == 1 else ""


def _consumer(folders: list[str]) -> str:
    for place, folder in enumerate(folders[:-1]):
        if folder.lower() in _COLLECTIONS:
            return folders[place + 1]
    return ""
