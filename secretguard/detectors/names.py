"""What a variable's name says about its value, read word by word."""

from __future__ import annotations

PASSWORD = "password"  # noqa: S105 - a kind of name, not a value
SECRET = "secret"  # noqa: S105
# What only a random value makes one: a salt, a nonce, a key of no stated kind.
MATERIAL = "material"

_PASSWORDS = frozenset(
    {
        "password",
        "passwd",
        "passphrase",
        "passcode",
        "pwd",
        "passw",
        "pw",
        "pass",
        "passphrases",
        "passwords",
        "requirepass",
        "masterauth",
    }
)
# Written in one with "pass"; "bypass" and "compass" are words.
WITH_PASS = frozenset({"db", "user", "usr", "root", "admin", "adm", "ftp", "smtp", "mail", "email", "imap",
                        "pop", "sql", "mysql", "pg", "postgres", "mongo", "redis", "ldap", "bind", "my", "login",
                        "auth", "ssh", "sudo", "wifi", "wlan", "api", "app", "web", "srv", "svc", "sys", "sa",
                        "store", "key", "keystore", "truststore", "cert", "proxy", "http", "repo", "git",
                        "vnc", "rdp", "vpn", "mqtt", "amqp", "rabbit", "jdbc", "ora", "oracle",
                        "server", "master", "default", "new", "old", "test"})  # fmt: skip
_SECRETS = frozenset({"secret", "token", "apikey", "credential", "credentials", "creds", "authtoken",
                      "accesskey", "secretkey", "accesstoken", "clientsecret", "privatekey",
                      "authkey", "apitoken", "apisecret"})  # fmt: skip
# The kinds of key that open something, and those that do not.
_KEY_KINDS = frozenset({"api", "access", "auth", "private", "client", "secret", "encryption",
                        "encrypt", "signing", "account", "master", "shared", "service", "admin",
                        "storage", "license", "jwt", "crypto", "cipher", "aes", "hmac", "session",
                        "app", "consumer", "subscription", "integration", "webhook",
                        "deploy"})  # fmt: skip
_NOT_LAST = frozenset({
    "id", "ids", "name", "names", "url", "urls", "uri", "path", "paths", "file", "filename", "dir",
    "length", "len", "size", "policy", "type", "types", "field", "fields", "label", "hint",
    "placeholder", "expiry", "expires", "expiration", "ttl", "age", "min", "max", "count", "regex",
    "pattern", "header", "headers", "algorithm", "alg", "algo", "endpoint", "prefix", "suffix",
    "provider", "manager", "service", "class", "format", "error", "errors", "message", "msg",
    "text", "title", "input", "box", "form", "reset", "strength", "validator", "encoder", "decoder", "encode", "decode", "encryption", "cipher",
    "generator", "factory", "store", "index", "list", "map", "version", "env", "var", "ref",
    "reference", "arn", "status", "state", "date", "time", "timeout", "limit", "usage", "required",
    "enabled", "disabled", "valid", "invalid", "param", "params", "parameter", "attr", "attribute",
    "column", "scope", "scopes", "issuer", "audience", "model", "budget", "kind", "position",
    "pos", "start", "end", "begin", "stream", "parser", "handler", "callback", "function", "func",
    "request", "response", "mode", "option", "options", "config", "settings", "view", "page",
    "link", "help", "description", "desc", "char", "chars", "character", "mask", "hash", "hashed",
    "digest", "exists", "changed", "set", "idx", "no", "number", "num", "loc", "range", "at",
    "info", "data", "rules", "rule", "check", "checker", "protected", "encrypted", "method",
    "grant", "locator", "selector", "xpath", "element", "icon", "button", "dialog", "prompt",
    "screen", "activity", "controller", "template", "policyname", "secretname", "fingerprint",
    "thumbprint", "counter", "bucket", "uuid", "guid", "group", "groups", "role",
    "user", "username", "email", "host", "port", "region", "source", "target", "cookie", "meta",
    # what a file is called behind a dot
    "c", "h", "cc", "cpp", "py", "js", "ts", "go", "rs", "rb", "php", "sh", "java", "txt", "md", "html", "xml",
    "json", "yaml", "yml", "conf", "cfg", "ini", "log",
    "offset", "comment", "signature", "challenge", "default", "test", "literal", "operator", "separator", "delimiter",
})  # fmt: skip
_NOT_FIRST = frozenset({
    "is", "has", "get", "reset", "forgot", "forgotten", "show", "hide", "require", "requires",
    "validate", "invalid", "wrong", "bad", "missing", "enable", "disable", "max", "min", "num",
    "next", "prev", "previous", "page", "csrf", "xsrf", "csrftoken", "use", "no", "without",
    "public", "pub", "publishable", "primary", "foreign", "cache", "sort", "partition", "row",
    "cancellation", "cancel", "continuation", "pagination", "sync", "change", "update", "generate",
    "create", "verify", "lex", "parse", "syntax", "stop", "eos", "bos", "pad", "unk", "mask", "sep",
    "special", "design", "color", "theme",
})  # fmt: skip

