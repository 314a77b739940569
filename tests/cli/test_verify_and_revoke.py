"""``verify`` and ``revoke`` against local servers that answer as the providers document it."""

from __future__ import annotations

import argparse
import base64
import io
import sys
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from conftest import Repo
from contact.aws import Aws
from contact.provider import Answers, Provider
from mocks import mock_token

from secretguard.cli import revoke as revoke_verb
from secretguard.cli import verify as verify_verb
from secretguard.errors import UsageError
from secretguard.runs.retrieve import Credential
from secretguard.testing.mock import mock_of

TOKEN = mock_token("github-pat", 41)


def arguments(
    *places: str, host: str = "", yes: bool = True, dry: bool = False
) -> argparse.Namespace:
    return argparse.Namespace(
        places=list(places), place=places[0], host=host, yes=yes, dry_run=dry, rules=[]
    )


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, and a file with a GitHub token on its second line."""
    monkeypatch.chdir(tmp_path)
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "app.py").write_text(f'import os\nTOKEN = "{TOKEN}"\n')
    return tmp_path


@pytest.mark.parametrize(
    ("status", "body", "code", "told"),
    [
        pytest.param(200, '{"login": "me"}', 1, "live", id="live"),
        pytest.param(401, '{"message": "Bad credentials"}', 0, "dead", id="dead"),
        pytest.param(401, '{"message": "Requires SSO"}', 3, "unknown", id="another 401"),
        pytest.param(403, '{"message": "Forbidden"}', 3, "unknown", id="403 is not dead"),
        pytest.param(404, "", 3, "unknown", id="404"),
        pytest.param(429, "", 3, "asked too often", id="429"),
        pytest.param(500, '{"message": "Bad credentials"}', 3, "fault of its own", id="500"),
        pytest.param(302, "", 3, "was not followed", id="a redirect"),
    ],
)
def test_github_says(
    written: Path, capsys: pytest.CaptureFixture[str], status: int, body: str, code: int, told: str
) -> None:
    with Provider(("api.github.com",), {("GET", "/user"): (status, body)}) as provider:
        assert verify_verb.verify(arguments("app.py:2"), provider.client()) == code
    out, err = capsys.readouterr()
    assert told in out
    assert "to api.github.com." in err
    assert TOKEN[4:] not in out + err
    assert provider.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"


def test_could_not_ask_is_not_dead(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Provider(("other.example",)) as provider:
        assert verify_verb.verify(arguments("app.py:2"), provider.client()) == 3
    out, err = capsys.readouterr()
    assert (out, "could not ask: api.github.com" in err) == ("", True)
    assert provider.asked == []


def test_an_echo_of_the_credential_is_not_printed(
    written: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Provider(("api.github.com",), {("GET", "/user"): (418, TOKEN)}) as provider:
        assert verify_verb.verify(arguments("app.py:2"), provider.client()) == 3
    assert TOKEN[4:] not in "".join(capsys.readouterr())


VERIFIED = [
    ("slack-bot-token", "slack.com", "POST", "/api/auth.test", '{"ok": true}',
     '{"ok": false, "error": "token_revoked"}', 200),
    ("npm-access-token", "registry.npmjs.org", "GET", "/-/whoami", "{}", "{}", 401),
    ("stripe-secret-key", "api.stripe.com", "GET", "/v1/balance", "{}", "{}", 401),
    ("sendgrid-api-key", "api.sendgrid.com", "GET", "/v3/scopes", "{}", "{}", 401),
    ("digitalocean-pat", "api.digitalocean.com", "GET", "/v2/account", "{}", "{}", 401),
    ("heroku-api-key", "api.heroku.com", "GET", "/account", "{}", "{}", 401),
    ("vercel-pat", "api.vercel.com", "GET", "/v2/user", "{}",
     '{"error": {"code": "forbidden", "invalidToken": true}}', 403),
    ("anthropic-api-key", "api.anthropic.com", "GET", "/v1/models", "{}", "{}", 401),
    ("openai-project-key", "api.openai.com", "GET", "/v1/models", "{}", "{}", 401),
    ("hugging-face-token", "huggingface.co", "GET", "/api/whoami-v2", "{}", "{}", 401),
    ("google-api-key", "generativelanguage.googleapis.com", "GET", "/v1beta/models?pageSize=1",
     "{}", '{"error": {"details": [{"reason": "API_KEY_INVALID"}]}}', 400),
    ("figma-pat", "api.figma.com", "GET", "/v1/me", "{}", '{"err": "Invalid token"}', 403),
    ("linear-api-key", "api.linear.app", "POST", "/graphql", '{"data": {"viewer": {"id": "1"}}}',
     '{"errors": [{"extensions": {"code": "AUTHENTICATION_ERROR"}}]}', 401),
    ("cloudflare-user-api-token", "api.cloudflare.com", "GET", "/client/v4/user/tokens/verify",
     '{"result": {"status": "active"}}', '{"result": {"status": "disabled"}}', 200),
]  # fmt: skip


@pytest.mark.parametrize("case", VERIFIED, ids=lambda case: case[0])
def test_a_provider_is_asked_as_it_documents(written: Path, case: tuple[object, ...]) -> None:
    rule, host, method, path, live, dead, status = case
    secret = mock_token(str(rule), 42)
    (written / "x.env").write_text(f"KEY={secret}\n")
    answers: Answers = {(str(method), str(path)): (200, str(live))}
    with Provider((str(host),), answers) as provider:
        assert verify_verb.verify(arguments("x.env:1"), provider.client()) == 1
        answers[str(method), str(path)] = (int(str(status)), str(dead))
        assert verify_verb.verify(arguments("x.env:1"), provider.client()) == 0
    sent = " ".join(provider.asked[0].headers.values()) + provider.asked[0].path
    assert secret in sent
    assert {asked.host for asked in provider.asked} == {host}


def test_telegram_has_the_token_in_its_path(written: Path) -> None:
    secret = mock_token("telegram-bot-token", 3)
    (written / "x.env").write_text(f"BOT={secret}\n")
    answers: Answers = {("GET", f"/bot{secret}/getMe"): (200, '{"ok": true}')}
    with Provider(("api.telegram.org",), answers) as provider:
        assert verify_verb.verify(arguments("x.env:1"), provider.client()) == 1


def test_twilio_needs_its_account_from_the_same_file(written: Path) -> None:
    sid, secret = mock_token("twilio-account-sid", 3), mock_token("twilio-auth-token", 3)
    (written / "x.env").write_text(f"TWILIO_AUTH_TOKEN={secret}\n")
    with pytest.raises(UsageError, match="also needs a match of twilio-account-sid"):
        verify_verb.verify(arguments("x.env:1"), Provider(()).client())
    (written / "x.env").write_text(f"TWILIO_AUTH_TOKEN={secret}\nTWILIO_SID={sid}\n")
    answers: Answers = {("GET", f"/2010-04-01/Accounts/{sid}.json"): (200, "{}")}
    with Provider(("api.twilio.com",), answers) as provider:
        assert verify_verb.verify(arguments("x.env:1"), provider.client()) == 1
    basic = base64.b64encode(f"{sid}:{secret}".encode()).decode()
    assert provider.asked[0].headers["Authorization"] == f"Basic {basic}"


def test_mailchimp_names_its_data_centre_in_the_key(written: Path) -> None:
    secret = mock_token("mailchimp-api-key", 5)
    (written / "x.env").write_text(f"MAILCHIMP_API_KEY={secret}\n")
    host = f"{secret.rpartition('-')[2]}.api.mailchimp.com"
    with Provider((host,), {("GET", "/3.0/ping"): (200, "{}")}) as provider:
        assert verify_verb.verify(arguments("x.env:1"), provider.client()) == 1


GITLAB = mock_token("gitlab-pat", 8)


@pytest.mark.parametrize(
    ("text", "host", "asked"),
    [
        ("url = https://gitlab.acme.example/x", "", "gitlab.acme.example"),
        ("url = git@gitlab.com:acme/x", "", "gitlab.com"),
        ("url = https://gitlab.com/x", "git.acme.example", "git.acme.example"),
        ("", "git.acme.example", "git.acme.example"),
    ],
)
def test_a_host_comes_from_the_file_or_the_command_line(
    written: Path, text: str, host: str, asked: str
) -> None:
    (written / "x.cfg").write_text(f"token = {GITLAB}\n{text}\n")
    answers: Answers = {("GET", "/api/v4/personal_access_tokens/self"): (200, '{"active": true}')}
    with Provider((asked,), answers) as provider:
        assert verify_verb.verify(arguments("x.cfg:1", host=host), provider.client()) == 1
    assert provider.dialled == [(asked, 443)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "names none; give it with --host"),
        ("https://gitlab.com/x https://gitlab.acme.example/y", "names several"),
    ],
)
def test_a_host_is_never_guessed(written: Path, text: str, told: str) -> None:
    (written / "x.cfg").write_text(f"token = {GITLAB}\n{text}\n")
    with pytest.raises(UsageError, match=told):
        verify_verb.verify(arguments("x.cfg:1"), Provider(()).client())


KEY_ID, KEY = mock_token("aws-access-key-id", 6), mock_token("aws-secret-access-key", 6)
AWS_HOSTS = ("sts.amazonaws.com", "iam.amazonaws.com")


@pytest.fixture
def aws_file(written: Path) -> str:
    (written / "aws.env").write_text(f"AWS_ACCESS_KEY_ID={KEY_ID}\n\nAWS_SECRET_ACCESS_KEY={KEY}\n")
    return "aws.env"


@pytest.mark.parametrize("line", [1, 3], ids=["from the id", "from the secret"])
def test_aws_is_asked_and_its_key_switched_off(
    aws_file: str, line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    aws = Aws({KEY_ID: KEY})
    place = f"{aws_file}:{line}"
    kept: list[str] = []
    with Provider(AWS_HOSTS, {("POST", "/"): aws.answer}) as provider:
        assert verify_verb.verify(arguments(place), provider.client()) == 1
        code = revoke_verb.revoke(
            arguments(place), provider.client(), lambda _credential, text: kept.append(text)
        )
        assert (code, aws.inactive) == (0, {KEY_ID})
        assert verify_verb.verify(arguments(place), provider.client()) == 0
    assert kept == [
        (
            "iam.amazonaws.com took the order to revoke it (HTTP 200); "
            "sts.amazonaws.com no longer accepts it (HTTP 403)"
        )
    ]
    told = capsys.readouterr().err
    assert "A bait key alerts whoever laid it." in told


def test_aws_and_a_wrong_secret_is_no_proof(aws_file: str) -> None:
    aws = Aws({KEY_ID: KEY[::-1]})
    with Provider(AWS_HOSTS, {("POST", "/"): aws.answer}) as provider:
        assert verify_verb.verify(arguments(f"{aws_file}:3"), provider.client()) == 3


def test_an_aws_key_that_may_not_switch_itself_off_lives_on(aws_file: str) -> None:
    aws = Aws({KEY_ID: KEY}, may_update=False)
    with Provider(AWS_HOSTS, {("POST", "/"): aws.answer}) as provider:
        code = revoke_verb.revoke(arguments(f"{aws_file}:3"), provider.client(), _never)
    assert (code, aws.inactive) == (1, set())


def _never(_credential: Credential, _evidence: str) -> None:
    raise AssertionError("nothing was confirmed, so nothing may be recorded")


def test_an_order_that_github_takes_is_confirmed_by_asking(written: Path) -> None:
    kept: list[tuple[str, int, str]] = []
    answers: Answers = {
        ("POST", "/credentials/revoke"): (202, "{}"),
        ("GET", "/user"): (401, '{"message": "Bad credentials"}'),
    }

    def record(credential: Credential, evidence: str) -> None:
        assert credential.seen.secret.reveal() == TOKEN
        kept.append((credential.seen.rule_id, credential.seen.location.line, evidence))

    with Provider(("api.github.com",), answers) as provider:
        assert revoke_verb.revoke(arguments("app.py:2"), provider.client(), record) == 0
    order, _ = provider.asked
    assert (order.body, "Authorization" in order.headers) == (
        f'{{"credentials": ["{TOKEN}"]}}',
        False,
    )
    assert kept == [(
        "github-pat", 2,
        ("api.github.com took the order to revoke it (HTTP 202); "
        "api.github.com no longer accepts it (HTTP 401)"),
    )]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "after", "code", "told"),
    [
        pytest.param(202, (200, "{}"), 1, "it still works", id="taken, still live"),
        pytest.param(202, (500, "{}"), 3, "its effect is not confirmed", id="taken, unconfirmed"),
        pytest.param(422, (200, "{}"), 3, "", id="not taken"),
        pytest.param(500, (200, "{}"), 3, "", id="a fault"),
    ],
)
def test_what_is_not_confirmed_is_not_recorded(
    written: Path,
    capsys: pytest.CaptureFixture[str],
    order: int,
    after: tuple[int, str],
    code: int,
    told: str,
) -> None:
    answers: Answers = {("POST", "/credentials/revoke"): (order, "{}"), ("GET", "/user"): after}
    with Provider(("api.github.com",), answers) as provider:
        assert revoke_verb.revoke(arguments("app.py:2"), provider.client(), _never) == code
    assert told in capsys.readouterr().err


REVOKED = [
    ("slack-bot-token", "slack.com", "POST", "/api/auth.revoke", 200, '{"ok": true, "revoked": true}'),
    ("crates-io-api-token", "crates.io", "DELETE", "/api/v1/tokens/current", 204, ""),
    ("fastly-api-token", "api.fastly.com", "DELETE", "/tokens/self", 204, ""),
    ("buildkite-user-token", "api.buildkite.com", "DELETE", "/v2/access-token", 204, ""),
    ("doppler-cli-token", "api.doppler.com", "POST", "/v3/auth/revoke", 200, "{}"),
    ("dropbox-access-token", "api.dropboxapi.com", "POST", "/2/auth/token/revoke", 200, ""),
    ("google-oauth-access-token", "oauth2.googleapis.com", "POST", "/revoke", 200, "{}"),
    ("lichess-token", "lichess.org", "DELETE", "/api/token", 204, ""),
]  # fmt: skip


@pytest.mark.parametrize("case", REVOKED, ids=lambda case: case[0])
def test_a_provider_is_ordered_as_it_documents(written: Path, case: tuple[object, ...]) -> None:
    rule, host, method, path, status, body = case
    secret = mock_token(str(rule), 43)
    (written / "x.env").write_text(f"FASTLY_API_KEY={secret}\n")
    kept: list[str] = []
    answers: Answers = {(str(method), str(path)): (int(str(status)), str(body))}
    with Provider((str(host),), answers) as provider:
        code = revoke_verb.revoke(
            arguments("x.env:1"), provider.client(), lambda _one, text: kept.append(text)
        )
    assert code == 0
    assert kept == [f"{host} took the order to revoke it (HTTP {status})"]
    first = provider.asked[0]
    assert (
        secret
        in " ".join([*first.headers.values(), *map(" ".join, parse_qs(first.body).values())])
        + first.body
    )


def test_npm_and_sendgrid_name_the_token_in_the_path(written: Path) -> None:
    npm, sendgrid = mock_token("npm-access-token", 9), mock_token("sendgrid-api-key", 9)
    (written / "x.env").write_text(f"A={npm}\nB={sendgrid}\n")
    answers: Answers = {
        ("DELETE", f"/-/npm/v1/tokens/token/{npm}"): (204, ""),
        ("DELETE", f"/v3/api_keys/{sendgrid.split('.')[1]}"): (204, ""),
    }
    with Provider(("registry.npmjs.org", "api.sendgrid.com"), answers) as provider:
        for line in (1, 2):
            place = arguments(f"x.env:{line}")
            assert revoke_verb.revoke(place, provider.client(), lambda *_: None) == 0


def test_twitch_is_asked_for_the_client_first(written: Path) -> None:
    secret = mock_token("twitch-access-token", 9)
    (written / "x.env").write_text(f"TWITCH_ACCESS_TOKEN={secret}\n")
    answers: Answers = {
        ("GET", "/oauth2/validate"): (200, '{"client_id": "abc"}'),
        ("POST", "/oauth2/revoke"): (200, ""),
    }
    with Provider(("id.twitch.tv",), answers) as provider:
        # The validation after it still answers 200, so nothing is confirmed.
        assert revoke_verb.revoke(arguments("x.env:1"), provider.client(), _never) == 1
        assert provider.asked[1].body == f"client_id=abc&token={secret}"
        answers["GET", "/oauth2/validate"] = (401, '{"message": "invalid access token"}')
        assert revoke_verb.revoke(arguments("x.env:1"), provider.client(), _never) == 3


@pytest.mark.parametrize("verb", ["verify", "revoke"])
def test_without_a_terminal_nothing_is_sent_unless_agreed_beforehand(
    written: Path, verb: str
) -> None:
    with Provider(("api.github.com",)) as provider, pytest.raises(UsageError, match="--yes"):
        run(verb, arguments("app.py:2", yes=False), provider)
    assert provider.dialled == []


def run(verb: str, given: argparse.Namespace, provider: Provider) -> int:
    if verb == "verify":
        return verify_verb.verify(given, provider.client())
    return revoke_verb.revoke(given, provider.client(), lambda *_: None)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "yess\n", "no\n"])
def test_whatever_is_not_yes_sends_nothing(
    written: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    monkeypatch.setattr(sys, "stderr", shown)
    with (
        Provider(("api.github.com",)) as provider,
        pytest.raises(UsageError, match="nothing was sent"),
    ):
        verify_verb.verify(arguments("app.py:2", yes=False), provider.client())
    assert provider.dialled == []
    assert shown.getvalue().endswith("Go on? [y/N] ")  # the answer stands behind it
    assert all(len(line) <= 80 for line in shown.getvalue().splitlines())
    assert "to api.github.com." in " ".join(shown.getvalue().split())


def test_a_yes_at_the_terminal_sends(written: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal("y\n"))
    monkeypatch.setattr(sys, "stderr", Terminal())
    with Provider(("api.github.com",), {("GET", "/user"): (200, "{}")}) as provider:
        assert verify_verb.verify(arguments("app.py:2", yes=False), provider.client()) == 1


@pytest.mark.parametrize("verb", ["verify", "revoke"])
def test_a_dry_run_sends_nothing(
    written: Path, capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    with Provider(("api.github.com",)) as provider:
        assert run(verb, arguments("app.py:2", dry=True), provider) == 0
    assert provider.dialled == []
    assert "to api.github.com." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("place", "text", "told"),
    [
        pytest.param("app.py", None, "expected FILE:LINE", id="no line"),
        pytest.param("app.py:1", None, "no credential is seen there", id="no credential"),
        pytest.param("app.py:99", None, "no credential is seen there", id="no such line"),
        pytest.param("b.py:1", f"A = '{mock_of('github-pat')}'\n", "is a mock secret", id="a mock"),
        pytest.param("b.py:1", f"A = '{TOKEN}', '{GITLAB}'\n", "name one of b.py:1:6, b.py:1:50", id="two"),
        pytest.param("b.py:1", f"TWILIO = '{mock_token('twilio-account-sid')}'\n", "is no secret", id="public"),
        pytest.param("b.py:1", f"db_password = '{TOKEN[8:30]}'\n", "there is no call for", id="no call"),
    ],
)  # fmt: skip
def test_a_place_without_a_credential_to_ask_about(
    written: Path, place: str, text: str | None, told: str
) -> None:
    if text is not None:
        (written / "b.py").write_text(text)
    with pytest.raises(UsageError, match=told):
        verify_verb.verify(arguments(place), Provider(()).client())


def test_a_column_chooses_between_two(written: Path) -> None:
    (written / "b.py").write_text(f"A = '{TOKEN}', '{GITLAB}'\n")
    with Provider(("api.github.com",), {("GET", "/user"): (200, "{}")}) as provider:
        assert verify_verb.verify(arguments("b.py:1:6"), provider.client()) == 1


def test_the_most_urgent_answer_of_several_counts(written: Path) -> None:
    npm = mock_token("npm-access-token", 9)
    (written / "b.py").write_text(f"A = '{npm}'\n")
    answers: Answers = {
        ("GET", "/user"): (200, "{}"),
        ("GET", "/-/whoami"): (401, "{}"),
    }
    with Provider(("api.github.com", "registry.npmjs.org"), answers) as provider:
        both = arguments("b.py:1", "app.py:2")
        assert verify_verb.verify(both, provider.client()) == 1
        answers["GET", "/user"] = (500, "")
        assert verify_verb.verify(both, provider.client()) == 3


def test_rules_of_the_repository_choose_no_host(repo: Repo) -> None:
    """A provider file in the repository may bring rules, but no calls unless somebody names it."""
    repo.write(".secretguard/rules/acme.toml", """\
