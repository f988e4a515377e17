"""From bytes to text: byte order marks, UTF-8, a stated encoding, and only then a guess."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any

from stancebank.collect.reject import Reject
from stancebank.collect.words import language_of
from stancebank.errors import load_extra

MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x1f\x8b": "a gzip file",
    b"(\xb5/\xfd": "a Zstandard file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"7z\xbc\xaf": "a 7-Zip file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"\x7fELF": "a program",
    b"{\\rtf": "an RTF file",
}
BOMS = (
    # UTF-32's little-endian mark begins with UTF-16's: the longer ones first.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CONTROL_SHARE = 0.05
"""More control bytes than this share and it is no text; articles have none or a handful."""

GUESSED = [
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257"),
    *("koi8_r", "koi8_u", "iso8859_2", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
]
"""The legacy encodings in which news has been published; the rest would only add false friends."""

MARGIN = 0.02
"""How much better (in charset_normalizer's chaos or coherence, 0–1) the best guess must be than any
other that reads differently."""

OWN: Mapping[str, str] = {
    # Not è, ê, ñ, which in English may be the č, ę, ń of a name in cp1250: Vučić, Wałęsa.
    "en": "ïà£",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "de": "äöüß",
    "es": "áéíñóúü¿¡",
    "it": "àèéìíîòóùú",
    "pt": "ãáàâçéêíóõôúü",
    "nl": "áàèéëïóöü",
    "sv": "åäöé",
    "da": "æøåé",
    "no": "æøåéòô",
    "pl": "ąćęłńóśźż",
    "cs": "áčďéěíňóřšťúůýž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "hu": "áéíóöőúüű",
    "hr": "čćđšž",
    "sl": "čšž",
    "ro": "ăâîşţ",
    "lv": "āčēģīķļņšūž",
    "lt": "ąčęėįšųūž",
    "et": "äöõüšž",
    "tr": "çğıİöşü",
}
"""What a language writes beyond ASCII: of readings that differ by letters, the one that has only
these where they differ is right."""

# A sign amid letters (og³osi³): no reading of words.
_SIGN_IN_WORD = re.compile(r"[^\W\d_][¡-¬®-¶¸¹»-¿×÷][^\W\d_]")

# Python calls these text encodings, but they are transformations: slow, or not of whole articles.
_NOT_ENCODINGS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "utf-7"}
_CONTROLS = bytes(set(range(32)) - {*b"\t\n\r\f\v"})


def decode(
    raw: bytes, stated: str | None = None, hint: str | None = None, language: str | None = None
) -> tuple[str, str]:
    """The text and the canonical Python name of its encoding ("utf-8", "cp1252").

    Args:
        raw: the bytes as received.
        stated: encoding the sidecar states: used, or the input is rejected.
        hint: encoding the file claims for itself (HTML): used where UTF-8 does not fit.
        language: BCP 47 tag as stated, or None; decides between encodings that differ by letters.

    Raises:
        Reject: binary, undecodable, bad-metadata (an encoding Python does not know).
    """
    for magic, what in MAGIC.items():
        if raw.startswith(magic):
            raise Reject("binary", f"{what}, not text: give the article's text or HTML")
    if stated is not None:
        return _stated(raw, stated)
    for mark, name in BOMS:
        if raw.startswith(mark):
            return _strict(raw, name), name.removesuffix("-sig")
    _refuse_binary(raw)
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        _refuse_damaged_utf8(raw, error.start)
    if hint is not None and (claimed := _canonical(hint)):
        # Browsers read these two as Windows-1252: the pages were made for them.
        claimed = "cp1252" if claimed in ("iso8859-1", "ascii") else claimed
        return _strict(raw, claimed), claimed
    return _guess(raw, language)


def _canonical(name: str) -> str | None:
    try:
        info = codecs.lookup(name.strip())
    except (LookupError, ValueError):
        return None
    usable = info._is_text_encoding and info.name.replace("_", "-") not in _NOT_ENCODINGS
    return info.name if usable else None


def _stated(raw: bytes, stated: str) -> tuple[str, str]:
    name = _canonical(stated)
    if name is None:
        raise Reject(
            "bad-metadata",
            f"the sidecar states the encoding {stated!r}, which Python does not know: state a "
            'name such as "utf-8", "cp1252", "koi8-r"',
        )
    name = name.removesuffix("-sig")
    return _strict(raw.removeprefix(codecs.BOM_UTF8) if name == "utf-8" else raw, name), name


def _strict(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeDecodeError as error:
        raise Reject(
            "undecodable",
            f"byte {error.start} (0x{raw[error.start]:02x}) is not {name}: "
            'mend the byte, or state the right "encoding" in the sidecar',
        ) from error
    except UnicodeError as error:
        raise Reject("undecodable", f'not {name}: state "encoding" in the sidecar') from error


def _refuse_binary(raw: bytes) -> None:
    if (nul := raw.find(b"\0")) >= 0:
        raise Reject(
            "binary",
            f"a NUL byte at byte {nul}, so not text: give text, or state "
            '"encoding": "utf-16-le" (or -be) in the sidecar if it is that',
        )
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if controls > CONTROL_SHARE * len(raw):
        raise Reject(
            "binary", f"{controls} of {len(raw)} bytes are control bytes, so not text: give text"
        )


def _refuse_damaged_utf8(raw: bytes, first: int) -> None:
    """UTF-8 with a bad byte is damaged UTF-8: another encoding would turn the rest to mojibake."""
    valid = sum(not char.isascii() for char in raw.decode("utf-8", "ignore"))
    invalid = raw.decode("utf-8", "replace").count("\ufffd")
    if valid and valid >= invalid:
        raise Reject(
            "undecodable",
            f"UTF-8 but for byte {first} (0x{raw[first]:02x}): mend the byte, or state the right "
            '"encoding" in the sidecar',
        )


def _guess(raw: bytes, language: str | None) -> tuple[str, str]:
    module = load_extra("charset_normalizer", "collect", "read text that is not UTF-8")
    matches = list(module.from_bytes(raw, cp_isolation=GUESSED))
    matches = [match for match in matches if not _SIGN_IN_WORD.search(str(match))] or matches
    if matches and (best := _best(matches, raw, language)):
        # Of several names under which the bytes read alike, the commonest.
        alike = best.could_be_from_charset
        name = "cp1252" if "cp1252" in alike else best.encoding
        return _strict(raw, name), codecs.lookup(name).name
    seen = ", ".join(match.encoding for match in matches[:3]) or "none fits"
    raise Reject(
        "undecodable",
        f'not UTF-8, and no other encoding is beyond doubt ({seen}): state "encoding" or '
        '"language" in the sidecar',
    )


def _best(matches: list[Any], raw: bytes, language: str | None) -> Any | None:
    """The match that is beyond doubt: by the language, else by how much better it is."""
    best = matches[0]
    language = language or language_of(raw.decode("ascii", "replace"))
    own = OWN.get((language or "").split("-")[0].lower())
    near = [match for match in matches if match.chaos - best.chaos < MARGIN]
    if own is None:
        near = [match for match in near if best.coherence - match.coherence < MARGIN]
    if len({str(match) for match in near}) == 1:
        return best
    if own is None:
        return None
    # A reading of another length is of two bytes a character, which none of these languages has.
    near = [match for match in near if len(str(match)) == len(raw)]
    columns = list(zip(*map(str, near), strict=True))
    differ = [index for index, column in enumerate(columns) if len(set(column)) > 1]
    letters = {*own, *own.upper()}
    fit = [match for match in near if {str(match)[index] for index in differ} <= letters]
    return fit[0] if len(fit) == 1 else None
