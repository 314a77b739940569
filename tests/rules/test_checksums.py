"""Checksums against published vectors, or against what a second, plain implementation says."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import random
import string
import zlib

import pytest

from secretguard.rules.checksums import NAMES, checksum
from secretguard.rules.checksums.azure import marvin32
from secretguard.rules.checksums.coins import bip39_words
from secretguard.rules.checksums.others import crc16_xmodem, luhn

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
BASE58 = "".join(char for char in string.digits[1:] + string.ascii_uppercase
                 + string.ascii_lowercase if char not in "IOl")  # fmt: skip


def letters(count: int, seed: int = 1) -> str:
    source = random.Random(seed)
    return "".join(source.choice(BASE62) for _ in range(count))


def in_base(number: int, alphabet: str) -> str:
    head = in_base(number // len(alphabet), alphabet) if number >= len(alphabet) else ""
    return head + alphabet[number % len(alphabet)]


def test_every_algorithm_has_a_name_of_its_own_file() -> None:
    assert len(NAMES) == len({id(checksum(name)) for name in NAMES})


BODY = letters(40)
CRC = zlib.crc32(BODY.encode())


@pytest.mark.parametrize(
    ("name", "before", "ending"),
    [
        ("crc32-base62", "pre_" + BODY, in_base(CRC, BASE62).zfill(6)),
        ("cloudflare-crc32", "pre_" + BODY, f"{CRC:08x}"),
        ("grafana-crc32", BODY + "_", CRC.to_bytes(4, "little").hex()),
        (
            "confluent-crc32", "pre" + BODY,
            base64.b64encode(CRC.to_bytes(4, "little")).decode().rstrip("="),
        ),
        ("atlassian-crc32", BODY, f"{CRC:08X}"),
    ],
)  # fmt: skip
def test_a_crc_of_the_body(name: str, before: str, ending: str) -> None:
    algorithm = checksum(name)
    token = before + ending
    assert algorithm.fits(token, {"body": BODY, "checksum": ending})
    wrong = ("0" if ending[0] != "0" else "1") + ending[1:]
    assert not algorithm.fits(before + wrong, {"body": BODY, "checksum": wrong})
    assert algorithm.complete(before + wrong, {"body": BODY, "checksum": wrong}) == token


def test_the_crc_of_a_routable_token_covers_its_prefix() -> None:
    before = "pre-" + BODY + ".01.1c"
    alphabet = string.digits + string.ascii_lowercase
    ending = in_base(zlib.crc32(before.encode()), alphabet).zfill(7)
    assert checksum("gitlab-routable").fits(before + ending, {"checksum": ending})
    assert not checksum("gitlab-routable").fits("x" + before + ending, {"checksum": ending})


# https://github.com/dotnet/runtime (MarvinTests.cs): data and both halves of the hash
MARVIN_SEED = bytes.fromhex("004fb61a001bdbcc").decode("latin-1")


@pytest.mark.parametrize(
    ("data", "halves"),
    [
        ("", 0x30ED35C100CD3C7D),
        ("af", 0x48E73FC77D75DDC1),
        ("e70f", 0xB5F6E1FC485DBFF8),
        ("37f495", 0xF0B07C789B8CF7E8),
        ("8642dc59", 0x7008F2E87E9CF556),
        ("153fb79826", 0xE6C08C6DA2AFA997),
        ("0932e6246c47", 0x6F04BF1A5EA24060),
        ("ab427ea8d10fc7", 0xE11847E4F0678C41),
    ],
)
def test_marvin32(data: str, halves: int) -> None:
    folded = halves >> 32 ^ halves & 0xFFFFFFFF
    assert marvin32(bytes.fromhex(data), MARVIN_SEED) == folded


def identifiable(seed: str, size: int) -> str:
    raw = random.Random(size).randbytes(size - 4)
    return base64.b64encode(raw + marvin32(raw, seed).to_bytes(4, "little")).decode()


@pytest.mark.parametrize(
    ("name", "seed", "size"),
    [
        ("azure-his-v1", "Default0", 64),
        ("azure-his-v1-cosmos", "SysAll00", 64),
        ("azure-his-v1-messaging", "Listen00", 32),
        ("azure-his-v1-registry", "ACRDflt0", 39),
        ("azure-his-v1-redis", "Access00", 32),
    ],
)
def test_an_identifiable_key_ends_with_marvin32(name: str, seed: str, size: int) -> None:
    key = identifiable(seed, size)
    assert checksum(name).fits(key, {})
    assert not checksum(name).fits(identifiable("Other000", size), {})


def test_a_redis_key_may_have_its_signs_replaced() -> None:
    keys = [identifiable("Access00", size) for size in range(32, 60)]
    replaced = [key.replace("+", "P").replace("/", "F") for key in keys]
    assert replaced != keys
    assert all(checksum("azure-his-v1-redis").fits(key, {}) for key in replaced)


def test_an_annotated_key_in_all_its_forms() -> None:
    before = letters(52) + "JQQJ99" + "BC" + letters(16, 2) + "AZDO"
    packed = marvin32(base64.b64decode(before), "Default0").to_bytes(4, "little")
    zeros = "0" * (4 - len(packed.lstrip(b"\0")))
    text = (zeros + in_base(int.from_bytes(packed, "big"), BASE62)).ljust(6, "0")
    forms = [
        text[:4],
        base64.b64encode(base64.b64decode(text + "==")).decode(),
        base64.b64encode(packed[:3]).decode(),
        base64.b64encode(packed).decode(),
    ]
    assert [len(form) for form in forms] == [4, 8, 4, 8]
    for form in forms:
        assert checksum("azure-cask").fits(before + form, {})
        assert not checksum("azure-cask").fits("x" + before[1:] + form, {})
    assert checksum("azure-cask").complete(before + "x" * 4, {}) == before + forms[0]
    assert checksum("azure-cask").complete(before + "x" * 6 + "==", {}) == before + forms[1]


def test_an_entra_secret_ends_with_three_digits_of_its_own_alphabet() -> None:
    before = letters(3) + "8Q~" + letters(31, 2)
    alphabet = string.ascii_lowercase + string.ascii_uppercase + "1234567890.-_~"
    text = in_base(marvin32(before.encode(), "AadPwd00"), alphabet).rjust(6, "a")
    assert checksum("entra-marvin").fits(before + text[:3], {"checksum": text[:3]})


@pytest.mark.parametrize("mask", [0xE0B9692D, 0x1019F92E], ids=["of a user", "of an application"])
def test_an_older_azure_devops_token_hides_its_sum(mask: int) -> None:
    rest = bytearray(random.Random(4).randbytes(28))
    total = (zlib.crc32(rest) ^ mask).to_bytes(4, "little")
    for place in (2, 7, 8, 22):  # in this order the places stay what they are
        rest.insert(place, total[(22, 8, 7, 2).index(place)])
    token = base64.b32encode(rest).decode().rstrip("=").lower()
    assert checksum("azure-devops-crc32").fits(token, {})
    assert not checksum("azure-devops-crc32").fits(token[::-1].replace("=", "a"), {})


# https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki (test vectors, put together)
@pytest.mark.parametrize(
    ("prefix", "data", "good"),
    [
        ("a", "2uel5l", True),
        ("abcdef", "qpzry9x8gf2tvdw0s3jn54khce6mua7l" + "mqqqxw", True),
        ("split", "checkupstagehandshakeupstreamerranterredcaperred" + "2y9e3w", True),
        ("a", "2uel5m", False),
    ],
)
def test_bech32(prefix: str, data: str, good: bool) -> None:
    assert checksum("bech32").fits(f"{prefix}1{data}", {}) is good
    assert checksum("bech32").fits(f"{prefix}1{data}".upper(), {}) is good


def test_base58check_is_a_double_sha256() -> None:
    payload = b"\x80" + random.Random(6).randbytes(32) + b"\x01"
    total = hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    good, bad = (
        in_base(int.from_bytes(payload + end, "big"), BASE58) for end in (total, b"\0\0\0\0")
    )
    assert good[0] in "KL"
    assert len(good) == 52
    assert (checksum("base58check").fits(good, {}), checksum("base58check").fits(bad, {})) == (
        True,
        False,
    )
    assert checksum("base58check").complete(bad, {}) == good


# https://github.com/trezor/python-mnemonic/blob/master/vectors.json: entropy of one byte repeated
@pytest.mark.parametrize(
    ("phrase", "good"),
    [
        ("abandon " * 11 + "about", True),
        ("abandon " * 11 + "abandon", False),
        ("zoo " * 11 + "wrong", True),
        ("zoo " * 17 + "when", True),
        ("abandon " * 23 + "art", True),
        ("abandon " * 23 + "notaword", False),
        ("abandon " * 10 + "about", False),
    ],
)
def test_the_last_word_of_a_seed_phrase(phrase: str, good: bool) -> None:
    assert checksum("bip39").fits(phrase, {}) is good


def test_the_word_list_is_the_published_one() -> None:
    words = bip39_words()
    assert (len(words), words[0], words[-1], list(words) == sorted(words)) == (
        2048, "abandon", "zoo", True,
    )  # fmt: skip
    assert len({word[:4] for word in words}) == 2048


def test_luhn_and_crc16_check_values() -> None:
    assert luhn("7992739871") == 3  # https://en.wikipedia.org/wiki/Luhn_algorithm
    assert checksum("luhn").fits("7992-7398-713", {})
    assert not checksum("luhn").fits("7992-7398-710", {})
    assert checksum("luhn").complete("7992-7398-710", {}) == "7992-7398-713"
    assert crc16_xmodem(b"123456789") == 0x31C3  # https://reveng.sourceforge.io/crc-catalogue


def test_a_nats_seed_sums_up_its_bytes() -> None:
    raw = bytes([0x92, 0xA0]) + random.Random(7).randbytes(32)
    total = 0
    for byte in raw:
        total ^= byte << 8
        for _ in range(8):
            total = (total << 1 ^ (0x1021 if total & 0x8000 else 0)) & 0xFFFF
    token = base64.b32encode(raw + total.to_bytes(2, "little")).decode().rstrip("=")
    assert checksum("nkey-crc16").fits(token, {})
    assert not checksum("nkey-crc16").fits(token[:-2] + "AA", {})


def macaroon(location: bytes, *caveats: bytes, signature: int = 32) -> str:
    def packet(kind: int, data: bytes) -> bytes:
        assert len(data) < 128
        return bytes((kind, len(data))) + data

    raw = b"\x02" + packet(1, location) + packet(2, b"key id") + b"\0"
    raw += b"".join(packet(2, caveat) + b"\0" for caveat in caveats)
    raw += b"\0" + packet(6, bytes(range(signature)))
    return "pypi-" + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def test_a_macaroon_is_a_chain_of_packets() -> None:
    fits = checksum("macaroon").fits
    assert fits(macaroon(b"pypi.org"), {})
    assert fits(macaroon(b"test.pypi.org", b'{"version": 1}', b"[0, 1, 2]"), {})
    assert not fits(macaroon(b"pypi.org")[:-4], {})
    assert not fits(macaroon(b"pypi.org", signature=16), {})


def jwt(payload: object, header: object = {"alg": "HS256"}) -> str:
    parts = (json.dumps(part).encode() for part in (header, payload))
    encoded = [base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, letters(43)])


@pytest.mark.parametrize(
    ("token", "names"),
    [
        (jwt({"sub": "x"}), {"jwt-structure"}),
        (jwt({"userId": 7}), {"jwt-structure"}),
        (jwt({"a": "b"}), set()),
        (jwt({"hello": "world"}), set()),
        (jwt({"a": "b" * 40}), {"jwt-structure"}),
        (jwt({"sub": "x"}, {"typ": "JWT"}), set()),
        (jwt(["no", "object"]), set()),
        (
            jwt({"iss": "supabase", "role": "service_role"}),
            {"jwt-structure", "supabase-service-role"},
        ),
        (jwt({"iss": "supabase", "role": "anon"}), {"jwt-structure", "supabase-anon"}),
        (jwt({"iss": "other", "role": "anon"}), {"jwt-structure"}),
    ],
)
def test_claims_of_a_json_web_token(token: str, names: set[str]) -> None:
    every = ("jwt-structure", "supabase-service-role", "supabase-anon")
    assert {name for name in every if checksum(name).fits(token, {})} == names


@pytest.mark.parametrize(
    ("text", "good"),
    [(b"user:pass word", True), (b"user:", False), (b"no colon", False), (b"a:\x00b", False)],
)
def test_basic_credentials(text: bytes, good: bool) -> None:
    encoded = binascii.b2a_base64(text, newline=False).decode()
    assert checksum("basic-credentials").fits(encoded, {}) is good
    assert not checksum("basic-credentials").fits(encoded[:-1] + "!", {})
