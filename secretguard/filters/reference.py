"""Values that name the place where the secret is kept: exactly what a repository should hold."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.model.candidate import Candidate
    from secretguard.model.fragment import Fragment
    from secretguard.model.suppression import Suppression

# (pattern over the whole value, what it refers to)
_SHAPES = (
    (r"\$\{\{[^}]*\}\}", "a pipeline expression"),
    (r"\$\{[^}:]*(?::?[?+][^}]*)?\}|\$\{[^}:]*:-\}", "an environment variable"),
    (r"\$[A-Za-z_][A-Za-z0-9_.:]*|%[A-Za-z_]\w*%|%env\([\w:]+\)%|\$env:\w+", "an environment variable"),
    (r"\$\([^)]*\)|`[^`]*`", "the output of a command or a pipeline variable"),
    (r"\{\{.*\}\}|\{%.*%\}|<%.*%>|#\{.*\}|@@\w+@@|__\w+__", "a template's variable"),
    (r"(?i)@Microsoft\.KeyVault\(.*", "a Key Vault reference"),
    ((r"op://.*|vault:.*|ref\+\w+://.*|akv://.*|bws://.*|infisical://.*|doppler://.*"
     r"|gcpsm://.*|secretsmanager:.*|awskms:.*|gcp-kms:.*"), "a vault reference"),
    (r"arn:aws[a-z-]*:(?:secretsmanager|ssm|kms):.*|\{\{resolve:.*|ssm:.*|/aws/reference/.*",
     "an AWS secret reference"),
    (r"projects/[^/]+/secrets/.*", "a Secret Manager reference"),
    (r"(?:env|file|keyring|secret|secrets)[:.][A-Za-z_/.~][\w.:/-]*", "a reference to where it is kept"),
    (r"!(?:Ref|Sub|GetAtt|ImportValue|vault|secret|env_var)\b.*", "a tag that is resolved elsewhere"),
    (r"/run/secrets/.*|file://.*", "a mounted secret"),
    (r"(?:var|local|data|module|random_password|each)\.[\w.\[\]\"-]+", "a Terraform value"),
    (r"\.Values\..*|secretKeyRef.*|valueFrom.*", "a Kubernetes reference"),
    ((r"(?:os\.environ|os\.getenv|process\.env|System\.getenv|ENV|getenv|credentials|config"
     r"|Environment\.GetEnvironmentVariable|import\.meta\.env)(?:[.\[(].*)?"), "an environment lookup"),
    (r"[%$]?\{[\w.]*\}|%\(\w+\)s|%[sdr@]|\{\w*[!:]?\w*\}", "a format placeholder"),
)  # fmt: skip
_INSIDE = r"\$\{[^}]*\}|\{\{|\$\(|%\(\w+\)s|<%|#\{|\{[A-Za-z_][\w.]*\}"
# https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_06_02
# A dash without a colon in lower case is the name of a property: ${my-app.url}.
_DEFAULT = r"\$\{(?:\w+:-|[A-Z_][A-Z0-9_]*-)([^}]+)\}"


def is_reference(candidate: Candidate, _fragment: Fragment) -> Suppression | None:
    """The whole value refers elsewhere. A default inside ``${NAME:-value}`` is a value."""
    from secretguard.model.suppression import Suppression

    if candidate.structured:
        return None
    value = candidate.secret.reveal().strip()
    default = re.fullmatch(_DEFAULT, value)
    if default and len(default[1]) >= 8 and not default[1].isalpha():
        return None
    for shape, meaning in _SHAPES:
        if re.fullmatch(shape, value, re.DOTALL):
            return Suppression("reference", f"{meaning}, not a value")
    if re.search(_INSIDE, value) or default:
        return Suppression("reference", "it is put together from references")
    if candidate.refers:
        return Suppression("reference", "it stands for a value that is kept elsewhere")
    return None
