"""Files of keys that have one kind of content and nothing to look up."""

from __future__ import annotations

from secretguard.detectors.keystores.contents import LOCKED, OPEN, Contents

TYPE_CHECKING = False
if TYPE_CHECKING:
    from secretguard.detectors.keystores.contents import Work

_FEWEST_DISTINCT = 8  # of 16 digits; chance gives 14
_BEGINS = "the file begins like one"


def read_keytab(_data: bytes, _work: Work) -> Contents:
    """https://web.mit.edu/kerberos/krb5-devel/doc/formats/keytab_file_format.html."""
    told = (_BEGINS, "its keys lie open and are as good as the passwords of its accounts")
    return Contents("Kerberos keytab", OPEN, told, rule_id="kerberos-keytab")


def read_git_crypt(_data: bytes, _work: Work) -> Contents:
    """What ``git-crypt export-key`` writes."""
    told = (_BEGINS, "it decrypts every file that git-crypt keeps in the repository")
    return Contents("git-crypt key", OPEN, told, rule_id="git-crypt-key")


def read_rails_key(data: bytes, _work: Work) -> Contents | None:
    """https://guides.rubyonrails.org/security.html#custom-credentials."""
    key = data.rstrip()
    if len(set(key)) < _FEWEST_DISTINCT:
        return None
    told = ("the file holds nothing else", "it decrypts the credentials that lie beside it")
    return Contents("Rails key file", OPEN, told, rule_id="rails-key-file", size=len(key))


def read_keychain(_data: bytes, _work: Work) -> Contents:
    """https://opensource.apple.com/source/Security/ (``AppleDatabase.h``)."""
    told = (_BEGINS, "its password is most often that of a login")
    return Contents("macOS keychain", LOCKED, told, rule_id="password-database")
