"""What a file's path says about the values in it."""

from __future__ import annotations

_TEST_PARTS = ("test", "spec", "fixture", "example", "sample", "mock", "demo", "doc/", "docs/",
               "tutorial", "stub")  # fmt: skip
# Markup of manuals; man pages end with the number of their section.
_MANUALS = (".md", ".rst", ".adoc", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9")
_TRANSLATED = frozenset({"locale", "locales", "i18n", "l10n", "lang", "langs", "translations",
                         "translation", "nls"})  # fmt: skip
# ISO 639-1 codes of the languages that software is commonly translated into.
_LANGUAGES = frozenset({
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id",
    "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lt", "lv", "mk", "ml", "mn", "mr",
    "ms", "my", "nb", "ne", "nl", "nn", "no", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl",
    "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip
_TEXTS = ("json", "yml", "yaml", "php", "ts", "js", "properties", "strings", "po", "resx", "xml")

_folders: dict[str, tuple[bool, bool, bool]] = {}
_FOLDERS_LIMIT = 10_000


def is_test(path: str) -> bool:
    """Paths of tests, documentation and examples, where weak passwords are made up."""
    return _is_test(*_parted(path))


def _parted(path: str) -> tuple[str, str]:
    """The folder with its slash and the name in it, in lower case."""
    lowered = path.lower()
    name = lowered.rfind("/") + 1
    return lowered[:name], lowered[name:]


def _told_of(folder: str) -> tuple[bool, bool, bool]:
    """Whether a folder holds translations, tests and manuals; it is asked for each file in it."""
    told = _folders.get(folder)
    if told is None:
        if len(_folders) >= _FOLDERS_LIMIT:
            _folders.clear()
        told = _folders[folder] = (
            not _TRANSLATED.isdisjoint(folder.split("/")),
            any(map(folder.__contains__, _TEST_PARTS)),
            "docs/" in folder or "doc/" in folder,
        )
    return told


def _is_test(folder: str, base: str) -> bool:
    return (
        _told_of(folder)[1] or any(map(base.__contains__, _TEST_PARTS)) or base.endswith(_MANUALS)
    )


def _is_translation(folder: str, base: str) -> bool:
    """Files of texts for people: ``locales/de.json``, ``lv_LV.json``, ``messages_fr.properties``."""
    if _told_of(folder)[0]:
        return True
    stem, _, ending = base.partition(".")
    return ending in _TEXTS and not _LANGUAGES.isdisjoint(stem.replace("-", "_").split("_")[-2:])


_GENERATED = (".lock", ".min.js", ".min.css", ".map", ".snap", "lock.json", "lock.yaml", ".sum", ".po",
              ".pot", ".resx", ".strings", ".xlf")  # fmt: skip
_SETTINGS = (".env", ".ini", ".cfg", ".conf", ".yml", ".yaml", ".toml", ".properties", ".json", ".xml",
             ".config", ".plist", ".tf", ".tfvars", ".hcl", ".tfstate", ".rsp", ".cnf", ".sql", ".template",
             ".j2", ".ldif")  # fmt: skip
_SCRIPTS = (".sh", ".bash", ".zsh", ".bat", ".ps1", ".cmd", ".psm1")


def kind_of_place(path: str) -> str:
    """One word for the kind of file."""
    folder, base = _parted(path)
    if _is_translation(folder, base):
        return "translation"
    if base.endswith(_GENERATED):
        return "generated"
    if base.endswith(_MANUALS) or _told_of(folder)[2]:
        return "manual"
    if _is_test(folder, base):
        return "test settings" if base.endswith(_SETTINGS) else "test"
    if base.endswith(_SETTINGS) or ".env" in base or "." not in base:
        return "settings"
    if base.endswith(_SCRIPTS) or "dockerfile" in base:
        return "script"
    return "text" if base.endswith((".txt", ".log", ".html", ".csv", ".htm")) else "code"
