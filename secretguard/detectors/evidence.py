"""Weighs what a name, a value and their place say into one probability.

Every observation has a name in words and a weight in ``weights.tsv`` (a logistic regression that
``benchmarks/fit_weights.py`` fits; positive speaks for a secret). Their sum is the log-odds; its
levels are ``THRESHOLDS``. Nothing here reads more than it is given.
"""

from __future__ import annotations

from _bisect import bisect_right

from secretguard.detectors.chosen import is_chosen
from secretguard.detectors.names import PASSWORD, kind_of
from secretguard.detectors.observations import of_line, of_name, of_value, shape_of
from secretguard.detectors.paths import kind_of_place
from secretguard.detectors.randomness import random_bits

TYPE_CHECKING = False  # importing typing costs the hook 4 ms
if TYPE_CHECKING:
    from collections.abc import Iterator

# Log-odds from which a value counts as low, medium and high.
THRESHOLDS = (-1.5, 0.6, 2.3)
REFUSES = THRESHOLDS[1]

_MADE_UP_PLACES = frozenset({"test", "test settings", "manual"})
_EARNEST_PLACES = frozenset({"code", "settings", "script"})
_SPELLED = str.maketrans("013457@$!", "oleastasi")
_A_WORD = 5.0  # fewer bits of randomness than these have words
_LONGEST = 512
_EDGES = (4, 6, 8, 10, 13, 17, 24, 33, 49, 80, 160)
_MOST = "at most, on reflection"
_weights: dict[str, float] = {}
_last = ["", kind_of_place("")]
_names: dict[str, float] = {}
_glances: dict[tuple[str, str, str, str], tuple[float, float]] = {}
_NAMES_LIMIT = 20_000


def level_of(score: float) -> int:
    """0 no candidate, 1 low, 2 medium, 3 high for log-odds."""
    return sum(score >= threshold for threshold in THRESHOLDS)


def probability(score: float) -> float:
    """The chance that log-odds stand for."""
    odds: float = 2.718281828**score
    return odds / (1 + odds)


def score_of(
    name: str, value: str, path: str, how: str, line: bytes, least: float = -99.0
) -> float:
    """The log-odds that ``value`` is a secret, or -99 when they cannot reach ``least``.

    ``how`` is the reading's word, ``line`` what stands before the name and the value.
    """
    score = _weighed(name, value, path, how, line, least)
    place = place_of(path)
    if place == "translation":
        return score
    floor = REFUSES if place in _EARNEST_PLACES else THRESHOLDS[0]
    if least <= floor and score < floor and is_chosen(name, value, line):
        return floor
    return score


def _is_word(value: str, bits: float) -> bool:
    """Letters without randomness, also when some are written as digits and signs: ``p@ssw0rd``."""
    if value.isalpha():
        return bits < _A_WORD
    spelled = value.translate(_SPELLED)
    return value[1:].islower() and spelled.isalpha() and random_bits(spelled) < _A_WORD


def _weighed(name: str, value: str, path: str, how: str, line: bytes, least: float) -> float:
    weights = _weights or _read_weights()
    place = place_of(path)
    kind = kind_of(name) if name else PASSWORD
    bits, score = _score_at_a_glance(value, place, kind, how, weights)
    if _is_text(value, kind, place, bits, line):
        return -99.0
    score += weights["always"] + _score_of_name(name, kind, weights)
    if score + weights[_MOST] < least:
        return -99.0
    for told in _on_reflection(name, value, kind, line):
        score += weights.get(told, 0.0)
    if score >= REFUSES and place in _MADE_UP_PLACES and _is_word(value, bits):
        return REFUSES - 0.01  # a mere word in a test is no reason to stop anybody
    return score


def is_text(name: str, value: str, path: str, line: bytes) -> bool:
    """A sentence, a word in another language, the token of a badge: nothing to be weighed."""
    kind = kind_of(name) if name else PASSWORD
    return _is_text(value, kind, place_of(path), random_bits(value), line)


def _is_text(value: str, kind: str, place: str, bits: float, line: bytes) -> bool:
    if place == "translation" and (bits < 24 or " " in value):
        return True
    return (kind != PASSWORD and " " in value) or b"badge" in line


