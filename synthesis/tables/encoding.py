"""In which encoding a text file is written."""

import codecs
import re

ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "cp1250", "cp1251", "iso8859-15"),
    *("cp1253", "cp1254", "cp1255", "cp1256", "koi8-r", "mac-roman", "cp932", "euc-jp", "gb18030", "big5", "cp949"),
)
"""What a user may choose from."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_JUDGED = 20_000
_FOREIGN = {
    **{name: name for name in ("cp932", "gb18030", "big5", "cp949", "johab", "cp1251", "koi8_r", "cp1253", "cp1255")},
    **{name: name for name in ("cp1256", "iso8859_5", "iso8859_7", "mac_cyrillic")},
    **dict.fromkeys(("shift_jis", "shift_jis_2004", "shift_jisx0213"), "cp932"),
    **dict.fromkeys(("gb2312", "gbk", "hz"), "gb18030"),
    **dict.fromkeys(("big5hkscs", "cp950"), "big5"),
    **dict.fromkeys(("euc_jp", "euc_jis_2004", "euc_jisx0213"), "euc-jp"),
    "euc_kr": "cp949",
}
_DOUBLE = frozenset({"cp932", "gb18030", "big5", "cp949", "euc-jp", "johab"})


def encodings(content: bytes) -> tuple[str, ...]:
    """Encodings to try in order: by byte-order mark, by the zeros of UTF-16, strict UTF-8, then by the look of it.

    What is not UTF-8 is taken for western text (Windows-1252, then Latin-1), unless its foreign bytes come in long
    runs, as in Japanese or Russian: then charset-normalizer is asked first. For western text it is not, since it takes
    most of it for Windows-1250.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            return (name,)
    head = content[:2000]
    if len(head) > 3 and head[1::2].count(0) > 0.6 * len(head[1::2]):
        return ("utf-16-le",)
    if len(head) > 3 and head[::2].count(0) > 0.6 * len(head[::2]):
        return ("utf-16-be",)
    return ("utf-8", *_eight_bit(content))


def _eight_bit(content: bytes) -> tuple[str, ...]:
    high = re.search(rb"[\x80-\xff]", content)
    if high is None:
        return ()
    start = content.rfind(b"\n", 0, high.start()) + 1
    sample = content[start : start + _JUDGED]
    runs = re.findall(rb"[\x80-\xff]+", sample)
    western = sum(map(len, runs)) < 1.6 * len(runs)
    leading = len(re.findall(rb"[\x80-\x9f]", sample)) > 0.3 * sum(map(len, runs))
    guess = _asked(sample) if leading or not western else None
    if western and guess not in _DOUBLE:
        guess = None
    return (*((guess,) if guess else ()), "cp1252", "latin-1")


def _asked(sample: bytes) -> str | None:
    """What charset-normalizer says of a sample, where it names a script other than Latin."""
    from charset_normalizer import from_bytes

    sample = sample[: sample.rfind(b"\n") + 1] or sample
    best = from_bytes(sample).best()
    return _FOREIGN.get(best.encoding) if best is not None else None
