"""What a path says: words count, not letters that happen to stand in a row."""

from __future__ import annotations

import pytest

from secretguard.detectors.paths import is_test, kind_of_place

DEPLOYED = [
    "core/settings.py",
    "latest/settings.py",
    "profiles/latest/client.go",
    "special/settings.py",
    "inspection/rules.py",
    "src/InspectorPanel.java",
    "services/attestation/client.go",
    "contest/scores.py",
    "io/ByteStreamChannel.java",  # byTEST ream
    "src/templates/IconState.ts",
    "demographics/report.py",
    "vendor/stretchr/testify/require.go",
    "audio/resampler.c",
]
TESTS = [
    "tests/settings.py",
    "test/settings.py",
    "src/FormatTest.java",  # formATTEST
    "src/IconTest.kt",  # iCONTEST
    "src/AlphaSpec.js",
    "lib/user_spec.rb",
    "pkg/client_test.go",
    "TestData/keys.py",
    "unittests/a.c",
    "spec/models/user.rb",
    "examples/login.py",
    "sampledata/users.py",
    "mockserver/main.go",
    "app/latest_test.py",
    "docs/conf.py",
    "README.md",
]
KINDS = [
    ("be-service.yml", "settings"),
    ("hr-app.yaml", "settings"),
    ("ms-users.properties", "settings"),
    ("my-app.yaml", "settings"),
    ("app-hr.yaml", "settings"),
    ("manifests/es-service.yaml", "settings"),
    ("commands/evalsha_ro.json", "settings"),
    ("internals/is-array.js", "code"),
    ("latest/.env", "settings"),
    ("de.yml", "translation"),
    ("lv_LV.json", "translation"),
    ("pt-BR.json", "translation"),
    ("zh-Hans.json", "translation"),
    ("es_419.xml", "translation"),
    ("data/fr_CA.php", "translation"),
    ("messages_fr.properties", "translation"),
    ("ApplicationErrors_pt_BR.properties", "translation"),
    ("src/messages-de.json", "translation"),
    ("locales/app.json", "translation"),
    ("public/language/hu/register.json", "translation"),
    ("languages/is.lang", "translation"),
    ("res/values-pt-rBR/strings.xml", "translation"),
    ("App/hu.lproj/Main.strings", "translation"),
    ("src/language/parser.py", "code"),
    ("infra/no/app.yml", "settings"),
    ("config/my/app.yml", "settings"),
    ("site/de/login.json", "translation"),
    ("config/locale/app.yml", "translation"),
]


@pytest.mark.parametrize("path", DEPLOYED)
def test_what_is_deployed_is_no_test(path: str) -> None:
    assert not is_test(path)


@pytest.mark.parametrize("path", TESTS)
def test_tests_and_manuals_are_known_by_their_words(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize(("path", "kind"), KINDS)
def test_a_language_names_a_translation_where_it_ends_a_name(path: str, kind: str) -> None:
    assert kind_of_place(path) == kind
