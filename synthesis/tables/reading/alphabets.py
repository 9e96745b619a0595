"""Which 8-bit encoding makes the letters of one European language of a file's bytes."""

WESTERN = ("cp1252", "iso8859-15", "mac-roman", "cp850")
CENTRAL = ("cp1250", "iso8859-2", "cp852")
_ALPHABETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("äöüß", WESTERN),
    ("àâæçèéêëîïôœùûüÿ", WESTERN),
    ("áéíñóúü¿¡ºª", WESTERN),
    ("áàâãçéêíóôõúüºª", WESTERN),
    ("àèéìíòóù", WESTERN),
    ("éëïöüèóç", WESTERN),
    ("åäöéæøò", WESTERN),
    ("ąćęłńóśźż", CENTRAL),
    ("áčďéěíňóřšťúůýž", CENTRAL),
    ("áäčďéíĺľňóôŕšťúýž", CENTRAL),
    ("áéíóöőúüű", CENTRAL),
    ("čćđšž", CENTRAL),
    ("ăâîșțşţ", CENTRAL),
    ("çğıİöşüâî", ("cp1254",)),
    ("ąčęėįšųūž", ("cp1257",)),
    ("āčēģīķļņšūž", ("cp1257",)),
    ("äöõüšž", ("cp1257",)),
    ("áðéíóúýþæö", WESTERN[:1]),
)
"""The letters of each language beyond a to z, and the encodings it is written in; more common languages first."""

_SIGNS = frozenset("“”„‘’‚«»–—…€£§°·•®©™\u00a0šžŠŽ²³½")
_SIGN, _MIXED = 0.8, 0.9
_RARE, _OLD = ("mac-roman", "cp850", "cp852"), 0.92
LEAST = 0.6


def european(sample: bytes) -> tuple[str, float]:
    """The encoding in which most of the sample's foreign bytes are letters of one language, and their share.

    Signs such as quotation marks and € count four fifths of a letter, and a capital behind a small letter counts
    nothing; letters of several languages of one encoding count nine tenths. On a tie the more common encoding wins;
    those that only old machines write are believed where they are right far more often.
    """
    order = [*WESTERN, *CENTRAL, "cp1254", "cp1257"]
    shares = {encoding: _share(sample, encoding) * (_OLD if encoding in _RARE else 1) for encoding in order}
    return max(shares.items(), key=lambda item: round(item[1], 3))


def _share(sample: bytes, encoding: str) -> float:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return 0.0
    alphabets = [frozenset(letters + letters.upper()) for letters, encodings in _ALPHABETS if encoding in encodings]
    union = frozenset[str]().union(*alphabets)
    foreign = [_in_place(text, place) for place, sign in enumerate(text) if sign > "\x7f"]
    best = max([_worth(foreign, letters) for letters in alphabets] + [_MIXED * _worth(foreign, union)], default=0.0)
    return best / max(len(foreign), 1)


def _in_place(text: str, place: int) -> tuple[str, float]:
    """The sign, and what it is worth as a letter: less without a letter beside it, nothing as a capital behind a small
    one."""
    before, behind = text[place - 1 : place], text[place + 1 : place + 2]
    if text[place].isupper() and before.islower():
        return text[place], 0.0
    return text[place], 1.0 if before.isalpha() or behind.isalpha() else _SIGN


def _worth(foreign: list[tuple[str, float]], letters: frozenset[str]) -> float:
    return sum(worth if sign in letters else _SIGN if sign in _SIGNS else 0.0 for sign, worth in foreign)
