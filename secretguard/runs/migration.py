"""From other tools to this one: reads their files, finds again what they list, plans the change.

Nothing is written and nothing of the repository is run; ``cli/migrate.py`` tells and writes.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass

from secretguard.errors import ConfigError, SourceError, UsageError
from secretguard.foreign import detect_secrets, gitleaks, lists, yaml_files
from secretguard.foreign.comments import Comment, comments_in
from secretguard.foreign.plan import NOT_A_SECRET, REAL, Known, Read, together
from secretguard.model.finding import Location
from secretguard.model.frozen import replace
from secretguard.model.secret import Secret
from secretguard.runs.retrieve import Seen, read_candidates
from secretguard.sources.tree import list_files, whole_file

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Reader = Callable[[str, str], Read]

OPEN, DISMISS, REVIEW = "open", "dismiss", "review"
_WANTED = {REAL: OPEN, NOT_A_SECRET: DISMISS}
# format: the names under which its files are found without being asked for
FORMATS: dict[str, tuple[str, ...]] = {
    "gitleaks": (".gitleaks.toml", ".betterleaks.toml"),
    "gitleaks-ignore": (".gitleaksignore", ".betterleaksignore"),
    "gitleaks-baseline": (".gitleaks-baseline.json", "gitleaks-baseline.json"),
    "detect-secrets": (".secrets.baseline",),
    "trufflehog": (".trufflehog.yaml", ".trufflehog.yml", "trufflehog.yaml", "trufflehog.yml"),
    "trufflehog-exclude": (".trufflehogignore", "trufflehog-exclude.txt"),
    "ggshield": (".gitguardian.yaml", ".gitguardian.yml"),
    "talisman": (".talismanrc",),
    "secretlint-ignore": (".secretlintignore",),
    "ripsecrets": (".secretsignore",),
}
_READERS: dict[str, Reader] = {
    "gitleaks-ignore": gitleaks.read_ignore,
    "gitleaks-baseline": gitleaks.read_baseline,
    "detect-secrets": detect_secrets.read_baseline,
    "trufflehog": yaml_files.read_trufflehog,
    "trufflehog-exclude": lists.read_expressions,
    "ggshield": yaml_files.read_ggshield,
    "talisman": yaml_files.read_talisman,
    "secretlint-ignore": lists.read_globs,
    "ripsecrets": lists.read_globs,
}
_QUOTED = re.compile(r"\"([^\"\n]{4,})\"|'([^'\n]{4,})'|`([^`\n]{4,})`")
_BARE = re.compile(r"[^\s\"'`=:,;<>()\[\]{}]{4,}|[^\s\"'`,;<>()\[\]{}]{4,}")


@dataclass(frozen=True, slots=True)
class Decision:
    """A value found again: an incident to ``open``, one to ``dismiss``, or one to ``review``.

    ``where`` is the other tool's entry that says so.
    """

    wanted: str
    seen: Seen
    where: str


@dataclass(frozen=True, slots=True)
class Migration:
    """All that was read and what would follow from it. ``stale`` entries fit nothing any more."""

    read: Read
    decisions: tuple[Decision, ...] = ()
    stale: tuple[Known, ...] = ()
    comments: tuple[Comment, ...] = ()
    unread: tuple[str, ...] = ()


def plan(root: str, given: list[tuple[str, str]], known_rules: frozenset[str]) -> Migration:
    """The whole move. ``given`` are pairs of format and file beyond those that are found by name.

    Raises ``UsageError`` for a format that does not exist.
    """
    parts: list[Read] = []
    unread: list[str] = []
    for format_, path in [*_by_name(root), *given]:
        try:
            parts.append(read(format_, path, os.path.relpath(path, root), known_rules))
        except (ConfigError, SourceError) as error:
            unread.append(str(error))
    whole = together(parts)
    files = _Files(root)
    decisions: list[Decision] = []
    stale: list[Known] = []
    for known in whole.known:
        found = files.find(known)
        wanted = _WANTED.get(known.label, REVIEW)
        decisions += [Decision(wanted, seen, known.where) for seen in found]
        stale += [] if found else [known]
    return Migration(
        whole, _once(decisions), tuple(stale), files.comments(), (*unread, *files.unread)
    )


def read(format_: str, path: str, where: str, known_rules: frozenset[str]) -> Read:
    """One file of another tool. Raises ``SourceError`` or ``ConfigError`` naming it."""
    try:
        text = whole_file(os.fsencode(path)).decode("utf-8-sig")
    except OSError as error:
        raise SourceError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{where}: it is not UTF-8") from None
    if format_ == "gitleaks":
        return gitleaks.read_config(text, where, known_rules)
    if format_ not in _READERS:
        raise UsageError(f"no format {format_!r}; there are {', '.join(FORMATS)}")
    return _READERS[format_](text, where)


def _by_name(root: str) -> Iterator[tuple[str, str]]:
    for format_, names in FORMATS.items():
        for name in names:
            path = os.path.join(root, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield format_, path


def _once(decisions: list[Decision]) -> tuple[Decision, ...]:
    """One decision a value and place; what is called real outranks what is called harmless."""
    order = (OPEN, REVIEW, DISMISS)
    best: dict[tuple[str, Secret], Decision] = {}
    for one in sorted(decisions, key=lambda item: order.index(item.wanted)):
        best.setdefault((one.seen.location.path, one.seen.secret), one)
    return tuple(best.values())


class _Files:
    """The files of the repository, each looked at once and only when an entry asks for it."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._real_root = os.path.realpath(root)
        self._seen: dict[str, tuple[tuple[Seen, ...], tuple[Seen, ...], str]] = {}
        self._names: tuple[str, ...] | None = None
        self.unread: list[str] = []

    def find(self, known: Known) -> list[Seen]:
        """Where a listed value is now; nothing when it is nowhere."""
        if not known.path:
            return [seen for path in self._tracked() for seen in self._in(path, known)]
        normal = os.path.normpath(known.path)
        # An entry must not make us read what lies outside of the repository.
        inside = not os.path.isabs(normal) and not normal.startswith("..")
        return self._in(normal.replace(os.sep, "/"), known) if inside else []

    def comments(self) -> tuple[Comment, ...]:
        """Other tools' markers in the files of the repository."""
        found: list[Comment] = []
        for path in self._tracked():
            full = os.path.join(self._root, path)
            try:
                data = whole_file(os.fsencode(full)) if self._holds(path) else b""
            except OSError as error:
                self.unread.append(f"{path}: {error.strerror or error}")
                continue
            found += comments_in(path, data)
        return tuple(found)

    def _holds(self, path: str) -> bool:
        """Whether the path leads through no link: neither the file nor a folder on the way is one."""
        return os.path.realpath(os.path.join(self._root, path)) == os.path.normpath(
            os.path.join(self._real_root, path)
        )

    def _tracked(self) -> tuple[str, ...]:
        if self._names is None:
            names = map(os.fsdecode, list_files([self._root]))
            self._names = tuple(os.path.relpath(name, self._root) for name in names)
        return self._names

    def _in(self, path: str, known: Known) -> list[Seen]:
        best, every, text = self._read(path)
        if known.kind == detect_secrets.PRIVATE_KEY:
            return [seen for seen in best if "private-key" in seen.rule_id]
        if known.digest or known.secret is not None:
            same = [seen for seen in every if _is(known, seen.secret.reveal())]
            return same[:1] or (_spelled(known, path, text) if known.path else [])
        if known.line:
            return [s for s in best if s.location.line <= known.line <= s.location.end_line]
        return list(best)

    def _read(self, path: str) -> tuple[tuple[Seen, ...], tuple[Seen, ...], str]:
        if path not in self._seen:
            full = os.path.join(self._root, path)
            if not os.path.isfile(full) or not self._holds(path):
                self._seen[path] = ((), (), "")
            else:
                self._seen[path] = self._candidates(full, path)
        return self._seen[path]

    def _candidates(self, full: str, path: str) -> tuple[tuple[Seen, ...], tuple[Seen, ...], str]:
        try:
            best, every, text = read_candidates(full)
        except SourceError as error:
            self.unread.append(str(error))
            return (), (), ""

        def here(seen: Seen) -> Seen:
            return replace(seen, location=replace(seen.location, path=path))

        return tuple(map(here, best)), tuple(map(here, every)), text


def _is(known: Known, value: str) -> bool:
    if known.secret is not None:
        return known.secret.reveal() == value
    digest = hashlib.sha1 if len(known.digest) == 40 else hashlib.sha256
    return digest(value.encode("utf-8", "surrogateescape")).hexdigest() == known.digest


def _spelled(known: Known, path: str, text: str) -> list[Seen]:
    """The value among the words of the text: other tools also list what no rule here sees."""
    for pattern in (_QUOTED, _BARE):
        for match in pattern.finditer(text):
            group = match.lastindex or 0
            if _is(known, match[group]):
                start, end = match.span(group)
                line = text.count("\n", 0, start) + 1
                column = start - text.rfind("\n", 0, start)
                place = Location(path, line, column, line, column + end - start)
                title = known.kind or "listed value"
                return [Seen("listed-elsewhere", title, Secret(match[group]), place)]
    return []
