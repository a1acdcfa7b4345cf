"""Bytes to text, once: what the bytes declare, then UTF-8, then detection."""

import codecs
import re

from stancemark.tasks.read.incoming import Refused

_SAMPLE = 65_536
"""Bytes from which an encoding is guessed; the whole must then fit it."""

_BYTE_ORDER_MARKS = {
    b"\xff\xfe\0\0": "utf-32-le",
    b"\0\0\xfe\xff": "utf-32-be",
    b"\xef\xbb\xbf": "utf-8",
    b"\xff\xfe": "utf-16-le",
    b"\xfe\xff": "utf-16-be",
}

_TEXT_CODECS = re.compile(
    r"utf-?(8|16|32)|ascii|cp\d+|iso8859-\d+|iso2022_\w+|koi8-\w|gb2312|gbk|gb18030|hz|big5|"
    r"big5hkscs|euc_\w+|johab|shift_jis\w*|mac-\w+|tis-620|ptcp154|kz1048"
)
"""Python's names of what is an encoding of text; others unpack, or escape."""

_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
"""Declared encodings, and the larger one of the WHATWG standard that browsers read them as."""

_NEVER_GUESSED = ["utf_7", "utf_16", "utf_16_be", "utf_16_le", "utf_32", "utf_32_be", "utf_32_le"]
"""Any few bytes fit these; the wide ones are known by their marks or their NULs."""

_HALF = re.compile("[\ud800-\udfff]")


def not_text() -> Refused:
    """The refusal of what is binary, or in no encoding."""
    return Refused("not text", "binary, or in no encoding we recognise")


def decode(data: bytes, declared: str = "") -> str:
    """The text of some bytes.

    A byte-order mark decides; then what is UTF-8 is UTF-8; then what is `declared`; then detection.
    Raises `Refused` for what is binary, or damaged UTF-8: never guessed, never mended.

    >>> decode("Déjà vu".encode("utf-16")), decode("Déjà vu".encode("cp1252"), "iso-8859-1")
    ('Déjà vu', 'Déjà vu')
    """
    encoding, skip = encoding_of(data, declared)
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise _fault(data, encoding, error) from error
    if "\0" in text or not readable(text[:100_000], 0.01):
        raise not_text()
    return text


def encoding_of(data: bytes, declared: str = "", *, part: bool = False) -> tuple[str, int]:
    """The encoding of some bytes, or of the beginning of some; and the length of its mark.

    Raises `Refused` where there is none.
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return encoding, len(mark)
    if _is_utf8(data, part=part):
        wide = _wide(data)
        return (wide, 0) if wide else ("utf-8", 0)
    known = _declared(declared)
    if known and (part or _fits(data, known)):
        return known, 0
    if known == "cp1252":
        return "latin-1", 0  # as browsers do with the five bytes that cp1252 leaves out
    if _mostly_utf8(data):
        return "utf-8", 0
    return _wide(data) or _detected(data, part=part), 0


def readable(text: str, most: float) -> bool:
    """Whether at most that share of the characters are controls that no text has."""
    controls = sum(ch < " " and ch not in "\t\n\r\f" for ch in text)
    return controls <= len(text) * most


def _fault(data: bytes, encoding: str, error: UnicodeDecodeError) -> Refused:
    if encoding != "utf-8":
        return not_text()
    if _halves(data):
        return Refused("lone surrogate", "half of a character, which is no text")
    return Refused("damaged text", f"UTF-8 but for byte {error.start + 1}; mend or remove it")


def _halves(data: bytes) -> bool:
    try:
        return _HALF.search(data.decode("utf-8", "surrogatepass")) is not None
    except UnicodeDecodeError:
        return False


def _is_utf8(data: bytes, *, part: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=not part)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(data: bytes) -> bool:
    """Whether there are more characters beyond ASCII in UTF-8 than faults, or half characters."""
    if _halves(data):
        return True
    text = data.decode("utf-8", "replace")
    beyond = len(text) - len(text.encode("ascii", "ignore"))
    faults = text.count("\ufffd")
    return beyond - faults > 2 * faults


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every other byte of Latin text is NUL."""
    sample = data[: 4096 - len(data) % 2] if len(data) < 4096 else data[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if not low and high > 0.7 * half:
        return "utf-16-le"
    return "utf-16-be" if not high and low > 0.7 * half else ""


def _declared(label: str) -> str:
    """Python's name of a declared encoding; empty for none, and for what is no text."""
    try:
        name = codecs.lookup(label.strip()).name if label.strip() else ""
    except (LookupError, ValueError):
        return ""
    return _READ_AS.get(name, name) if _TEXT_CODECS.fullmatch(name) else ""


def _fits(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeError:
        return False
    return True


def _detected(data: bytes, *, part: bool) -> str:
    """The encoding that charset-normalizer sees in a sample around the first byte beyond ASCII."""
    from charset_normalizer import from_bytes

    if b"\0" in data:
        raise not_text()
    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, data.rfind(b"\n", 0, max(0, first.start() - 200)) + 1) if first else 0
    sample = data[start : start + _SAMPLE]
    if len(sample) == _SAMPLE:
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" ")) + 1] or sample
    best = from_bytes(sample, cp_exclusion=_NEVER_GUESSED).best()
    if best is None or not (part or _fits(data, best.encoding)):
        raise not_text()
    return best.encoding
