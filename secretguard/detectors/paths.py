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


def is_test(path: str) -> bool:
    """Paths of tests, documentation and examples, where weak passwords are made up."""
    lowered = path.lower()
    return any(map(lowered.__contains__, _TEST_PARTS)) or lowered.endswith(_MANUALS)


def is_translation(path: str) -> bool:
    """Files of texts for people: ``locales/de.json``, ``lv_LV.json``, ``messages_fr.properties``."""
    folder, _, base = path.lower().rpartition("/")
    if not _TRANSLATED.isdisjoint(folder.split("/")):
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
    lowered = path.lower()
    if is_translation(lowered):
        return "translation"
    if lowered.endswith(_GENERATED):
        return "generated"
    if lowered.endswith(_MANUALS) or "docs/" in lowered or "doc/" in lowered:
        return "manual"
    if is_test(lowered):
        return "test settings" if lowered.endswith(_SETTINGS) else "test"
    base = lowered.rpartition("/")[2]
    if lowered.endswith(_SETTINGS) or ".env" in base or "." not in base:
        return "settings"
    if lowered.endswith(_SCRIPTS) or "dockerfile" in base:
        return "script"
    return "text" if lowered.endswith((".txt", ".log", ".html", ".csv", ".htm")) else "code"
