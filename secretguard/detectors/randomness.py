"""How likely is it that nobody chose these characters?

Passwords and keys that a machine made look like draws from an urn; identifiers, words and paths
do not. The judgement is a likelihood ratio over pairs of neighbouring characters: how much likelier
is this text as random text than as a word, in bits. It is measured on letters and digits
alone; case changes and class changes inside a run add what the pairs, which are
case-blind, cannot see. One bit more halves the odds that the text is a word.

The table holds, for each pair, how much likelier it is in words than in random text, in quarters
of a bit around "M". ``benchmarks/build_bigrams.py`` makes it.
"""

from __future__ import annotations

from itertools import repeat
from operator import add, and_

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789"
_ROWS = (
    "MPRQBFNAN;IUQS<N<UTVJFGGH?;;<:886:<:",
    "WORIRHFFRNBVIIRJBOOIS?DDPF@BGEAA@>@<",
    "UFLJTGESN<SRJDXGAOKUNGA<H==ACA;;;<==",
    "SJMOYLIFV?BPJHSK@NPNODGCE?=DF@@=:;>;",
    "PFQRLMHDG;@OMTFLIWXSDIHOF:8@A==9;9;8",
    "SHJMSXJ?X@=QDGTF<RMNP?A@F=CCB@>>@@D>",
    "PHJJYIMQQ@DPJPNJ>SSPOIDADG;FD?@@75=A",
    "XHIKYFDJUBEJJIVFAPKRLCD>GC?A@;C865;9",
    "MKRNMJO@A?ASPYSM<MST;K8K;L5685555565",
    "TJLLYHJKOJRKHKSPGJOITIHHKJFEG?GGA6?6",
    "RIOLYKMJTHERFLJJCLSPIEM?HA@EE@:8<8G8",
    "UFINYHACW<BSFEUJ;DNQNDA8OA;>B;758555",
    "WMEJYGBAS=BLOHTU=DPLMCA8N@7BA<5:55:>",
    "SFRUUMVDP=IIFKRI<ESWLJC<C>=@B>755555",
    "JLQREIK@I?JPRXOQ9WOQQINH?@59<7555555",
    "WEJIWHEJQ:DSDFSPBUNSMEE6Q;?@B@?9=555",
    "NIJFHBLFJ=LJKKFHNNNKYGHFFB=EFB=AA?C?",
    "UFMMYHLBT5GJMKUI6QRSLHE9L<9@B=885555",
    "MENFWEHNR8FJGFNOBESYPAF:J<5AB;:65565",
    "RGOIYICQU7AJIGQK;SROLCF?M@:@B>=67555",
    "ORNLQNJ?N<>TRWHR5TSUD@;A<A??A7858585",
    "YJJFYGEGUA@FLGLF?HIGEFF@JH@DE;HDF9;5",
    "VHLLSJENYCBLFQSH@TRJEHJI??;BA>>JE=7?",
    "QOUOTRAHRGEIMHHRBJKVCDEQNDMKDB?=;DJI",
    "NMPMPMGFO@DNPRKWDLTVIIMJLK?BIB:99595",
    "REJLYGKIVAEHMDPJDCKHFFNPLSFDLED@9595",
    "PQOMMPGEKGDMKIFLDGIECGJYINSIOLKDGCCC",
    "RRPPQTHJFJGKLKJHDDKLNIKGHMROPMLLOHFJ",
    "TNQOLPHMMEFOLMLPHKPQLPIJJKPFGIMOCCHO",
    "PPNOKPLNINGJMLJNNQOMJMHLGJOHWDAIADGF",
    "QPQRRLNFPDUOKOHM:LPOLFKLKHGDMGIMFI:D",
    "LOPPKOJQLMNOGQESIPMMEJGKLNRRB<MKKBBE",
    "PPLOPLHMQJHJIPFOFOOUICFKKIICICXF=CFF",
    "OQQQNWEJPNELHOMHNJHQ?LMEHMMJ??LJHJJH",
    "TTROPPLKFNFQKNHMFJQKDJHLLJNADFJQDHDI",
    "QQQQNSLHMLOHJK<OKMIJSNKINMMJKKKCH<N<",
)
_QUARTERS = {
    first + second: ord(_ROWS[row][column]) - ord("M")
    for row, first in enumerate(_ALPHABET)
    for column, second in enumerate(_ALPHABET)
}
# What a letter after a letter of the other case, or a digit inside letters, tells (quarters of a
# bit): words change case at their beginnings only.
_CASE_BREAK = -5
_DIGITS = frozenset("0123456789")
_HEX = frozenset("0123456789abcdef")


def random_bits(text: str) -> float:
    """Bits of evidence that ``text`` is random rather than a word; negative for words.

    0 for texts of fewer than two letters or digits. Linear in the length.
    """
    lowered = text.lower()
    quarters = sum(map(_QUARTERS.get, map(add, lowered, lowered[1:]), repeat(0)))
    if lowered != text:
        # "aB" begins a word in camelCase, "Ab" is a capital; alternation is neither.
        rises = sum(map(and_, map(str.islower, text), map(str.isupper, text[1:])))
        quarters += _CASE_BREAK * rises
    return -quarters / 4


def is_encoded_text(text: str) -> bool:
    """Base64 of something that people read (RFC 4648): an id or a header, not a draw from an urn."""
    from binascii import Error, a2b_base64

    body = text.rstrip("=").translate({45: "+", 95: "/"})
    if len(body) < 16 or len(body) % 4 == 1:
        return False
    try:
        raw = a2b_base64(body + "=" * (-len(body) % 4))
    except (Error, ValueError):
        return False
    return all(32 <= byte < 127 or byte in b"\t\n\r" for byte in raw)


def is_hex(text: str) -> bool:
    """Only hexadecimal digits, in one case."""
    return _HEX.issuperset(text) or (text.isupper() and _HEX.issuperset(text.lower()))


def is_uuid(text: str) -> bool:
    """The 8-4-4-4-12 form of RFC 9562."""
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and is_hex("".join(parts).lower())


def classes(text: str) -> int:
    """How many of lower case, upper case, digits and other characters occur."""
    return (
        (text != text.upper())
        + (text != text.lower())
        + (not _DIGITS.isdisjoint(text))
        + (not text.isalnum())
    )


def is_sequential(text: str) -> bool:
    """Mostly one character repeated or a run up or down the alphabet: nobody's secret."""
    steps = [ord(after) - ord(before) for before, after in zip(text, text[1:], strict=False)]  # noqa: RUF007 - itertools is an import
    return len(steps) > 2 and max(steps.count(step) for step in (0, 1, -1)) * 2 > len(steps)
