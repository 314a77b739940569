"""Detectors of third parties, the example in the documentation, and the check for their authors."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.config.settings import Settings
from secretguard.detectors.plugins import GROUP, hit, load_plugins
from secretguard.detectors.registry import open_detectors
from secretguard.errors import ConfigError, DetectorError
from secretguard.model.candidate import Candidate
from secretguard.model.fragment import Fragment
from secretguard.model.frozen import replace
from secretguard.model.levels import Confidence, Severity
from secretguard.model.rule import Guidance
from secretguard.model.secret import Secret
from secretguard.rules.catalog import provider_rules
from secretguard.testing.conformance import check_detector

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "plugins.md"
TOKEN = "acme_" + "0f3a9c17" * 4
OTHER = "acme_" + "b2d4e681" * 4

Install = Callable[..., None]


def code_blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """A function that installs a module and its entry points where Python finds them."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)

    def install_module(module: str, code: str, **points: str) -> None:
        (tmp_path / f"{module}.py").write_text(code, encoding="utf-8")
        folder = tmp_path / f"{module}-1.0.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 1.0\n")
        lines = [f"{name} = {target}" for name, target in points.items()]
        (folder / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *lines, ""]))
        importlib.invalidate_caches()

    yield install_module
    for name in set(sys.modules) - before:
        if getattr(sys.modules[name], "__file__", "") in {str(p) for p in tmp_path.glob("*.py")}:
            del sys.modules[name]


@pytest.fixture
def documented(install: Install) -> None:
    """The plugin of the documentation, installed."""
    install("acme_secrets", code_blocks()[0], acme="acme_secrets:AcmeDetector")


def found_by(plugin: str, data: bytes) -> list[tuple[str, str, tuple[int, int], str]]:
    """(detector, rule id, span, value) through the registry, as a scan asks."""
    detector = next(
        each
        for each in open_detectors(Settings(plugins=(plugin,)), provider_rules)
        if each.name == f"plugin:{plugin}"
    )
    return [
        (each.detector, each.rule_id, each.span, each.secret.reveal())
        for each in detector.detect(Fragment("a.txt", data))
    ]


def test_nothing_named_loads_nothing(install: Install) -> None:
    install("explodes", "raise RuntimeError", explodes="explodes:Detector")
    assert load_plugins(()) == ()


@pytest.mark.usefixtures("documented")
def test_what_is_installed_but_not_named_does_not_run() -> None:
    names = [each.name for each in open_detectors(Settings(), provider_rules)]
    assert [name for name in names if name.startswith("plugin:")] == []


@pytest.mark.usefixtures("documented")
def test_the_documented_plugin_finds_its_tokens_through_a_real_entry_point() -> None:
    data = f"clé = {TOKEN}\nx{TOKEN}\nb = '{OTHER}'\n".encode()
    first, second = data.find(b" acme_") + 1, data.find(OTHER.encode())
    assert found_by("acme", data) == [
        ("plugin:acme", "acme-token", (first, first + 37), TOKEN),
        ("plugin:acme", "acme-token", (second, second + 37), OTHER),
    ]


@pytest.mark.usefixtures("documented")
def test_the_documented_plugin_brings_its_own_steps() -> None:
    (detector,) = load_plugins(("acme",))
    assert detector.guidance == {  # type: ignore[attr-defined]
        "acme-token": Guidance(
            steps=("Open the list of tokens in the ACME console.", "Press Revoke beside this one."),
            console_url="https://acme.example/tokens",
        )
    }


def test_the_documented_plugin_has_fewer_than_20_lines() -> None:
    assert len(code_blocks()[0].strip().splitlines()) < 20


@pytest.mark.usefixtures("documented")
def test_the_documented_check_of_the_documented_plugin_passes() -> None:
    namespace: dict[str, Any] = {}
    exec(compile(code_blocks()[1], str(DOCUMENTATION), "exec"), namespace)  # noqa: S102 - our own documentation
    tests = [value for name, value in namespace.items() if name.startswith("test_")]
    assert [test() for test in tests] == [None]


WAYS = """
class Detector:
    name = "way"
    def detect(self, fragment):
        from secretguard.detectors.plugins import hit
        yield hit(fragment, 0, 3, rule_id="way-token", title="way token")
def factory():
    return Detector()
instance = Detector()
"""


