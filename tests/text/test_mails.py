"""Where the encoded bodies of mails begin and end."""

from __future__ import annotations

import quopri
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secretguard.model.pieces import outer_span, rewrite
from secretguard.text.embedded.mails import Part, base64_lines, part_at, unquoted

MAIL = "From: a@example.org\nContent-Transfer-Encoding: quoted-printable\nSubject: x\n\n"


def part(mail: bytes, number: int = 0) -> Part | None:
    """What is said of the encoding that is named ``number`` times before."""
    word = b"\ncontent-transfer-encoding: "
    at = -1
    for _ in range(number + 1):
        at = mail.lower().index(word, at + 1)
    end = min(mail.find(mark, at + 1) for mark in (b"\r\n", b"\n") if mail.find(mark, at + 1) >= 0)
    return part_at(mail, end)


PARTED = (
    'From: a\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n'
    'Content-Type: text/plain; name="k.pem"\nContent-Transfer-Encoding: base64\n\nYWJj\n--b--\n'
)


NO_PART = {
    "source that writes mails": 'import x\nmail = """\nContent-Transfer-Encoding: base64\n\nYWJj\n"""\n',
    "headers without a body": MAIL.rstrip(),
}


@pytest.mark.parametrize("name", NO_PART)
def test_no_part(name: str) -> None:
    assert part(NO_PART[name].encode()) is None


# mail: encoding, body, name
PARTS = {
    "a mail": (MAIL + "a=3Db\n", "quoted-printable", "a=3Db\n", ""),
    "with carriage returns": (MAIL.replace("\n", "\r\n") + "a\r\n", "quoted-printable", "a\r\n", ""),
    "in a mailbox": (f"From x y\n{MAIL}a\n\nFrom y z\n{MAIL}b\n", "quoted-printable", "a\n", ""),
    "later in a mailbox": (f"text\n\nFrom x\n{MAIL}a\n", "quoted-printable", "a\n", ""),
    "in several parts": (
        PARTED,
        "base64",
        "YWJj",
        "k.pem",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PARTS)
def test_the_body_of_a_part(name: str) -> None:
    mail, encoding, body, called = PARTS[name]
    found = part(mail.encode())
    assert found is not None
    assert (found.encoding.decode(), found.name.decode()) == (encoding, called)
    assert mail[found.low : found.high] == body


@given(st.text(max_size=300), st.data())
def test_quoted_printable_leads_back_to_the_body(text: str, data: st.DataObject) -> None:
    content = text.replace("\r", "").encode("utf-8", "replace")
    mail = MAIL.encode() + quopri.encodestring(content)
    found = part(mail)
    assert found is not None
    decoded, pieces = rewrite(mail, found.low, found.high, unquoted(mail, found))
    assert decoded == content
    if content:
        at = data.draw(st.integers(0, len(content) - 1))
        low, high = outer_span(pieces, at, at + 1)
        assert quopri.decodestring(mail[low:high]) == content[at : at + 1]


def test_python_s_own_mails_are_read() -> None:
    message = EmailMessage()
    message.set_content("text")
    message.add_attachment(bytes(range(200)), "application", "zip", filename="a.zip")
    mail = bytes(message)
    found = part(mail, number=mail.lower().count(b"\ncontent-transfer-encoding: ") - 1)
    assert found is not None
    lines = base64_lines(mail, found)
    assert (found.name, lines[0][0], len(lines)) == (b"a.zip", found.low, 4)
