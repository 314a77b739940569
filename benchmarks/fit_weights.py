"""Fit ``secretguard/detectors/weights.tsv``: how much each observation about a value tells.

    pip install scikit-learn
    python benchmarks/fit_weights.py SET.jsonl.gz CLEAN_FOLDER [--leave-out N] [--write]

A logistic regression over the observations of ``evidence.observe``, on every value that the
assignment detector reads in a labelled set (see ``accuracy.py`` for its form) and in clean code,
where none is a secret; and on keys drawn by lot under telling names in ordinary files, which labelled
tests and manuals hardly show. Repositories are never split between fitting and judging: the figures
printed are those of a cross-validation by repository. ``--leave-out 3`` keeps a third of the
repositories and packages out altogether, to look at later; without ``--write`` nothing changes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import string
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy
from accuracy import files_below
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from secretguard.detectors.assignment import seen_at
from secretguard.detectors.evidence import is_text, observe
from secretguard.detectors.reading import read_assignment
from secretguard.detectors.values import is_nothing, is_reference
from secretguard.pipeline.screen import Screen, open_screen

TABLE = Path(__file__).parent.parent / "secretguard" / "detectors" / "weights.tsv"
HEAD = """\
# What each observation of evidence.py adds to the log-odds that a value is a secret.
# Made by benchmarks/fit_weights.py; positive speaks for a secret. Do not edit by hand.
"""
SMALLEST = 0.03  # weights below tell nothing
# The labels call ids of every kind a secret.
SKIPPED = {"UUID", "Firebase Domain", "AWS S3 Bucket"}
Seen = dict[str, float]
# What machines draw keys from, and how long they make them.
DRAWN = (
    ("0123456789abcdef", 32), ("0123456789abcdef", 40), ("0123456789abcdef", 64),
    (string.ascii_letters + string.digits, 20), (string.ascii_letters + string.digits, 32),
    (string.ascii_letters + string.digits, 40), (string.ascii_letters + string.digits, 64),
    (string.ascii_letters + string.digits + "+/", 43), (string.ascii_uppercase + "234567", 32),
    (string.ascii_lowercase + string.digits, 24),
)  # fmt: skip
NAMES = ("password", "DB_PASSWORD", "api_key", "apiKey", "client_secret", "secret_key", "auth_token",
         "access_token", "SECRET_KEY", "encryption_key")  # fmt: skip
PLACES = {
    "src/app.py": "quoted", "lib/app.js": "quoted", "src/Main.java": "quoted",
    "config/appsettings.json": "quoted", "infra/main.tf": "quoted", "config/settings.yml": "bare",
    ".env": "bare", "deploy.sh": "bare",
}  # fmt: skip


def values_in(screen: Screen, path: str, data: bytes) -> Iterator[tuple[int, Seen]]:
    """The line and the observations of every value that is read in one file."""
    seen: set[int] = set()
    for end, index in screen.hits(os.fsencode(path), data):
        if screen.table[index][2] == "assignment":
            found = read_assignment(data, end, path)
            if found is None or found[1] in seen:
                continue
            seen.add(found[1])
            value = data[found[1] : found[2]].decode("utf-8", "replace")
            if not is_nothing(value) and not is_reference(value):
                name, _, _, how, before = seen_at(data, found, value, path)
                if not is_text(name, value, path, before):
                    told = dict(observe(name, value, path, how, before))
                    yield data.count(b"\n", 0, found[1]) + 1, told


def labelled(screen: Screen, path: Path) -> Iterator[tuple[str, Seen, bool]]:
    """``(repository, observations, secret)`` of a labelled set's values."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            labels = {line: False for line, _ in row["not_secret"]}
            labels.update({line: category not in SKIPPED for line, category in row["secret"]})
            for line, seen in values_in(screen, row["path"], row["text"].encode()):
                if line in labels:
                    yield row["path"].partition("/")[0], seen, labels[line]


def clean(screen: Screen, folder: Path) -> Iterator[tuple[str, Seen, bool]]:
    """The same of clean code, a folder a package."""
    for package in sorted(folder.iterdir()):
        for path, data in files_below([package.resolve()]):
            for _, seen in values_in(screen, f"{package.name}/{path}", data):
                yield package.name.partition("-")[0], seen, False


def drawn() -> Iterator[tuple[str, Seen, bool]]:
    """The same of keys drawn by lot (always the same ones)."""
    source = random.Random(1)
    for name, (path, how), (alphabet, length) in product(NAMES, PLACES.items(), DRAWN):
        value = "".join(source.choice(alphabet) for _ in range(length))
        yield "drawn", dict(observe(name, value, path, how, f"{name} = ".encode())), True


def left_out(group: str, parts: int) -> bool:
    """Whether a repository belongs to the part that is kept out."""
    return parts > 0 and zlib.crc32(group.encode()) % parts == 0


def main() -> None:
    """Read, fit, print what a cut-off would mean, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--leave-out", type=int, default=0, help="keep every Nth repository out")
    parser.add_argument("--clean-weight", type=float, default=1.0)
    parser.add_argument("--strength", type=float, default=0.1, help="how freely weights may grow")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    screen = open_screen(None)
    screen.thorough = True
    told = list(labelled(screen, args.labelled))
    told = [row for row in told if not left_out(row[0], args.leave_out)]
    packages = clean(screen, args.clean)
    rows = [*told, *(row for row in packages if not left_out(row[0], args.leave_out))]
    count, real = len(told), len(rows)
    rows += drawn()
    groups = numpy.array([row[0] for row in rows])
    truth = numpy.array([row[2] for row in rows])
    weights = numpy.where(numpy.arange(len(rows)) < count, 1.0, args.clean_weight)
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([row[1] for row in rows])
    model = LogisticRegression(C=args.strength, max_iter=3000)
    scores = cross_val_predict(
        model, table, truth, groups=groups, cv=GroupKFold(6), method="decision_function",
        params={"sample_weight": weights},
    )  # fmt: skip
    is_clean = (numpy.arange(len(rows)) >= count) & (numpy.arange(len(rows)) < real)
    truth = numpy.where(numpy.arange(len(rows)) < real, truth, False)
    print(f"{count} labelled values, {truth.sum()} of them secrets; {is_clean.sum()} clean ones")
    for cut in numpy.arange(-4, 6, 0.5):
        kept = (scores >= cut) & (numpy.arange(len(rows)) < real)
        right, false = (kept & truth).sum(), (kept & ~truth & ~is_clean).sum()
        print(
            f"from {cut:4.1f}: precision {right / max(right + false, 1):.3f}, "
            f"recall {right / truth.sum():.3f}, {false} false, {(kept & is_clean).sum()} in clean code"
        )
    truth[real:] = True
    model.fit(table, truth, sample_weight=weights)
    fitted = sorted(zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True))
    if args.write:
        lines = [f"{weight:.2f}\t{what}" for what, weight in fitted if abs(weight) >= SMALLEST]
        TABLE.write_text(
            HEAD + f"{model.intercept_[0]:.2f}\talways\n" + "\n".join(lines) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main()