@pytest.mark.parametrize("target", ["Detector", "factory", "instance"])
def test_an_entry_point_may_be_a_class_a_function_or_a_detector(
    install: Install, target: str
) -> None:
    install("ways", WAYS, way=f"ways:{target}")
    assert found_by("way", b"abcd") == [("plugin:way", "way-token", (0, 3), "abc")]


WRONG = """
class Nameless:
    name = ""
    detect = print
class Deaf:
    name = "deaf"
def raises():
    1 / 0
"""


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        pytest.param("acne", "plugin 'acne' is not installed", id="unknown"),
        pytest.param("missing", "'missing' does not load: ModuleNotFoundError", id="no module"),
        pytest.param("raises", "'raises' does not load: ZeroDivisionError", id="raises"),
        pytest.param("nameless", "'nameless' is no detector", id="no name"),
        pytest.param("deaf", "'deaf' is no detector", id="no detect method"),
    ],
)
def test_a_plugin_that_cannot_run_is_a_configuration_error(
    install: Install, name: str, sentence: str
) -> None:
    install(
        "wrong",
        WRONG,
        missing="absent_module:Detector",
        raises="wrong:raises",
        nameless="wrong:Nameless",
        deaf="wrong:Deaf",
        acme="wrong:Deaf",
    )
    with pytest.raises(ConfigError, match=re.escape(sentence)):
        load_plugins((name,))


def test_an_unknown_name_is_answered_with_what_is_installed(install: Install) -> None:
    install("two", "", bravo="two:x", alpha="two:x")
    with pytest.raises(ConfigError, match=r"alpha, bravo"):
        load_plugins(("acme",))


def test_a_span_outside_of_the_file_is_an_error_of_the_detector(install: Install) -> None:
    code = WAYS.replace("0, 3, rule_id", "5, 9, rule_id")
    install("outside", code, outside="outside:Detector")
    with pytest.raises(DetectorError, match="way-token lies outside"):
        found_by("outside", b"abcd")


@given(st.text(max_size=60), st.data())
def test_a_hit_covers_the_bytes_of_its_characters(text: str, draw: st.DataObject) -> None:
    data = text.encode("utf-8", "surrogatepass")
    fragment = Fragment("a", data)
    characters = fragment.text()
    start = draw.draw(st.integers(0, len(characters)))
    end = draw.draw(st.integers(start, len(characters)))
    candidate = hit(fragment, start, end, rule_id="a", title="a")
    encoding = "utf-8" if data.decode("utf-8", "replace").encode() == data else "latin-1"
    assert data[slice(*candidate.span)].decode(encoding) == characters[start:end]
    assert candidate.secret.reveal() == characters[start:end]


def test_a_hit_in_a_file_that_is_no_utf_8_counts_its_bytes() -> None:
    candidate = hit(Fragment("a", b"caf\xe9 = abc"), 7, 10, rule_id="a", title="a")
    assert (candidate.span, candidate.secret.reveal()) == ((7, 10), "abc")


def test_a_hit_carries_what_it_was_told() -> None:
    fragment = Fragment("a", "é = abcdef".encode())
    assert hit(
        fragment, 4, 10, rule_id="acme-token", title="ACME token", severity="critical",
        confidence="certain", detector="acme", evidence=("its checksum fits",), structured=True,
    ) == Candidate(
        rule_id="acme-token", title="ACME token", span=(5, 11), match=(5, 11),
        secret=Secret("abcdef"), severity=Severity.CRITICAL, confidence=Confidence.CERTAIN,
        detector="acme", structured=True, evidence=("its checksum fits",),
    )  # fmt: skip


# The check for authors has to notice each broken promise.

POSITIVE = [(f'key = "{TOKEN}"', TOKEN)]
NEGATIVE = ["acme_ alone"]


def detector_of(find: Callable[[Fragment], Any], **attributes: Any) -> Any:
    return SimpleNamespace(**{"name": "acme", "detect": find, **attributes})


def honest(fragment: Fragment) -> Iterator[Candidate]:
    for match in re.finditer(r"acme_[0-9a-f]{32}", fragment.text()):
        yield hit(fragment, *match.span(), rule_id="acme-token", title="ACME token")