_MATERIALS = frozenset({"key", "nkey", "salt", "nonce", "verifier", "seed", "iv", "psk", "ikm"})
# Keys that find something rather than open it.
_NO_MATERIAL = frozenset({
    "id", "ids", "name", "map", "dict", "index", "unique", "group", "event", "site", "react", "i18n",
    "translation", "object", "json", "config", "settings", "state", "query", "header", "message",
    "param", "data", "order", "lookup", "natural", "composite", "keyboard", "hot", "ssh", "host",
    "hash", "cache", "sort", "partition", "row", "column", "route", "bucket", "file", "path", "tag",
    "label", "metric", "attribute", "type", "resource", "random", "license", "gpg", "pgp", "fingerprint", "peer",
    "remote", "server", "verify", "verification", "idempotency", "commit", "version", "language", "websocket",
})  # fmt: skip


# The same few names recur all over a source tree.
_known: dict[str, str] = {}
_KNOWN_LIMIT = 20_000


def words_of(name: str) -> list[str]:
    """The lower-case words of a camelCase, snake_case, kebab-case or dotted name."""
    whole = name.lower().replace("_", " ").replace("-", " ").replace(".", " ").split()
    # In one case only what is no letter parts the words, in capitals digits may do so, too.
    if all(map(str.isalnum if name.islower() else str.isalpha, whole)) and (
        name.islower() or name.isupper()
    ):
        return whole
    words: list[str] = []
    word = ""
    before = ""
    for char in name:
        starts = char.isupper() and not before.isupper()
        if not char.isalnum() or starts:
            if word:
                words.append(word.lower())
            word = ""
        if char.isalnum():
            # "APIKey": the last capital of a run belongs to the next word.
            if char.islower() and before.isupper() and len(word) > 1:
                words.append(word[:-1].lower())
                word = word[-1]
            word += char
        before = char
    return [*words, word.lower()] if word else words


def kind_of(name: str) -> str:
    """``PASSWORD``, ``SECRET``, ``MATERIAL`` or "" for a name that announces no credential."""
    found = _known.get(name)
    if found is None:
        if len(_known) >= _KNOWN_LIMIT:
            _known.clear()
        found = _known[name] = _kind_of(name)
    return found


def _is_password(word: str) -> bool:
    if word.endswith(("password", "passwd", "passphrase", "pwd")):
        return len(word) < 24
    return word.endswith("pass") and word[:-4] in WITH_PASS


def _kind_of(name: str) -> str:
    words = words_of(name)
    if not words:
        return ""
    last = words[-1].rstrip("0123456789") or words[-1]
    if last in _NOT_LAST or words[0] in _NOT_FIRST or "public" in words or "example" in words:
        return ""
    if last == "credential" and words[:2] in (["x", "amz"], ["x", "goog"]):
        return ""  # in a signed URL it names the key, it is none
    if any(word in _PASSWORDS for word in words) or _is_password(last):
        return PASSWORD
    if any(word in _SECRETS for word in words):
        return SECRET
    if last == "key" and len(words) > 1 and _KEY_KINDS.intersection(words[:-1]):
        return SECRET
    if last.endswith(("secret", "token", "apikey", "accesskey", "secretkey")) and len(last) < 24:
        return SECRET
    if last in _MATERIALS and not _NO_MATERIAL.intersection(words):
        return MATERIAL
    return ""
