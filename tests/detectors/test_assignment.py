"""A literal after a telling name: one reading for the syntaxes of twenty languages and formats."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waking import HEX, Bench, drawn

from secretguard.detectors import assignment
from secretguard.detectors.assignment import AssignmentDetector, screen
from secretguard.detectors.names import MATERIAL, PASSWORD, SECRET, kind_of, words_of
from secretguard.detectors.paths import is_test

BENCH = Bench(assignment, AssignmentDetector)
KEY = drawn(7, 32)
HEXKEY = drawn(3, 40, HEX)
CHOSEN = "Tulip7" + "garden"
WORD = "tulips"

P, S = "generic-password", "generic-secret"


def read_from(path: str, text: str) -> list[tuple[str, str, str]]:
    """Rule, name and value of each candidate, however sure it is."""
    return [(rule, name, value) for rule, _, name, value in BENCH.told(path, text)]


def filled(template: str, value: str) -> str:
    return template.replace("~", value)


# (path, text with "~" where a value goes)
NOTHING_IS_GIVEN = [
    pytest.param(
        "a.json", "['Basic user_and_password_gone', '~']", id="the end of a text, then another"
    ),
    pytest.param("a.py", "", id="an empty file"),
    pytest.param("a.py", 'password = ""\n', id="an empty string"),
    pytest.param("a.py", "password = None", id="None"),
    pytest.param("a.js", "token: true,", id="a boolean"),
    pytest.param("a.py", "password = 12345678", id="a number in code"),
    pytest.param("a.py", "password = get_password()", id="a call"),
    pytest.param("a.py", "password = self.password2", id="an attribute"),
    pytest.param("a.js", "password: this.state.password1,", id="an expression after a colon"),
    pytest.param("a.py", "def login(user: str, password: str) -> None:", id="a type annotation"),
    pytest.param("a.js", "f('password') => '~'", id="what a call gives"),
    pytest.param("a.json", "The table is identified by this name.", id="a sentence, not SQL"),
    pytest.param("a.py", 'x = {"passwd": parts[1]}', id="an item of a list"),
    pytest.param("a.py", "print(password, flush1)", id="an argument between arguments"),
    pytest.param("a.cpp", 'auto x = Namespace::Token("~");', id="a type in a namespace"),
    pytest.param("a.py", 'password = "a sentence with blanks"', id="a sentence"),
    pytest.param("a.md", "token: the one that you were given", id="prose"),
    pytest.param("a.yml", "password:\n  minimum: ~\n", id="a mapping below the key"),
    pytest.param("a.yml", "password:\n  - ~\n", id="a list below the key"),
    pytest.param("a.yml", "password:\nother: ~\n", id="nothing below the key"),
    pytest.param("a.py", "password:\n  ~\n", id="the next line counts in YAML alone"),
    pytest.param("a.yml", "password:\n~\n", id="a line that is not deeper"),
    pytest.param("a.yml", "password:\n  *~\n", id="an alias below the key"),
    pytest.param("a.yml", "password:\n  #~\n", id="a comment below the key"),
    pytest.param("a.md", "password: Tulip7chair is what we chose", id="a sentence goes on"),
    pytest.param("a.ini", "secret = Tulip7chair(now)", id="a call in settings"),
    pytest.param("a.ini", "password = Tulip7chair.", id="a sentence ends"),
    pytest.param("ltmain.sh", "fi # $pass = dlpreopen", id="a shell variable is compared"),
    pytest.param("a.php", "['auth_password', 'level_1', 'x']", id="a list of names"),
    pytest.param("a.php", "f('auth_password', 'privpassword')", id="two names of passwords"),
    pytest.param("a.yml", "url: /users?password_expires_at=lt:2031", id="when it expires"),
    pytest.param("a.sh", "[ $token = Tulip7chair ]", id="a shell variable is tested"),
    pytest.param("Makefile", f"# Public Key Token: {HEXKEY[:16]}", id="a public key's name"),
    pytest.param("a.ini", "columns = password, ~", id="a list of names in settings"),
    pytest.param("a.py", "# <password>~</password>", id="markup in code"),
    pytest.param("a.xml", "<password/>", id="an empty element"),
    pytest.param("a.conf", "password ~ is what we chose\n", id="a sentence in settings"),
    pytest.param("a.md", "\npassword ~\n", id="a line of a manual"),
    pytest.param("a.c", 'printf("the password \\"%s\\" is wrong", x);', id="a word in a message"),
    pytest.param("a.py", 'raise KeyError, token "~"', id="a word before a string"),
    pytest.param("a.yml", "password: !encrypted/pkcs1-oaep\n  - x\n", id="the tag of a ciphertext"),
    pytest.param("a.py", 'password = data["user_password"]', id="an item"),
    pytest.param("a.py", 'h(password.encode("utf-16le"))', id="the name of a codec"),
    pytest.param("a.html", '<label for="password">Password1!</label>', id="a label"),
    pytest.param("a.py", 'password = "abc"', id="three characters"),
    pytest.param("a.py", f'password = "{drawn(5, 513)}"', id="longer than any credential"),
    pytest.param("a.py", 'password = "changeme"', id="a placeholder"),
    pytest.param("a.py", 'password = "your-password-here"', id="a placeholder in words"),
    pytest.param("a.py", 'password = "password"', id="the name itself"),
    pytest.param("a.py", 'password = "xxxxxxxxxxxxxxxx"', id="crossed out"),
    pytest.param("a.py", 'secret = "tulip_garden_bench"', id="a name is no secret"),
    pytest.param("a.py", 'secret_path = "/etc/tulip/garden"', id="a path"),
]


@pytest.mark.parametrize(("path", "text"), NOTHING_IS_GIVEN)
def test_no_literal_no_candidate(path: str, text: str) -> None:
    assert BENCH.told(path, filled(text, KEY)) == []
    assert not BENCH.refuses(path, filled(text, KEY))


# (path, text with "~" where the value stands, rule, name that is told)
SYNTAXES = [
    pytest.param("a.py", 'password = "~"', P, "password", id="Python"),
    pytest.param("a.py", 'password: str = "~"', P, "password", id="Python, annotated"),
    pytest.param("a.py", "self._password='~'", P, "self._password", id="Python, attribute"),
    pytest.param("a.py", 's["db"]["password"] = "~"', P, "password", id="Python, item"),
    pytest.param("a.py", 'connect(user="x", password="~")', P, "password", id="Python, argument"),
    pytest.param("a.py", 'x = os.getenv("DB_PASSWORD", "~")', P, "DB_PASSWORD", id="a default"),
    pytest.param("a.py", 'password = b"~"', P, "password", id="Python, bytes"),
    pytest.param("a.py", "client_secret = r'~'", S, "client_secret", id="Python, raw"),
    pytest.param("a.py", 'password = """~"""', P, "password", id="Python, triple quotes"),
    pytest.param("a.py", '{"api_key": "~"}', S, "api_key", id="Python, dict"),
    pytest.param("a.js", "const apiKey = '~';", S, "apiKey", id="JavaScript"),
    pytest.param("a.js", "const apiKey = `~`;", S, "apiKey", id="JavaScript, template"),
    pytest.param("a.js", "headers: {'x-api-key': '~'}", S, "x-api-key", id="JavaScript, header"),
    pytest.param("a.ts", 'private password: string = "~";', P, "password", id="TypeScript"),
    pytest.param("a.json", '  "password": "~",', P, "password", id="JSON"),
    pytest.param("a.json", '{"name": "API_KEY", "value": "~"}', S, "API_KEY", id="JSON, a pair"),
    pytest.param("a.json", '"x": "Server=a;Password=~;User=s"', P, "Password", id="a connection"),
    pytest.param("a.yml", "password: ~", P, "password", id="YAML"),
    pytest.param("a.yml", 'password: "~" # new', P, "password", id="YAML, quoted"),
    pytest.param("a.yml", "password:\n  ~", P, "password", id="YAML, next line"),
    pytest.param("a.yml", "password: >-\n  ~\n", P, "password", id="YAML, folded"),
    pytest.param("a.yml", "- name: DB_PASSWORD\n  value: ~", P, "DB_PASSWORD", id="Kubernetes"),
    pytest.param("a.yml", "- DB_PASSWORD=~", P, "DB_PASSWORD", id="compose"),
    pytest.param("a.yaml", 'args: ["--password", "~"]', P, "--password", id="YAML, arguments"),
    pytest.param("a.toml", 'token = "~"', S, "token", id="TOML"),
    pytest.param("a.ini", "password = ~", P, "password", id="INI"),
    pytest.param("a.properties", "spring.x.password=~", P, "spring.x.password", id="properties"),
    pytest.param(".env", "DB_PASSWORD=~", P, "DB_PASSWORD", id=".env"),
    pytest.param(".env.production", "export X_TOKEN='~'", S, "X_TOKEN", id=".env.production"),
    pytest.param("Dockerfile", "ENV DB_PASSWORD=~", P, "DB_PASSWORD", id="Dockerfile ENV"),
    pytest.param("Dockerfile", "ARG TOKEN=~", S, "TOKEN", id="Dockerfile ARG"),
    pytest.param("a.sh", "export TOKEN=~", S, "TOKEN", id="shell"),
    pytest.param("a.sh", "mysql --password=~ db", P, "--password", id="shell, --name=value"),
    pytest.param("a.sh", "mysql --password ~ db", P, "--password", id="shell, --name value"),
    pytest.param("a.sh", 'curl -H "X-Api-Key: ~" u', S, "X-Api-Key", id="shell, header"),
    pytest.param("a.http", "X-Api-Key: ~", S, "X-Api-Key", id="HTTP"),
    pytest.param("a.ps1", "$env:API_KEY = '~'", S, "API_KEY", id="PowerShell"),
    pytest.param("a.tf", '  password = "~"', P, "password", id="Terraform"),
    pytest.param(
        "a.tf",
        'variable "db_password" {\n  default = "~"',
        P,
        "db_password",
        id="Terraform, a variable",
    ),
    pytest.param(
        "a.tf",
        'variable "db_password" {\n  type = string\n  default = "~"',
        P,
        "db_password",
        id="Terraform, a typed variable",
    ),
    pytest.param(
        "a.json", '"adminPassword": {\n  "value": "~"', P, "adminPassword", id="ARM, a parameter"
    ),
    pytest.param("a.bicep", "param adminPassword string = '~'", P, "adminPassword", id="Bicep"),
    pytest.param(
        "a.py", 'password = os.getenv("DB") or "~"', P, "password", id="Python, a fallback"
    ),
    pytest.param(
        "a.js",
        'const password = process.env["DB"] || "~";',
        P,
        "password",
        id="JavaScript, a fallback",
    ),
    pytest.param("a.php", "$password = getenv('DB') ?: '~';", P, "password", id="PHP, a fallback"),
    pytest.param(
        "a.cs",
        'var password = Environment.GetEnvironmentVariable("DB") ?? "~";',
        P,
        "password",
        id="C#, a fallback",
    ),
    pytest.param("a.rb", "password = ENV['DB'] || '~'", P, "password", id="Ruby, a fallback"),
    pytest.param(
        "a.rs",
        'let password = env::var("DB").unwrap_or("~".into());',
        P,
        "password",
        id="Rust, a fallback",
    ),
    pytest.param("a.rs", 'const DB_PASSWORD: &str = "~";', P, "DB_PASSWORD", id="Rust, a constant"),
    pytest.param("a.go", 'var dbPassword string = "~"', P, "dbPassword", id="Go, typed"),
    pytest.param("a.vb", 'Dim password As String = "~"', P, "password", id="Visual Basic"),
    pytest.param("a.c", 'char db_pass[] = "~";', P, "db_pass", id="C, an array"),
    pytest.param(
        "a.cs", 'public string Password { get; set; } = "~";', P, "Password", id="C#, a property"
    ),
    pytest.param("a.ts", 'public password = "~";', P, "password", id="TypeScript, public"),
    pytest.param("a.h", '#define WIFI_PASSWORD "~"', P, "WIFI_PASSWORD", id="C, a macro"),
    pytest.param("a.ex", '  @db_password "~"', P, "db_password", id="Elixir, an attribute"),
    pytest.param("a.clj", '(def db-password "~")', P, "db-password", id="Clojure"),
    pytest.param("a.gradle", '  storePassword "~"', P, "storePassword", id="Gradle"),
    pytest.param(
        "Dockerfile",
        "FROM x\nENV DB_PASSWORD ~\n",
        P,
        "DB_PASSWORD",
        id="Dockerfile ENV, with a blank",
    ),
    pytest.param("redis.conf", "port 1\nrequirepass ~\n", P, "requirepass", id="Redis"),
    pytest.param("msmtprc", "account a\npassword ~\n", P, "password", id="msmtp"),
    pytest.param("a.conf", "a b\nSetEnv DB_PASSWORD ~\n", P, "DB_PASSWORD", id="Apache"),
    pytest.param(".env", "STRIPE_KEY=~", S, "STRIPE_KEY", id=".env, a key of some kind"),
    pytest.param(".env", "SMTPPASS=~", P, "SMTPPASS", id=".env, in one word"),
    pytest.param("a.kt", 'val rootPass = "~"', P, "rootPass", id="Kotlin, camelCase"),
    pytest.param(
        "a.xml", '<property name="x.password">~</property>', P, "x.password", id="XML, a property"
    ),
    pytest.param("a.yml", "password: &pw ~\n", P, "password", id="YAML, an anchor"),
    pytest.param("a.yml", "password: !!str ~\n", P, "password", id="YAML, a tag"),
    pytest.param("a.log", "user=ops password=~ ssl=true", P, "password", id="a log of pairs"),
    pytest.param("a.sql", "CREATE USER a IDENTIFIED BY '~';", P, "", id="SQL"),
    pytest.param("a.php", "define('DB_PASSWORD', '~');", P, "DB_PASSWORD", id="PHP, define"),
    pytest.param("a.php", "'password' => '~',", P, "password", id="PHP, array"),
    pytest.param("a.rb", ":password => '~'", P, "password", id="Ruby"),
    pytest.param("A.java", 'p.setProperty("password", "~");', P, "password", id="Java, property"),
    pytest.param("A.java", 'x.setPassword("~");', P, "x.setPassword", id="Java, setter"),
    pytest.param("A.cs", 'string ApiKey = @"~";', S, "ApiKey", id="C#"),
    pytest.param("a.go", 'password := "~"', P, "password", id="Go"),
    pytest.param("a.go", 'os.Setenv("API_TOKEN", "~")', S, "API_TOKEN", id="Go, environment"),
    pytest.param("a.rs", 'let api_key = "~";', S, "api_key", id="Rust"),
    pytest.param("A.kt", 'val password = "~"', P, "password", id="Kotlin"),
    pytest.param("A.swift", 'let apiKey: String = "~"', S, "apiKey", id="Swift"),
    pytest.param("a.cpp", 'std::string password = "~";', P, "password", id="C++"),
    pytest.param("a.pl", 'password => "~"', P, "password", id="Perl"),
    pytest.param("a.ex", 'config :a, secret_key_base: "~"', S, "secret_key_base", id="Elixir"),
    pytest.param("a.xml", "<password>~</password>", P, "password", id="XML, element"),
    pytest.param("a.xml", '<user password="~"/>', P, "password", id="XML, attribute"),
    pytest.param("a.xml", '<add key="Password" value="~"/>', P, "Password", id="XML, a pair"),
    pytest.param(".npmrc", "//host/:_authToken=~", S, "_authToken", id=".npmrc"),
    pytest.param("a.py", 'u = "https://host/?api_key=~"', S, "api_key", id="a query"),
    pytest.param("a.py", 'if password == "~":', P, "password", id="a comparison"),
    pytest.param("a.js", 'if (password !== "~") {', P, "password", id="an unequal comparison"),
    pytest.param("a.rs", 'let token = Some("~");', S, "token", id="Rust, wrapped"),
    pytest.param("a.go", 'Token: aws.String("~"),', S, "Token", id="Go, a pointer"),
    pytest.param("a.go", 'secret := []byte("~")', S, "secret", id="Go, bytes"),
    pytest.param("a.js", 'const token = given || "~";', S, "token", id="JavaScript, a default"),
    pytest.param("a.ps1", "$pass = ConvertTo-SecureString '~'", P, "pass", id="PowerShell, secure"),
    pytest.param("a.ps1", "-P (ConvertTo-SecureString '~' -Force)", P, "", id="PowerShell, alone"),
    pytest.param("a.sql", "CREATE USER a WITH PASSWORD '~';", P, "", id="SQL, PASSWORD"),
    pytest.param("a.sql", "alter user a identified by ~ x", P, "", id="SQL, bare"),
    pytest.param("a.sh", "openssl rsa -passin pass:~ -in x", P, "pass", id="OpenSSL"),
    pytest.param(
        "a.mk", "\tx\n\topenssl rsa -passin pass:~ -in x\n", P, "", id="OpenSSL in a makefile"
    ),
    pytest.param("a.ps1", "New-User -Password ~ -Name x", P, "-Password", id="PowerShell, flag"),
    pytest.param("a.py", 'x = "USER=x\\nDB_PASS=~"', P, "DB_PASS", id="behind an escaped break"),
    pytest.param("a.yml", 'WLS_PW: "~"', P, "WLS_PW", id="pw"),
    pytest.param("a.ipynb", '    "password = \\"~\\"\\n",', P, "password", id="a notebook"),
]


@pytest.mark.parametrize(("path", "text", "rule", "name"), SYNTAXES)
def test_a_random_value_is_read_exactly(path: str, text: str, rule: str, name: str) -> None:
    text = filled(text, KEY)
    assert read_from(path, text) == [(rule, name, KEY)]
    assert BENCH.refuses(path, text)


@pytest.mark.parametrize(("path", "text", "rule", "name"), SYNTAXES)
def test_text_around_it_changes_nothing(path: str, text: str, rule: str, name: str) -> None:
    text = f"one line\n\n{filled(text, KEY)}\nlast line\n"
    assert read_from(path, text) == [(rule, name, KEY)]


@pytest.mark.parametrize(
    "text", ['salt = "~"', 'nonce: "~"', 'my_key = "~"', '"key": "~"', 'oauth_verifier="~"']
)
def test_mere_material_counts_when_it_is_random(text: str) -> None:
    (told,) = BENCH.told("src/a.js", filled(text, KEY))
    assert (told[0], told[3]) == (S, KEY)
    assert BENCH.told("src/a.js", filled(text, "tulip_garden_by_the_lake")) == []


# What the name says -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "primary_key", "foreign_key", "public_key", "publishable_key", "sort_key", "partition_key",
        "cache_key", "keyboard", "monkey", "token_type", "tokenizer", "max_tokens",
        "next_page_token", "nextToken", "page_token", "csrf_token", "xsrfToken", "password_field",
        "passwordHint", "secret_name", "secret_id", "token_url", "tokenUri", "api_key_path",
        "password_file", "password_length", "PASSWORD_REGEX", "has_password", "isSecret",
        "reset_password", "forgotPassword", "show-password", "my_public_api_key", "password_hash", "password_policy",
        "token_expiry", "access_token_ttl", "auth_header", "passenger", "compass", "author",
    ],
)  # fmt: skip
def test_a_name_that_announces_nothing(name: str) -> None:
    assert kind_of(name) == ""
    assert BENCH.told("src/a.py", f'{name} = "{KEY}"') == []


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("password", PASSWORD),
        ("passwd", PASSWORD),
        ("DB_PASS", PASSWORD),
        ("db.pwd", PASSWORD),
        ("rootPassword", PASSWORD),
        ("PASSWORD2", PASSWORD),
        ("userpassword", PASSWORD),
        ("ssh-key-passphrase", PASSWORD),
        ("secret", SECRET),
        ("client_secret", SECRET),
        ("clientSecret", SECRET),
        ("CLIENTSECRET", SECRET),
        ("apiKey", SECRET),
        ("API-KEY", SECRET),
        ("apikey", SECRET),
        ("APIKey", SECRET),
        ("aws_secret_access_key", SECRET),
        ("AccountKey", SECRET),
        ("encryption.key", SECRET),
        ("githubToken", SECRET),
        ("SECRET_KEY_BASE", SECRET),
        ("pass", PASSWORD),
        ("WLS_PW", PASSWORD),
        ("salt", MATERIAL),
        ("nkey", MATERIAL),
        ("tulip_key", MATERIAL),
    ],
)
def test_a_telling_name(name: str, kind: str) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", []),
        ("_", []),
        ("password", ["password"]),
        ("dbPassword", ["db", "password"]),
        ("DB_PASSWORD", ["db", "password"]),
        ("db-pass.word", ["db", "pass", "word"]),
        ("APIKey", ["api", "key"]),
        ("myAPIKeyV2", ["my", "api", "key", "v2"]),
        ("X-Api-Key", ["x", "api", "key"]),
        ("oauth2Token", ["oauth2", "token"]),
    ],
)
def test_names_are_read_by_word(name: str, words: list[str]) -> None:
    assert words_of(name) == words


@given(st.text("abAB09_-.", max_size=12))
def test_words_lose_no_letter(name: str) -> None:
    assert "".join(words_of(name)) == name.translate({ord(c): None for c in "_-."}).lower()


# What the value says ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "confidence", "refuses"),
    [
        pytest.param("src/a.py", f'password = "{KEY}"', "high", True, id="random"),
        pytest.param(".env", f"DB_PASSWORD={KEY}", "high", True, id="random, in settings"),
        pytest.param("src/a.py", f'api_key = "{HEXKEY}"', "medium", True, id="random hex"),
        pytest.param("tests/a.py", f'token = "{KEY}"', "high", True, id="random, in a test"),
        pytest.param("src/a.py", f'password = "{CHOSEN}"', "medium", True, id="a person's"),
        pytest.param(
            "deploy/a.yml", f"password: {CHOSEN}", "high", True, id="a person's, deployed"
        ),
        pytest.param(".env", f"PASSWORD={WORD}", "high", True, id="a word, deployed"),
        pytest.param("tests/a.py", 'password = "garden"', "low", False, id="a word in a test"),
        pytest.param("src/a.py", f'token = "{CHOSEN}"', "low", False, id="tokens are not chosen"),
        pytest.param("tests/a.py", 'password = "G@rd3n"', "low", False, id="a word in signs"),
        pytest.param("deploy/a.yml", "password: G@rd3n", "high", True, id="the same, deployed"),
        pytest.param("src/a.c", 'to_password("TULIP_24", to)', "low", False, id="a constant"),
        pytest.param(
            "src/a.py",
            f'request_token = "{HEXKEY[:8]}-{HEXKEY[:4]}-{HEXKEY[:4]}-{HEXKEY[:4]}-{HEXKEY[:12]}"',
            "low",
            False,
            id="a UUID that tells requests apart",
        ),
    ],
)
def test_confidence(path: str, text: str, confidence: str, refuses: bool) -> None:
    assert [told[1] for told in BENCH.told(path, text)] == [confidence]
    assert BENCH.refuses(path, text) is refuses


@pytest.mark.parametrize(
    "value",
    [
        "${DB_PASSWORD}",
        "$DB_PASSWORD",
        "$dbPassword2",
        "$$DB_PASSWORD",
        "$env:DB_PASSWORD",
        "$USER:$PASSWORD",
        "$this->password",
        "$(pass show db/main)",
        "$name?id=12345",
        "{{ db_password }}",
        "%(db_password)s",
        "<%= secret %>",
        f"op://vault/item/{CHOSEN}",
        f"@Microsoft.KeyVault(SecretUri={KEY})",
        f"arn:aws:secretsmanager:eu:1:secret:{WORD}",
        f"/run/secrets/{CHOSEN}",
        f"ENC[AES256_GCM,data:{KEY}]",
    ],
)
def test_a_reference_is_for_a_filter_to_explain(value: str) -> None:
    text = f'password = "{value}"'
    assert [(told[2], told[3]) for told in BENCH.told("src/a.py", text)] == [("password", value)]
    assert not BENCH.refuses("src/a.py", text)


@pytest.mark.parametrize("tail", ["!2024", "#2024a", "^Winter7", "*garden*7", "~7Garden"])
@pytest.mark.parametrize(
    ("path", "template"),
    [("a.json", '"password": "~~"'), ("a.yaml", "password: '~~'"), ("a.py", "password = '~~'")],
    ids=["JSON", "YAML", "single quotes"],
)
def test_a_dollar_may_begin_a_password(path: str, template: str, tail: str) -> None:
    value = f"${WORD[1:]}{tail}"
    text = template.replace("~~", value)
    assert [(told[2], told[3]) for told in BENCH.told(path, text)] == [("password", value)]
    assert BENCH.refuses(path, text + "\n")


def test_an_unquoted_value_is_a_literal_in_settings_and_an_expression_in_code() -> None:
    text = f"password = {KEY}\n"
    for path in ("a.ini", "a.cfg", "a.conf", ".env", "credentials", "a.properties"):
        assert BENCH.told(path, text) == [(P, "high", "password", KEY)], path
    for path in ("a.py", "a.js", "A.java", "a.go", "a.rb", "a.c"):
        assert BENCH.told(path, text) == [], path


def test_a_value_ends_where_its_syntax_says() -> None:
    assert BENCH.told("a.sh", f'run "Server=x;Password={KEY};Port=1"') == [
        (P, "high", "Password", KEY)
    ]
    assert BENCH.told("a.py", f'password = "{KEY}\\"{KEY}"')[0][3] == f'{KEY}\\"{KEY}'
    for end in (";", ",", " # new", "\r\n"):
        assert BENCH.told("a.conf", f"token = {KEY}{end}") == [(S, "high", "token", KEY)]
    assert BENCH.told("a.yml", f"options: {{token: {KEY}}}") == [(S, "high", "token", KEY)]


def test_what_a_candidate_says() -> None:
    (sure,) = BENCH.candidates("src/a.py", f'password = "{KEY}"')
    assert (sure.title, sure.severity.word) == ("password in an assignment", "high")
    assert sure.evidence[0] == "assigned to password"
    assert sure.evidence[1].startswith("a secret by 9")
    assert sure.evidence[2].startswith("for it: bits of randomness by character")
    assert sure.match == (0, len(f'password = "{KEY}'))
    (unsure,) = BENCH.candidates("src/a.py", f'x_token = "{CHOSEN}"')
    assert (unsure.title, unsure.severity.word) == ("secret in an assignment", "medium")
    assert unsure.evidence[0] == "assigned to x_token"
    (given,) = BENCH.candidates("a.sql", f"IDENTIFIED BY '{KEY}'")
    assert given.evidence[0] == "given to a user"


def test_an_unclosed_quote_gives_nothing() -> None:
    assert BENCH.told("a.py", f'password = "{KEY}\n"') == []


def test_one_value_is_one_candidate() -> None:
    # A telling name and the word "value" behind it both wake the detector.
    text = f'<setting name="password" value="{KEY}"/>'
    assert BENCH.told("a.xml", text) == [(P, "high", "password", KEY)]
    assert BENCH.told("a.py", f'secret.value = "{KEY}"') == [(S, "high", "secret.value", KEY)]


def test_several_on_one_line_are_all_told() -> None:
    one, two = drawn(11, 32), drawn(12, 32)
    assert read_from("a.js", f"login({{ password: '{one}', apiKey: '{two}' }})") == [
        (P, "password", one),
        (S, "apiKey", two),
    ]


def test_bytes_that_are_no_text_pass_through() -> None:
    told = BENCH.told("a.py", b'password = "\xff\xfe' + KEY.encode() + b'"')
    assert [each[3].encode("utf-8", "surrogateescape") for each in told] in (
        [],
        [b"\xff\xfe" + KEY.encode()],
    )


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("src/app.py", False),
        ("config/production.yml", False),
        ("tests/a.py", True),
        ("src/a_test.go", True),
        ("src/a.spec.ts", True),
        ("docs/guide.adoc", True),
        ("README.md", True),
        ("examples/run.sh", True),
        ("fixtures/a.json", True),
    ],
)
def test_paths_where_weak_passwords_are_made_up(path: str, test: bool) -> None:
    assert is_test(path) is test


# Whatever is written ----------------------------------------------------------------------------

PIECES = st.sampled_from(
    ["password", "token", "api_key", "value", "name", "=", ":", ": ", " = ", "=>", ",", "(", ")",
     "[", "]", "{", "}", '"', "'", "`", "\\", "\n", "\n  ", "\r\n", "<", ">", "</", "--", "${", "$",
     ";", "&", "|", "#", "identified by ", KEY, CHOSEN, WORD, "\u00e9", "x"]
)  # fmt: skip
PATHS = st.sampled_from(
    ["a.py", "a.yml", ".env", "a.xml", "a.sh", "a.md", "a.ipynb", "tests/a.json"]
)


@given(PATHS, st.lists(PIECES, max_size=14).map("".join))
def test_no_text_breaks_it_and_every_span_holds_its_value(path: str, text: str) -> None:
    for _, confidence, _, value in BENCH.told(path, text):
        assert confidence in {"low", "medium", "high"}
        assert value


@given(PATHS, st.lists(PIECES, max_size=14).map("".join))
def test_the_silent_path_lets_no_refusal_through(path: str, text: str) -> None:
    # The reverse holds only up to references, which the pipeline's filters pass.
    believed = [each for each in BENCH.told(path, text) if each[1] != "low"]
    if BENCH.refuses(path, text):
        assert believed
    if any(each[3] == KEY for each in believed):
        assert BENCH.refuses(path, text)


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_any_bytes_around_a_hit_are_answered(before: bytes, after: bytes) -> None:
    for path in ("a.py", "a.yml", ".env"):
        data = before + b"password=" + after
        assert BENCH.refuses(path, data) in {True, False}
        BENCH.told(path, data)


@pytest.mark.parametrize(
    ("path", "translated"),
    [
        ("locales/app.json", True),
        ("frontend/i18n/de/login.yml", True),
        ("lv_LV.json", True),
        ("messages_fr.properties", True),
        ("texts-en.json", True),
        ("app.json", False),
        ("settings_prod.yml", False),
        ("src/language.py", False),
        ("my_db.sql", False),
    ],
)
def test_texts_for_people_translate_the_word(path: str, translated: bool) -> None:
    """They hold what a person calls a password, and hardly ever one."""
    assert read_from(path, f'"LABEL_PASSWORD": "{CHOSEN}"') == (
        [] if translated else [(P, "LABEL_PASSWORD", CHOSEN)]
    )


@pytest.mark.parametrize(
    ("path", "line", "refuses"),
    [
        ("src/app.py", 'login("ann", password=winter2027garden)', False),
        ("src/app.py", f'connect("Server=db;Password={CHOSEN};")', True),
        ("src/app.js", f'password = given1 || "{CHOSEN}"', True),
        ("locales/de.json", f'"password": "a {KEY}",', False),
        ("locales/de.json", f'"password": "{KEY}",', True),
    ],
)
def test_what_stands_around_a_value_tells_whether_it_is_one(
    path: str, line: str, refuses: bool
) -> None:
    assert BENCH.refuses(path, f"\n{line}\n") is refuses


def test_the_same_line_is_judged_anew_in_another_kind_of_file() -> None:
    line = b'\npassword = "Winter2027!"\n'
    end = line.index(b'"') + 1
    assert [screen(line, end, path) for path in ("src/app.py", "tests/app.py") * 2] == [
        True,
        False,
    ] * 2


@pytest.mark.parametrize("value", ["value", "VALUE", "Value"])
def test_the_line_before_a_value_is_not_forgotten(value: str) -> None:
    found = [
        screen(text, text.rindex(b'"', 0, -2) + 1, "app.json")
        for text in (
            f'\n"name": "colour",\n"{value}": "Winter2027!"\n'.encode(),
            f'\n"name": "password",\n"{value}": "Winter2027!"\n'.encode(),
        )
    ]
    assert found == [False, True]


def test_the_answer_never_depends_on_what_was_asked_before() -> None:
    line = f"\nENV DB_PASSWORD={drawn(7, 13)}\n".encode()
    end = line.index(b"=") + 5
    paths = ("Dockerfile", "x.dockerfile.py", "Makefile", "dockerfile.dev", "app.py", "app.env")
    alone = []
    for path in paths:
        assignment._answers.clear()
        alone.append(screen(line, end, path))
    assignment._answers.clear()
    assert [screen(line, end, path) for path in paths * 2] == alone * 2
