"""Fit ``secretguard/detectors/weights.tsv``: how much each observation about a value tells.

    pip install 'secretguard[bench]'
    python benchmarks/fit_weights.py SET.jsonl.gz CLEAN_FOLDER [--folds N] [--write]

A logistic regression over the observations of ``evidence.observe``, on every value that the
assignment detector reads in a labelled set (see ``accuracy.py`` for its form) and in clean code,
where none is a secret; and on keys drawn by lot under telling names in ordinary files, which labelled
tests and manuals hardly show. Repositories are never split between fitting and judging: the figures
printed are those of a cross-validation by repository. ``--folds 5`` also scans each fifth of the
repositories with weights fitted on the others, and scores all that together as ``accuracy.py`` does;
without ``--write`` nothing changes.
"""

from __future__ import annotations

import argparse
import os
import random
import string
import zlib
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy
from accuracy import best_of, files_below, read_labelled, score
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from secretguard.detectors.assignment import seen_at
from secretguard.detectors.evidence import is_text, observe, use_weights
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
Row = tuple[str, Seen, bool]  # repository or package, observations, whether it is a secret
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


def repository_of(path: str) -> str:
    """The first part of a path in a labelled set."""
    return path.partition("/")[0]


def labelled(screen: Screen, rows: list[dict[str, Any]]) -> Iterator[Row]:
    """``(repository, observations, secret)`` of a labelled set's values."""
    for row in rows:
        labels = {line: False for line, _ in row["not_secret"]}
        labels.update({line: category not in SKIPPED for line, category in row["secret"]})
        for line, seen in values_in(screen, row["path"], row["text"].encode()):
            if line in labels:
                yield repository_of(row["path"]), seen, labels[line]


def clean(screen: Screen, folder: Path) -> Iterator[Row]:
    """The same of clean code, a folder a package."""
    for package in sorted(folder.iterdir()):
        for path, data in files_below([package.resolve()]):
            for _, seen in values_in(screen, f"{package.name}/{path}", data):
                yield package.name.partition("-")[0], seen, False


def drawn() -> Iterator[Row]:
    """The same of keys drawn by lot (always the same ones)."""
    source = random.Random(1)
    for name, (path, how), (alphabet, length) in product(NAMES, PLACES.items(), DRAWN):
        value = "".join(source.choice(alphabet) for _ in range(length))
        yield "drawn", dict(observe(name, value, path, how, f"{name} = ".encode())), True


def fitted(rows: list[Row], strength: float) -> dict[str, float]:
    """The weight of each observation; those that tell nothing are left out."""
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform([row[1] for row in rows])
    model = LogisticRegression(C=strength, max_iter=3000)
    model.fit(table, [row[2] for row in rows])
    found = zip(vectorizer.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {what: round(weight, 2) for what, weight in found if abs(weight) >= SMALLEST}
    return {"always": round(model.intercept_[0], 2), **weights}


def judge_cuts(told: list[Row], others: list[Row], strength: float) -> None:
    """Print what each cut-off would mean for the values alone, cross-validated by repository."""
    rows = told + others
    vectorizer = DictVectorizer()
    scores = cross_val_predict(
        LogisticRegression(C=strength, max_iter=3000),
        vectorizer.fit_transform([row[1] for row in rows]),
        numpy.array([row[2] for row in rows]),
        groups=[row[0] for row in rows],
        cv=GroupKFold(6),
        method="decision_function",
    )
    truth = numpy.array([row[2] for row in told])
    in_told, in_others = scores[: len(told)], scores[len(told) :]
    clean_scores = in_others[numpy.array([not row[2] for row in others])]
    print(
        f"{len(told)} labelled values, {truth.sum()} of them secrets; {len(clean_scores)} clean ones"
    )
    for cut in numpy.arange(-4, 6, 0.5):
        right, false = (truth & (in_told >= cut)).sum(), (~truth & (in_told >= cut)).sum()
        print(
            f"from {cut:4.1f}: precision {right / max(right + false, 1):.3f}, recall "
            f"{right / truth.sum():.3f}, {false} false, {(clean_scores >= cut).sum()} in clean code"
        )


def judge_apart(
    rows: list[dict[str, Any]], told: list[Row], others: list[Row], folds: int, strength: float
) -> None:
    """Print how right the whole scan is on repositories that its weights have not seen."""
    best = {}
    for fold in range(folds):
        seen = [row for row in told if fold_of(row[0], folds) != fold]
        use_weights(fitted(seen + others, strength))
        apart = [row for row in rows if fold_of(repository_of(row["path"]), folds) == fold]
        best.update(best_of(apart))
    score(rows, best, {"UUID"})


def fold_of(repository: str, folds: int) -> int:
    """The part that a repository belongs to."""
    return zlib.crc32(repository.encode()) % folds


def main() -> None:
    """Read, judge, fit, and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("labelled", type=Path)
    parser.add_argument("clean", type=Path)
    parser.add_argument("--folds", type=int, default=0, help="scan in so many parts, each apart")
    parser.add_argument("--strength", type=float, default=0.1, help="how freely weights may grow")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    screen = open_screen(None)
    screen.thorough = True
    rows = read_labelled(args.labelled)
    told = list(labelled(screen, rows))
    others = [*clean(screen, args.clean), *drawn()]
    judge_cuts(told, others, args.strength)
    if args.folds:
        judge_apart(rows, told, others, args.folds, args.strength)
    if args.write:
        weights = fitted(told + others, args.strength)
        lines = [f"{weight:.2f}\t{what}\n" for what, weight in weights.items()]
        TABLE.write_text(HEAD + "".join(lines), "utf-8")


if __name__ == "__main__":
    main()
