"""What a file's path says about the values in it."""

from __future__ import annotations

from secretguard.detectors.names import words_of

# What words of tests, manuals and examples hold; most that hold it are none: special, latest, democracy.
_STEMS = ("test", "spec", "fixture", "example", "sample", "mock", "demo", "tutorial", "stub")
_BEGINNINGS = ("test", "fixture", "example", "sample", "mock", "demo", "tutorial")
_TEST_WORDS = frozenset({"spec", "specs", "stub", "stubs", "stubbed"})
_ENDS = ("test", "tests", "testing", "tested", "tester", "spec", "specs", "testdata", "testcase")
_NO_BEGINNINGS = (
    "testif", "testim", "testament", "mockup", "sampler", "samplesize", "samplerate", "democr", "demogr",
    "demon", "demot", "demol", "demod",
)  # fmt: skip
_NO_ENDS = frozenset({
    "latest", "greatest", "fastest", "lightest", "brightest", "shortest", "smartest", "fittest", "hottest",
    "tightest", "contest", "contests", "attest", "attests", "attested", "attesting", "contested", "protest",
    "protests", "detest", "aspec",
})  # fmt: skip
_DOCUMENTS = ("doc/", "docs/", "documentation/")
# Markup of manuals; man pages end with the number of their section.
_MANUALS = (".md", ".rst", ".adoc", ".1", ".2", ".3", ".4", ".5", ".6", ".7", ".8", ".9")
_TRANSLATED = frozenset({"locale", "locales", "i18n", "l10n", "lang", "langs", "translations",
                         "translation", "nls"})  # fmt: skip
# Folders that hold texts for people if they hold files of such a kind.
_SPOKEN = frozenset({"language", "languages", "localization", "localizations", "localisation", "intl",
                     "_locales"})  # fmt: skip
_NO_FOLDERS = frozenset(
    {"as", "he", "hi", "hy", "id", "is", "it", "my", "no", "ms", "mk", "sk"}
)  # words, too
# ISO 639-1 codes of the languages that software is commonly translated into.
_LANGUAGES = frozenset({
    "af", "ar", "az", "be", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "eo",
    "es", "et", "eu", "fa", "fi", "fr", "ga", "gl", "gu", "he", "hi", "hr", "hu", "hy", "id",
    "is", "it", "ja", "ka", "kk", "km", "kn", "ko", "ky", "lt", "lv", "mk", "ml", "mn", "mr",
    "ms", "my", "nb", "ne", "nl", "nn", "no", "pa", "pl", "pt", "ro", "ru", "si", "sk", "sl",
    "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "uz", "vi", "zh",
})  # fmt: skip
_WRITINGS = frozenset({"hans", "hant", "latn", "cyrl"})
_TEXTS = ("json", "yml", "yaml", "php", "ts", "js", "properties", "strings", "po", "resx", "xml", "lang", "inc",
          "lng", "arb", "ftl", "xlf", "xliff")  # fmt: skip
# Whatever stands before a language in the names of such files; elsewhere ``app-hr`` may be a service.
_BUNDLES = ("properties", "strings", "po", "resx", "lang", "lng", "arb", "ftl", "xlf", "xliff")
_SPEAKING = frozenset({"messages", "message", "strings", "string", "translation", "translations", "locale",
                       "locales", "lang", "language", "i18n", "l10n", "texts", "text", "labels",
                       "resources", "errors", "validation", "validators"})  # fmt: skip

_folders: dict[str, tuple[bool, bool, bool, bool]] = {}
_FOLDERS_LIMIT = 10_000


def is_test(path: str) -> bool:
    """Paths of tests, documentation and examples, where weak passwords are made up."""
    return _is_test(*_parted(path))


def _parted(path: str) -> tuple[str, str]:
    """The folder with its slash, and the name in it."""
    name = path.rfind("/") + 1
    return path[:name], path[name:]


def _told_of(folder: str) -> tuple[bool, bool, bool, bool]:
    """Whether a folder holds translations, tests, manuals and, in files of texts, a language.

    It is asked for each file in it.
    """
    told = _folders.get(folder)
    if told is None:
        if len(_folders) >= _FOLDERS_LIMIT:
            _folders.clear()
        lowered = folder.lower()
        documents = any(map(lowered.__contains__, _DOCUMENTS))
        parts = lowered.split("/")
        told = _folders[folder] = (
            not _TRANSLATED.isdisjoint(parts),
            documents or _tells_of_tests(folder, lowered),
            documents,
            not _SPOKEN.isdisjoint(parts) or any(map(_is_language, parts)),
        )
    return told


def _tells_of_tests(text: str, lowered: str) -> bool:
    return any(map(lowered.__contains__, _STEMS)) and any(map(_is_of_tests, words_of(text)))


def _is_of_tests(word: str) -> bool:
    stem = word.rstrip("0123456789")
    if stem in _TEST_WORDS or stem.startswith(_BEGINNINGS):
        return not stem.startswith(_NO_BEGINNINGS)
    return stem.endswith(_ENDS) and stem not in _NO_ENDS


def _is_test(folder: str, base: str) -> bool:
    lowered = base.lower()
    return _told_of(folder)[1] or lowered.endswith(_MANUALS) or _tells_of_tests(base, lowered)


def _is_translation(folder: str, base: str) -> bool:
    """Files of texts for people: ``locales/de.json``, ``lv_LV.json``, ``messages_fr.properties``."""
    if _told_of(folder)[0]:
        return True
    stem, _, ending = base.lower().partition(".")
    if ending not in _TEXTS:
        return False
    if _told_of(folder)[3]:
        return True
    words = stem.replace("-", "_").split("_")
    if len(words) > 1 and words[-2] in _LANGUAGES and _is_region(words[-1]):  # pt_BR, zh-Hans
        del words[-2:]
    elif words[-1] in _LANGUAGES:
        del words[-1]
    else:
        return False
    return not words or ending in _BUNDLES or not _SPEAKING.isdisjoint(words)


def _is_language(part: str) -> bool:
    """A folder that is called by a language: ``de``, ``pt_br``, ``hu.lproj``, ``values-fr``."""
    if part.endswith(".lproj"):
        return True
    language, _, region = part.removeprefix("values-").replace("-", "_").partition("_")
    return (
        language in _LANGUAGES
        and language not in _NO_FOLDERS
        and (not region or _is_region(region.removeprefix("r")))
    )


def _is_region(word: str) -> bool:
    """A country, or a way of writing, behind a language."""
    return len(word) == 2 or (len(word) == 3 and word.isdigit()) or word in _WRITINGS


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
    lowered = base.lower()
    if lowered.endswith(_GENERATED):
        return "generated"
    if lowered.endswith(_MANUALS) or _told_of(folder)[2]:
        return "manual"
    if _is_test(folder, base):
        return "test settings" if lowered.endswith(_SETTINGS) else "test"
    if lowered.endswith(_SETTINGS) or ".env" in lowered or "." not in lowered:
        return "settings"
    if lowered.endswith(_SCRIPTS) or "dockerfile" in lowered:
        return "script"
    return "text" if lowered.endswith((".txt", ".log", ".html", ".csv", ".htm")) else "code"
