"""What a person reads on a bad day, sentence by sentence."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from report.foreign import NASTY, titled, verdicts
from report.verdicts import CASES, FULL, SHORT, finding, password, place, suppressed
from secretguard.model.frozen import replace
from secretguard.model.verdict import Coverage, Unread, Verdict
from secretguard.report.text import groups_of, render

PAINT = re.compile(r"\x1b\[(?:31;1|33|32|1|2|0)m")
HEADS = (
    "secretguard: ",
    "Title  ",
    "A secret that was written ",
    "line changes nothing: ",
    "backups and logs. ",
    "Not a secret? ",
    "Could not look at:",
    "This change lets more pass ",
    "Noted, not refused ",
    "Looked at ",
)


def report(case: str | Verdict, *, hook: bool = False, verbose: bool = False) -> str:
    verdict = CASES[case] if isinstance(case, str) else case
    return render(verdict, colour=False, hook=hook, verbose=verbose)


def lines_of(case: str | Verdict, *, hook: bool = False, verbose: bool = False) -> list[str]:
    return report(case, hook=hook, verbose=verbose).splitlines()


@pytest.mark.parametrize("case", ["clean", "empty", "suppressed"])
def test_hook_is_silent_when_there_is_nothing_to_tell(case: str) -> None:
    assert report(case, hook=True) == ""


def test_hook_is_silent_about_a_submodule() -> None:
    skipped = CASES["skipped"].coverage.skipped[:1]
    assert report(Verdict("x", coverage=Coverage(listed=1, skipped=skipped)), hook=True) == ""


def test_verbose_hook_says_what_it_saw() -> None:
    assert lines_of("clean", hook=True, verbose=True) == [
        "Looked at 2 files (999 bytes) of 2 in the staged change.",
        "secretguard: nothing refused. Exit 0.",
    ]


def test_scan_never_ends_without_a_word() -> None:
    assert lines_of("empty") == ["secretguard: there was nothing to look at. Exit 0."]


LAST_LINES = [
    ("one-secret", True, "refused, 1 secret compromised. Exit 1: revoke, then retry."),
    ("one-secret", False, "found, 1 secret compromised. Exit 1: revoke, then retry."),
    ("three-secrets", True, "refused, 3 secrets compromised. Exit 1: revoke, then retry."),
    (
        "everything-at-once",
        True,
        (
            "refused, 1 secret compromised, 2 passed (1 inline, 1 placeholder). "
            "Exit 1: revoke, then retry."
        ),
    ),
    ("unread", True, "this is no all-clear, 1 not looked at. Exit 3: mend it, then retry."),
    ("many-notes", True, "nothing refused, 7 noted. Exit 0."),
    ("weakened", True, "nothing refused. Exit 0."),
    ("skipped", True, "nothing refused. Exit 0."),
]


@pytest.mark.parametrize(("case", "hook", "last"), LAST_LINES)
def test_last_line_counts_and_tells_the_exit_code(case: str, hook: bool, last: str) -> None:
    assert lines_of(case, hook=hook)[-1] == f"secretguard: {last}"


@given(verdicts())
def test_last_line_has_the_exit_code_of_the_verdict(verdict: Verdict) -> None:
    told = re.search(r"Exit (\d)(?:: (?:revoke|mend it), then retry)?\.\Z", lines_of(verdict)[-1])
    assert told is not None
    assert int(told[1]) == verdict.exit_code


def test_a_secret_in_two_places_is_one_block() -> None:
    findings = CASES["three-secrets"].findings
    assert groups_of(findings) == [[findings[0], findings[2]], [findings[1]], [findings[3]]]
    lines = lines_of("three-secrets")
    start = lines.index("ACME access token  acme_*** (40 characters)")
    assert lines[start + 1 : start + 5] == [
        "  app/settings.py:12:9",
        "  docker/.env:2:12  (ACME_TOKEN)",
        "  why: it begins with acme_; its checksum fits",
        "  Compromised: revoke it.",
    ]


def test_steps_of_a_provider_are_told_once() -> None:
    text = report("three-secrets")
    assert text.count("Open the list of tokens") == 1
    assert text.count("Compromised: revoke it.\n") == 2
    assert text.count("Compromised: revoke it as told above.\n") == 1


@pytest.mark.parametrize("case", ["one-secret", "three-secrets", "odd-paths"])
@pytest.mark.parametrize(
    "sentence",
    [
        "A secret that was written into a file counts as compromised",
        "Not a secret? Say why in a comment, on its line or alone on the one above:\n    secretguard: allow <reason>\n",
    ],
)
def test_what_holds_for_all_secrets_is_said_once(case: str, sentence: str) -> None:
    assert report(case).count(sentence) == 1


def test_everything_that_the_provider_advises_is_told() -> None:
    text = " ".join(report("one-secret").split())
    parts = (
        FULL.console_url,
        FULL.cli,
        FULL.api,
        FULL.check,
        FULL.rotation,
        FULL.narrower,
        FULL.instead,
    )
    assert [part for part in (*FULL.steps, *parts) if part not in text] == []


def test_advice_that_the_provider_does_not_give_has_no_label() -> None:
    verdict = Verdict("x", findings=(password(),), guidance={"generic-password": SHORT})
    lines = lines_of(verdict)
    start = lines.index("  Compromised: revoke it.")
    assert lines[start + 1 : start + 3] == [
        "    1. Set a new password in the system that accepts this one.",
        "",
    ]


def test_a_commit_stands_before_its_place() -> None:
    assert "  5c0ffee00000 app/settings.py:12:9" in lines_of("history")


def test_a_decoded_file_says_so() -> None:
    assert "  app/settings.py:30:5  (decoded from UTF-16)" in lines_of("three-secrets")


def test_unread_names_each_and_is_no_all_clear() -> None:
    lines = lines_of("unread", hook=True)
    assert lines[:3] == [
        "Could not look at:",
        "  merge.py: the merge conflict in it is not resolved",
        "",
    ]
    assert lines[-1].startswith("secretguard: this is no all-clear")


def test_unread_beyond_twenty_are_counted() -> None:
    lines = lines_of("many-unread")
    assert lines[1:23] == [
        *(f"  locked/{number}: permission denied" for number in range(20)),
        "  and 3 more",
        "",
    ]


def test_notes_take_a_line_each_and_a_count_takes_over() -> None:
    lines = lines_of("many-notes", hook=True)
    assert lines[:7] == [
        "Noted, not refused (compromised all the same; revoke):",
        *(f"  old.py:{line}:1  Password, untouched line" for line in range(1, 6)),
        "  and 2 more (--verbose lists them)",
    ]


def test_verbose_lists_every_note() -> None:
    lines = lines_of("many-notes", verbose=True)
    assert lines[1:9] == [
        *(f"  old.py:{line}:1  Password, untouched line" for line in range(1, 8)),
        "",
    ]


def test_a_note_below_the_level_says_how_sure_we_are() -> None:
    assert "  deploy/values.yaml:3:13  Password, low confidence" in lines_of("everything-at-once")


def test_weakened_settings_are_named_though_nothing_is_refused() -> None:
    assert lines_of("weakened", hook=True)[:5] == [
        "This change lets more pass than before:",
        "  .secretguard.toml: disable: the rule acme-token is switched off",
        "  .secretguard.toml: inline-allow is switched on: a comment may suppress a",
        "    finding",
        "",
    ]


def test_content_that_is_not_in_git_is_named() -> None:
    assert lines_of("skipped", hook=True) == [
        "Looked at 1 file (130 bytes), 2 not read of 3 in the staged change.",
        "  not read: model.onnx: Git LFS pointer: the content is not in git",
        "secretguard: nothing refused. Exit 0.",
    ]


def test_verbose_names_all_that_was_not_read() -> None:
    assert [line for line in lines_of("skipped", verbose=True) if "not read:" in line] == [
        "  not read: vendor/library: submodule: scan it in its own repository",
        "  not read: model.onnx: Git LFS pointer: the content is not in git",
    ]


def test_suppressed_are_counted_by_kind_and_listed_only_when_asked() -> None:
    verdict = Verdict("x", suppressed=(suppressed("path"), suppressed("inline", 2)))
    listed = [
        "  passed: tests/data.py:1:5  Password: path, the settings exclude this path",
        (
            "  passed: tests/data.py:2:5  Password: inline, the clock of the demo accepts no other "
            "value"
        ),
    ]
    assert lines_of(verdict)[-1] == (
        "secretguard: nothing refused, 2 passed (1 inline, 1 path). Exit 0."
    )
    assert [line for line in lines_of(verdict) if "passed:" in line] == []
    assert [line for line in lines_of(verdict, verbose=True) if "passed:" in line] == listed


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("hook", [True, False], ids=["hook", "scan"])
def test_the_bypass_is_not_advertised(case: str, hook: bool) -> None:
    assert "no-verify" not in report(case, hook=hook, verbose=True)


@pytest.mark.parametrize("case", CASES)
def test_all_but_the_list_of_the_passed_and_the_last_line_fits_eighty_columns(case: str) -> None:
    *lines, _ = lines_of(case, verbose=True)
    assert [line for line in lines if len(line) > 80 and "  passed: " not in line] == []


def test_an_address_is_never_cut() -> None:
    address = "https://console.acme.example/" + "a" * 80
    verdict = Verdict(
        "x", findings=(finding(),), guidance={"acme-token": replace(FULL, console_url=address)}
    )
    assert [line.strip() for line in lines_of(verdict) if address in line] == [address]


@given(verdicts())
def test_foreign_words_act_on_no_terminal(verdict: Verdict) -> None:
    text = report(verdict, verbose=True)
    assert {char for char in text if not char.isprintable()} == {"\n"}
    assert set(text) & set(NASTY) == {"\n"}
    assert text.encode("utf-8").decode("utf-8") == text


@given(verdicts())
def test_foreign_words_begin_no_line(verdict: Verdict) -> None:
    lines = lines_of(titled(verdict, "Title"), verbose=True)
    assert [line for line in lines if line and not line.startswith((" ", *HEADS))] == []


@given(verdicts())
def test_colour_adds_nothing_but_paint(verdict: Verdict) -> None:
    painted = render(verdict, colour=True, verbose=True)
    assert PAINT.sub("", painted) == report(verdict, verbose=True)
    assert painted != report(verdict, verbose=True)


def test_long_names_of_variables_are_cut() -> None:
    verdict = Verdict("x", findings=(finding(name="n" * 50),))
    assert f"  app/settings.py:12:9  ({'n' * 40})" in lines_of(verdict)


def test_a_place_in_a_path_with_a_line_feed_is_one_line() -> None:
    verdict = Verdict(
        "x", findings=(finding(location=place("a\nb")),), unread=(Unread("a\nb", "c"),)
    )
    assert "  a\\x0ab:12:9" in lines_of(verdict)
    assert "  a\\x0ab: c" in lines_of(verdict)


def test_a_finding_without_evidence_has_no_empty_why() -> None:
    told = render(Verdict("x", findings=(finding(evidence=()),)), colour=False)
    assert "why:" not in told


def test_what_a_run_did_not_come_to_is_no_file_that_was_counted() -> None:
    rest = Unread("(the rest of the files)", "the budget of 1 bytes is used up")
    coverage = Coverage(listed=3, blobs=1, bytes=4)
    told = render(Verdict("this folder", unread=(rest,), coverage=coverage), colour=False)
    assert "Looked at 1 file (4 bytes) in this folder, and not at the rest.\n" in told