[provider]
id = "acme"
name = "ACME"
[revocation]
steps = ["Delete it."]
[[token]]
id = "acme-key"
name = "ACME key"
kind = "api-key"
pattern = 'acme_[a-z]{20}'
keywords = ["acme_"]
severity = "high"
confidence = "high"
[[token.example]]
text = 'KEY={token}'
[[verify]]
tokens = ["acme-key"]
url = "https://api.acme.example/me"
live = [{ status = 200 }]
dead = [{ status = 401 }]
""")  # fmt: skip
    repo.write("a.py", "KEY = 'acme_" + "qwertzuiopasdfghjkly" + "'\n")
    refused = repo.secretguard("verify", "a.py:1", "--dry-run")
    named = repo.secretguard("verify", "a.py:1", "--dry-run", "--rules", ".secretguard/rules")
    assert (refused.returncode, b"there is no call" in refused.stderr) == (2, True)
    assert (named.returncode, b"to api.acme.example." in b" ".join(named.stdout.split())) == (
        0,
        True,
    )


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("github-pat", ["verify asks api.github.com", "revoke asks api.github.com"]),
        (
            "gitlab-pat",
            [
                "verify asks the host that the file names beside it (or --host)",
                "revoke asks the host that the file names beside it (or --host)",
            ],
        ),
        ("telegram-bot-token", ["verify asks api.telegram.org"]),
        ("jwt", []),
    ],
)
def test_rules_show_tells_whom_they_would_ask(repo: Repo, rule: str, told: list[str]) -> None:
    shown = repo.secretguard("rules", "show", rule).stdout.decode().splitlines()
    asks = [line.strip() for line in shown if " asks " in line]
    assert asks == [f"secretguard {line}" for line in told]