def _score_at_a_glance(
    value: str, place: str, kind: str, how: str, weights: dict[str, float]
) -> tuple[float, float]:
    """The bits of randomness and what is seen fast; the same few words are assigned everywhere."""
    question = (value, place, kind, how)
    answer = _glances.get(question)
    if answer is None:
        if len(_glances) >= _NAMES_LIMIT:
            _glances.clear()
        bits = random_bits(value)
        seen = _at_a_glance(value, place, kind, how, bits)
        score = sum([weights.get(told, 0.0) * measure for told, measure in seen])
        answer = _glances[question] = (bits, score)
    return answer


def _score_of_name(name: str, kind: str, weights: dict[str, float]) -> float:
    """The same few names recur all over a source tree."""
    score = _names.get(name)
    if score is None:
        if len(_names) >= _NAMES_LIMIT:
            _names.clear()
        told = (weights.get(f"name: {what}", 0.0) for what in of_name(name, kind))
        score = _names[name] = sum(told)
    return score


def told_of(name: str, value: str, path: str, how: str, line: bytes) -> list[tuple[str, float]]:
    """What was observed and how many log-odds it adds, the weightiest first."""
    weights = _weights or _read_weights()
    seen = observe(name, value, path, how, line)
    told = [(what, weights.get(what, 0.0) * strength) for what, strength in seen]
    return sorted(told, key=lambda each: -abs(each[1]))


def observe(name: str, value: str, path: str, how: str, line: bytes) -> Iterator[tuple[str, float]]:
    """Each observation in words, with its strength (1, or a measure)."""
    kind = kind_of(name) if name else PASSWORD
    yield from _at_a_glance(value, place_of(path), kind, how, random_bits(value))
    for what in of_name(name, kind):
        yield f"name: {what}", 1.0
    for what in _on_reflection(name, value, kind, line):
        yield what, 1.0


def _at_a_glance(
    value: str, place: str, kind: str, how: str, bits: float
) -> Iterator[tuple[str, float]]:
    """What is seen fast, for most values the end of it."""
    shape = shape_of(value)
    length = bisect_right(_EDGES, len(value))
    much = max(-30.0, min(bits, 30.0)) / 10
    yield f"{kind} of shape: {shape}", 1.0
    yield f"{place}: {shape}", 1.0
    yield f"place: {place}", 1.0
    yield f"read: {how}", 1.0
    yield "bits of randomness, as far as 30", much
    yield "bits of randomness by character", max(-3.0, min(bits / len(value), 3.0))
    if kind != PASSWORD:
        yield "bits of randomness of a key", much
    yield f"{'password' if kind == PASSWORD else 'key'} of length: {length}", 1.0


def _on_reflection(name: str, value: str, kind: str, line: bytes) -> Iterator[str]:
    for what in of_value(value, name, kind):
        yield f"value: {what}"
    for what in of_line(line.lower()):
        yield f"line: {what}"


def place_of(path: str) -> str:
    """``kind_of_place``, remembered for the file at hand."""
    if _last[0] != path:
        _last[:] = path, kind_of_place(path)
    return _last[1]


def _read_weights() -> dict[str, float]:
    with open(f"{__file__.rpartition('/')[0]}/weights.tsv", encoding="utf-8") as file:
        rows = [row.rstrip("\n").partition("\t") for row in file if row[:1] != "#"]
    use_weights({what: float(number) for number, _, what in rows})
    return _weights


def use_weights(table: dict[str, float]) -> None:
    """Weigh by ``table`` from now on; what was weighed before is forgotten."""
    for memory in (_weights, _names, _glances):
        memory.clear()
    _weights.update(table)
    # Of the classes of characters one is observed, of everything else all at most.
    told = [(what, weight) for what, weight in table.items() if weight > 0]
    counts = [weight for what, weight in told if what.endswith("classes of characters")]
    others = [weight for what, weight in told if what.startswith(("value: ", "line: "))]
    _weights[_MOST] = sum(others) - sum(counts) + max(counts, default=0.0)