def in_characters(fragment: Fragment) -> Iterator[Candidate]:
    for match in re.finditer(r"acme_[0-9a-f]{32}", fragment.text()):
        yield replace(next(iter(honest(fragment))), span=match.span(), match=match.span())


def changed(**fields: Any) -> Callable[[Fragment], Iterator[Candidate]]:
    return lambda fragment: (replace(each, **fields) for each in honest(fragment))


def forgetful() -> Callable[[Fragment], list[Candidate]]:
    seen: set[bytes] = set()

    def find(fragment: Fragment) -> list[Candidate]:
        fresh = fragment.data not in seen
        seen.add(fragment.data)
        return list(honest(fragment)) if fresh else []

    return find


def ascii_only(fragment: Fragment) -> Iterator[Candidate]:
    fragment.data.decode("ascii")
    return honest(fragment)


def utf_8_only(fragment: Fragment) -> Iterator[Candidate]:
    fragment.data.decode("utf-8")
    return honest(fragment)


def first_line_only(fragment: Fragment) -> Iterator[Candidate]:
    return honest(replace(fragment, data=fragment.data.partition(b"\n")[0]))


def eager(fragment: Fragment) -> Iterator[Candidate]:
    start = fragment.text().find("acme_")
    if start >= 0:
        yield hit(fragment, start, start + 37, rule_id="acme-token", title="ACME token")


def wakes_on_nul(fragment: Fragment) -> Iterator[Candidate]:
    yield from honest(fragment)
    if b"\0" in fragment.data:
        yield hit(fragment, 5, 5, rule_id="acme-token", title="ACME token")


def test_the_check_is_content_with_an_honest_detector() -> None:
    check_detector(detector_of(honest), [*POSITIVE, (f"{TOKEN},{TOKEN}", TOKEN)], NEGATIVE)


@pytest.mark.parametrize(
    ("detector", "sentence"),
    [
        pytest.param(detector_of(honest, name=""), "has no name", id="nameless"),
        pytest.param(detector_of(lambda _: []), "found nothing", id="finds nothing"),
        pytest.param(detector_of(eager), "negative example 1: acme-token", id="too eager"),
        pytest.param(detector_of(in_characters), "after non-ASCII", id="counts characters"),
        pytest.param(detector_of(first_line_only), "found nothing", id="reads one line"),
        pytest.param(detector_of(forgetful()), "two answers", id="remembers"),
        pytest.param(detector_of(ascii_only), "raised UnicodeDecodeError", id="ASCII alone"),
        pytest.param(detector_of(utf_8_only), "Latin-1 file: the detector", id="UTF-8 only"),
        pytest.param(detector_of(wakes_on_nul), "is not in it", id="empty span in an odd file"),
        pytest.param(detector_of(lambda _: ["x"]), "it yields str", id="yields text"),
        pytest.param(detector_of(changed(title=TOKEN)), "are printed", id="value in the title"),
        pytest.param(detector_of(changed(evidence=(f"saw {TOKEN}",))), "are printed", id="says it"),
        pytest.param(detector_of(changed(title="")), "title is missing", id="no title"),
        pytest.param(detector_of(changed(severity="high")), "no Severity", id="severity as a word"),
        pytest.param(detector_of(changed(confidence=3)), "no Confidence", id="bare number"),
        pytest.param(detector_of(changed(match=(0, 1))), "leaves out", id="match too small"),
        pytest.param(
            detector_of(changed(secret=Secret("something else"))),
            "is not what stands at the bytes",
            id="another secret",
        ),
        pytest.param(
            detector_of(honest, guidance={"acme-token": Guidance(steps=())}), "has no steps",
            id="guidance without a step",
        ),
    ],
)  # fmt: skip
def test_the_check_names_the_broken_promise_and_never_the_secret(
    detector: Any, sentence: str
) -> None:
    with pytest.raises(AssertionError) as caught:
        check_detector(detector, POSITIVE, NEGATIVE)
    assert sentence in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_an_example_without_its_value_is_the_authors_mistake() -> None:
    with pytest.raises(AssertionError, match="does not hold the value"):
        check_detector(detector_of(honest), [("no token here", TOKEN)], NEGATIVE)
