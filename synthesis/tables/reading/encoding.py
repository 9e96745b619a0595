"""In which encoding a text file is written."""

import codecs
import re

from synthesis.tables.reading.alphabets import LEAST, european

ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp1250", "cp1251", "iso8859-15"),
    *(
        "iso8859-2",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp874",
        "koi8-r",
        "koi8-u",
        "iso8859-5",
        "iso8859-7",
    ),
    *("cp850", "cp852", "cp866", "mac-roman", "mac-cyrillic", "cp932", "euc-jp", "gb18030", "big5", "cp949"),
    *("utf-32", "utf-32-le", "utf-32-be"),
)
"""What a user may choose from."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JUDGED = 20_000
_DOUBLE = {
    **dict.fromkeys(("cp932", "shift_jis", "shift_jis_2004", "shift_jisx0213"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "hz"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs", "cp950"), "big5"),
    **dict.fromkeys(("euc_jp", "euc_jis_2004", "euc_jisx0213"), "euc-jp"),
    **dict.fromkeys(("cp949", "euc_kr", "johab"), "cp949"),
}
_FOREIGN = _DOUBLE | {
    **{name: name for name in ("cp1251", "cp1253", "cp1255", "cp1256", "cp866", "cp874", "iso8859_5", "iso8859_7")},
    **{name: name for name in ("iso8859_6", "iso8859_8", "mac_cyrillic", "mac_greek", "cp737", "cp862", "cp864")},
    "koi8_r": "koi8-r",
    "koi8_u": "koi8-u",
    "tis_620": "cp874",
    "iso8859_11": "cp874",
}


def encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try in order: by byte-order mark, by the zeros of UTF-16, strict UTF-8, then by the look of it.

    What is neither is taken for the European language whose letters it has (see `alphabets`), on a tie for western text
    in Windows-1252, unless its foreign bytes come in long runs, as in Japanese or Russian: then chardet is believed.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return (name,)
    wide = _wide(content[:4000])
    if wide:
        return (wide,)
    return ("utf-8", *_eight_bit(content))


def _wide(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: zeros in the places where letters, digits and line ends of ASCII have theirs."""
    zeros = [head[place::4].count(0) for place in range(4)]
    quarter = len(head) // 4
    for name, places in (("utf-32-le", (2, 3)), ("utf-32-be", (0, 1)), ("utf-16-le", (1, 3)), ("utf-16-be", (0, 2))):
        seen = sum(zeros[place] for place in places)
        needed = 1.8 * quarter if "32" in name else max(4, 0.1 * quarter)
        if seen >= needed and ("32" in name or seen > 9 * (sum(zeros) - seen)):
            return name if "\n" in head.decode(name, "ignore") or "\r" in head.decode(name, "ignore") else None
    return None


def _eight_bit(content: bytes) -> tuple[str, ...]:
    high = re.search(rb"[\x80-\xff]", content)
    if high is None:
        return ()
    start = content.rfind(b"\n", 0, high.start()) + 1
    sample = content[start : start + _JUDGED]
    runs = re.findall(rb"[\x80-\xff]+", sample)
    apart = sum(map(len, runs)) < 1.6 * len(runs)
    leading = len(re.findall(rb"[\x80-\x9f]", sample)) > 0.3 * sum(map(len, runs))
    guess = _asked(sample) if leading or not apart else None
    if apart and guess not in _DOUBLE.values():
        guess = None
    latin, share = european(sample)
    return (*((guess,) if guess else ()), *((latin,) if share >= LEAST else ()), "cp1252", "latin-1")


def _asked(sample: bytes) -> str | None:
    """What chardet says of a sample, where it names a script other than Latin.

    Japanese without kana it takes for Chinese or for nothing it knows, so that is looked for here.
    """
    from chardet import detect

    sample = sample[: sample.rfind(b"\n") + 1] or sample
    named = detect(sample)["encoding"]
    found = _FOREIGN.get(codecs.lookup(named).name.replace("-", "_")) if named else None
    if found == "koi8-u" and sample.decode(found) == sample.decode("koi8-r", "replace"):
        return "koi8-r"
    likely = {"gb18030": "euc-jp", "cp949": "cp932", None: "cp932"}.get(found)
    return likely if likely and _japanese(sample, likely) else found


def _japanese(sample: bytes, encoding: str) -> bool:
    """Whether nearly all foreign letters are kana or the common kanji of JIS X 0208, rows 4, 5 and 16 to 47."""
    try:
        letters = [sign for sign in sample.decode(encoding) if sign > "\x7f"]
    except UnicodeDecodeError:
        return False
    leads = [sign.encode("euc-jp", "replace")[0] for sign in letters]
    common = sum(lead in (0xA4, 0xA5) or 0xB0 <= lead <= 0xCF for lead in leads)
    return len(leads) > 3 and common > 0.95 * len(leads)
