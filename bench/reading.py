"""How often files are understood, by whom; whether programs notice the synthetic file; how long two million rows take.

    python bench/reading.py DATA            which library gets encodings, delimiters, headers and preambles right
    python bench/reading.py DATA --describe whether encoding, delimiter, decimal mark, header and kinds are right
    python bench/reading.py DATA --programs whether pandas reads a synthetic file with the types of the original
    python bench/reading.py DATA --scale    seconds and peak memory for two million rows made from the census table

Prints one JSON line, then the same as a Markdown table where there is more than one row.
"""

import argparse
import codecs
import contextlib
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROWS = [(row, f"{row * 7 % 90 / 4:.2f}", ("north", "south", "west")[row % 3]) for row in range(40)]
WORDS = [("Anna", "red", "no"), ("Björn", "blue", "yes"), ("Chloé", "green", "no"), ("Dora", "red", "yes")]


@dataclass(frozen=True)
class Case:
    """A file and what is right for it; None where any answer will do."""

    name: str
    content: bytes
    encoding: str = "utf-8"
    delimiter: str | None = ","
    header: bool | None = True
    skip: int | None = 0
    decimal: str = "."


def lines(*rows: tuple[object, ...], by: str = ",", end: str = "\n") -> str:
    return "".join(by.join(map(str, row)) + end for row in rows)


def made() -> Iterator[Case]:
    """Files of every kind that turns up, made here."""
    head = ("n", "size", "place")
    plain = lines(head, *ROWS)
    for name, mark in (("comma", ","), ("semicolon", ";"), ("tab", "\t"), ("pipe", "|"), ("space", " ")):
        yield Case(f"made/{name}", lines(head, *ROWS, by=mark).encode(), delimiter=mark)
    for name, end in (("crlf", "\r\n"), ("old_mac", "\r")):
        yield Case(f"made/{name}", lines(head, *ROWS, end=end).encode())
    comma = lines(head, *((a, b.replace(".", ","), c) for a, b, c in ROWS), by=";")
    yield Case("made/decimal_comma", comma.encode(), delimiter=";", decimal=",")
    grouped = lines(("n", "pay"), *((row, f"{row * 912.5 + 1000:,.2f}") for row in range(40)), by=";")
    swapped = grouped.translate(str.maketrans(",.", ".,"))
    yield Case("made/thousands_comma", swapped.encode(), delimiter=";", decimal=",")
    yield Case("made/thousands_point", grouped.encode(), delimiter=";")
    yield Case("made/comments", ("# made by hand\n# in May, at home\n" + plain).encode(), skip=None)
    yield Case("made/preamble", ("A report\n\nof 40 rows\n" + plain).encode(), skip=3)
    yield Case("made/preamble_commas", ("A report\nof, say, 40 rows, or so\n" + plain).encode(), skip=2)
    yield Case("made/no_header", lines(*ROWS).encode(), header=False)
    yield Case("made/no_header_words", lines(*(WORDS * 9)).encode(), header=False)
    yield Case("made/header_words", lines(("name", "colour", "member"), *(WORDS * 9)).encode())
    yield Case("made/header_years", lines(("land", 2019, 2020, 2021), *(("A", 1, 2, 3), ("B", 4, 5, 6)) * 9).encode())
    yield Case("made/two_headers", lines(head, ("(no)", "(cm)", "(name)"), *ROWS).encode())
    yield Case("made/quoted_newlines", lines(head, *((a, b, '"two\nlines, so"') for a, b, _ in ROWS)).encode())
    yield Case("made/apostrophes", lines(head, *((a, b, "'no, so'") for a, b, _ in ROWS)).encode())
    yield Case("made/spaced", lines(head, *ROWS, by=", ").encode())
    yield Case("made/ragged", (plain + "7,1.25\n8,1.50,west,9\n").encode())
    yield Case("made/one_column", lines(("town",), *(("New York",), ("San Diego",)) * 20).encode(), delimiter=None)
    yield Case("made/one_column_dates", lines(*(("2020-01-05 10:00",),) * 30).encode(), delimiter=None, header=False)
    yield Case("made/lists_in_cells", lines(head, *((a, b, f'"[1; {a}]"') for a, b, _ in ROWS)).encode())
    yield Case("made/semicolons_in_text", lines(head, *((a, b, '"a; b; c"') for a, b, _ in ROWS)).encode())
    yield Case("made/json_in_cells", lines(head, *((a, b, '"{""k"": 1, ""l"": 2}"') for a, b, _ in ROWS)).encode())
    yield Case("made/null_bytes", (plain + "\x009,1.25,west\n").encode())
    yield from written()


def written() -> Iterator[Case]:
    """The same few lines of several languages in their encodings."""
    tongues = {
        "german": ("Name,Größe,Straße\n" + "Jörg Müller,34,Königstraße\nÄnne,28,Köln\n" * 9, ("cp1252", "latin-1")),
        "french": ("prénom,âge,ville\n" + "Hélène,34,Orléans\nFrançois,28,Besançon\n" * 9, ("cp1252", "latin-1")),
        "portuguese": ("nome,idade,cidade\n" + "João,34,São Paulo\nConceição,28,Brasília\n" * 9, ("cp1252",)),
        "polish": ("imię,wiek,miasto\n" + "Łukasz,34,Łódź\nMałgorzata,28,Wrocław\n" * 9, ("cp1250",)),
        "signs": ("a,price,note\n" + "1,€ 5,“so”\n2,x,y\n" * 9, ("cp1252",)),
        "japanese": ("名前,年齢,住所\n" + "山田太郎,34,東京都\nカタカナ,28,大阪府\n" * 9, ("cp932", "euc-jp")),
        "chinese": ("姓名,年龄,城市\n" + "王小明,34,北京\n张伟,28,上海\n" * 9, ("gb18030",)),
        "taiwanese": ("姓名,年齡,城市\n" + "王小明,34,臺北\n張偉,28,高雄\n" * 9, ("big5",)),
        "korean": ("이름,나이,도시\n" + "김철수,34,서울\n이영희,28,부산\n" * 9, ("cp949",)),
        "russian": ("имя,возраст,город\n" + "Иван,34,Москва\nАнна,28,Казань\n" * 9, ("cp1251", "koi8-r")),
        "greek": ("όνομα,ηλικία,πόλη\n" + "Γιώργος,34,Αθήνα\nΜαρία,28,Πάτρα\n" * 9, ("cp1253",)),
        "one_letter": ("a,b\n" + "1,x\n2,y\n" * 20 + "3,Müller\n", ("cp1252", "utf-8")),
    }
    for tongue, (text, encodings) in tongues.items():
        for encoding in encodings:
            yield Case(f"made/{tongue}_{encoding}", text.encode(encoding), encoding)
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        yield Case(f"made/german_{encoding}", tongues["german"][0].encode(encoding), encoding)
    big = codecs.BOM_UTF16_BE + tongues["german"][0].encode("utf-16-be")
    yield Case("made/german_utf-16-be_marked", big, "utf-16")


TONGUES = {
    "cp1250": ("pl_PL", "cs_CZ", "hu_HU", "hr_HR", "sk_SK", "sl_SI"),
    "iso8859-2": ("pl_PL", "cs_CZ", "hu_HU"),
    "cp1252": ("de_DE", "fr_FR", "es_ES", "pt_BR", "it_IT", "sv_SE", "da_DK", "no_NO", "fi_FI", "is_IS"),
    "cp1251": ("ru_RU", "uk_UA", "bg_BG"),
    **dict.fromkeys(("koi8-r", "cp866", "iso8859-5"), ("ru_RU",)),
    "cp1253": ("el_GR",),
    "cp1254": ("tr_TR",),
    "cp1255": ("he_IL",),
    "cp1256": ("ar_AA",),
    "cp874": ("th_TH",),
    "cp1257": ("lt_LT", "lv_LV", "et_EE"),
    "cp932": ("ja_JP",),
    "euc-jp": ("ja_JP",),
    "gb18030": ("zh_CN",),
    "big5": ("zh_TW",),
    "cp949": ("ko_KR",),
    **dict.fromkeys(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"), ("de_DE", "ru_RU", "ja_JP")),
}
"""Languages of Faker's, by the encodings that their tables turn up in."""


def invented() -> Iterator[Case]:
    """Tables of names and towns in many languages, of 4, 12 and 40 rows, in the encodings that are usual for them."""
    from faker import Faker

    for encoding, tongues in TONGUES.items():
        for tongue in tongues:
            fake = Faker(tongue)
            fake.seed_instance(5)
            for rows in (4, 12, 40):
                made = [f"{fake.name()},{20 + row},{fake.city()}" for row in range(rows)]
                text = "\n".join(["name,age,town", *made, ""])
                content = text.encode(encoding, "ignore")
                if not content.decode(encoding).isascii():
                    yield Case(f"invented/{tongue} {encoding} {rows} rows", content, encoding)


SHARED: dict[str, dict[str, Any]] = {
    "bank_marketing_semicolon.csv": {"delimiter": ";"},
    "pima_diabetes_noheader.csv": {"header": False},
    "pii_fake_people_bom.csv": {"encoding": "utf-8-sig"},
    "torture/csvkit_dummy.tsv": {"delimiter": "\t"},
    "torture/csvkit_bad_skip_lines.csv": {"skip": None},
    "torture/csvkit_date_like_number.csv": {"delimiter": None},
    "torture/csvkit_test_date_format.csv": {"delimiter": None},
    "torture/csvkit_no_header_row.csv": {"header": False},
    "torture/csvkit_test_latin1.csv": {"encoding": "cp1252"},
    "torture/csvkit_test_locale.csv": {"decimal": ","},
    "torture/csvkit_test_utf16_big.csv": {"encoding": "utf-16"},
    "torture/csvkit_test_utf16_little.csv": {"encoding": "utf-16"},
    "torture/csvkit_test_utf8_bom.csv": {"encoding": "utf-8-sig"},
}
"""What differs from a comma-separated UTF-8 file with a header, among the shared ones."""


def shared(data: Path) -> Iterator[Case]:
    paths = sorted([*data.glob("*.csv"), *data.glob("pairs/*.csv"), *data.glob("torture/*.[ct]sv")])
    for path in paths:
        name = str(path.relative_to(data))
        if name != "torture/csvkit_empty.csv":
            yield Case(name, path.read_bytes(), **SHARED.get(name, {}))


def respelt(data: Path) -> Iterator[Case]:
    """The first rows of real tables, written again in all ways: what no sniffer was made or mended for."""
    import io

    ways = [(by, header, quoting) for by in ",;\t|" for header in (True, False) for quoting in (csv.QUOTE_MINIMAL, 1)]
    for path in sorted(data.glob("*.csv")):
        found = SHARED.get(path.name, {})
        text = path.read_bytes().decode("utf-8-sig")
        rows = [
            row
            for row, _ in zip(
                csv.reader(io.StringIO(text, newline=""), delimiter=found.get("delimiter", ",")),
                range(61),
                strict=False,
            )
        ]
        names = rows.pop(0) if found.get("header", True) else None
        for by, header, quoting in ways:
            if header and names is None:
                continue
            out = io.StringIO()
            writer = csv.writer(out, delimiter=by, quoting=quoting)
            writer.writerows([*([names] if header and names else []), *rows])
            spelt = (
                f"respelt/{path.stem} {by!r} {'' if header else 'no '}header {'all' if quoting == 1 else 'few'} quotes"
            )
            yield Case(spelt, out.getvalue().encode(), delimiter=by, header=header)


Answer = tuple[str | None, bool | None, int | None]


def own(text: str) -> Answer:
    from synthesis.tables.reading.dialect import sniff

    found = sniff(text)
    return found.delimiter, found.header, found.skip


def duckdb_sniffer(text: str) -> Answer:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(text.encode())
        row = duckdb.connect().execute(f"SELECT Delimiter, HasHeader, SkipRows FROM sniff_csv('{path}')").fetchone()
    return (row[0], bool(row[1]), int(row[2])) if row else (None, None, None)


def clevercsv(text: str) -> Answer:
    from clevercsv import Sniffer

    sample = text[:20_000]
    found = Sniffer().sniff(sample, verbose=False)
    return (found.delimiter if found else None, Sniffer().has_header(sample), None)


def stdlib(text: str) -> Answer:
    sample = text[:20_000]
    return csv.Sniffer().sniff(sample).delimiter, csv.Sniffer().has_header(sample), None


def own_encoding(content: bytes) -> str | None:
    from synthesis.tables.reading.source import decode

    return decode(content)[1]


def charset_normalizer(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:200_000]).best()
    return best.encoding if best else None


def chardet(content: bytes) -> str | None:
    from chardet import detect

    return detect(content[:200_000])["encoding"]


SNIFFERS: dict[str, Callable[[str], Answer]] = {
    "this project": own,
    "DuckDB": duckdb_sniffer,
    "CleverCSV": clevercsv,
    "csv.Sniffer": stdlib,
}
SKIPPERS = ("this project", "DuckDB")
"""Those that say how many lines come before the table; the others are judged without."""

DETECTORS: dict[str, Callable[[bytes], str | None]] = {
    "this project": own_encoding,
    "charset-normalizer": charset_normalizer,
    "chardet": chardet,
}


def attempt(ask: Callable[[Any], Any], what: object) -> tuple[Any, float]:
    start = time.process_time()
    with warnings.catch_warnings(), contextlib.redirect_stdout(sys.stderr):
        warnings.simplefilter("ignore")
        try:
            found = ask(what)
        except Exception:
            found = None
    return found, time.process_time() - start


def compare(data: Path) -> list[dict[str, object]]:
    cases, unseen, foreign = [*shared(data), *made()], [*respelt(data)], [*invented()]
    return [
        *(sniffed(name, ask, cases) for name, ask in SNIFFERS.items()),
        *({**sniffed(name, ask, unseen), "task": "dialect, respelt tables"} for name, ask in SNIFFERS.items()),
        *(detected(name, ask, cases) for name, ask in DETECTORS.items()),
        *({**detected(name, ask, foreign), "task": "encoding, invented tables"} for name, ask in DETECTORS.items()),
    ]


def sniffed(name: str, ask: Callable[[str], Answer], cases: list[Case]) -> dict[str, object]:
    right = {"delimiter": 0, "header": 0, "skip": 0, "right": 0}
    wrong, seconds = [], 0.0
    for case in cases:
        found, spent = attempt(ask, case.content.decode(case.encoding))
        seconds += spent
        answer = found or (object(), None, object())
        good = [want is None or got == want for want, got in zip(truth(case), answer, strict=True)]
        fully = good[0] and good[1] and (good[2] or name not in SKIPPERS)
        for key, hit in zip(right, [*good, fully], strict=True):
            right[key] += hit
        if not fully:
            wrong.append(case.name)
    return {
        "library": name,
        "task": "dialect",
        "files": len(cases),
        **right,
        "seconds": round(seconds, 2),
        "wrong": wrong,
    }


def truth(case: Case) -> Answer:
    return case.delimiter, case.header, case.skip


def detected(name: str, ask: Callable[[bytes], str | None], cases: list[Case]) -> dict[str, object]:
    wrong, seconds = [], 0.0
    for case in cases:
        found, spent = attempt(ask, case.content)
        seconds += spent
        text = None
        with contextlib.suppress(UnicodeError, LookupError, TypeError):
            text = case.content.decode(found or "none").removeprefix("\ufeff")
        if text != case.content.decode(case.encoding).removeprefix("\ufeff"):
            wrong.append(case.name)
    count = len(cases)
    return {
        "library": name,
        "task": "encoding",
        "files": count,
        "right": count - len(wrong),
        "seconds": round(seconds, 2),
        "wrong": wrong,
    }


def programs(data: Path) -> list[dict[str, object]]:
    """For each shared table: does pandas read a resampled table, as written here, with the types of the original?"""
    import numpy as np
    import pandas as pd

    from synthesis.foundation.errors import SynthesisError
    from synthesis.tables import read_table, to_csv

    found: list[dict[str, object]] = []
    for case in shared(data):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(case.name).name
            path.write_bytes(case.content)
            try:
                table = read_table(path)
            except SynthesisError as error:
                found.append({"file": case.name, "refused": error.happened})
                continue
            rows = np.random.default_rng(0).permutation(len(table))
            path.write_bytes(to_csv(table.frame.iloc[rows].reset_index(drop=True), table.schema, table.dialect))
            first, second = (loaded(pd, content, table) for content in (case.content, path.read_bytes()))
            back = to_csv(table.frame, table.schema, table.dialect)
        exact = back == case.content
        if first is None or second is None:
            found.append({"file": case.name, "rows": len(table), "same": first is second, "exact": exact})
            continue
        named = list(first.columns) == list(second.columns)
        types = [str(a) == str(b) for a, b in zip(first.dtypes, second.dtypes, strict=False)]
        cells = named and first.iloc[rows].reset_index(drop=True).equals(second)
        found.append(
            {"file": case.name, "rows": len(table), "same": named and all(types), "cells": cells, "exact": exact}
        )
    return found


LETTERS = {
    "i": "integer",
    "f": "float",
    "b": "boolean",
    "c": "category",
    "d": "datetime",
    "t": "text",
    "n": "identifier",
    "k": "constant",
    "e": "empty",
}
NAMING = ("identifier", "text")
"""What a column of names, codes and addresses may be, marked p: neither is learnt from."""
CENSUS, PENGUINS = "icici ccccc iii cc", "cc ffff c"
KINDS: dict[str, str | dict[str, str]] = {
    "adult_train.csv": CENSUS,
    "adult_control.csv": CENSUS,
    "bank_marketing_semicolon.csv": "iccc b i bb c i c iiii c b",
    "german_credit.csv": "ciccicciccicicciiicbc",
    "insurance_charges.csv": "icfibcf",
    "messy_mental_health_2016.csv": "bcbb ccccccccccc bb ccccccc b cccccccccccc t c t cccccccc tt b t b cc i ccccccc",
    "pii_fake_people_bom.csv": "n ccc p c pppcc p cc ppppi p di c pp d pp c p",
    "pima_diabetes_noheader.csv": "iiiiiffib",
    "telco_churn.csv": "ncbbbibbcbbbbbbcbcffb",
    "titanic.csv": "ibtcfiinfnccic",
    **dict.fromkeys(("pairs/adult100_ori.csv", "pairs/adult100_syn.csv"), "ic c i ccccc iii cc"),
    "pairs/adult_syn_ctgan.csv": CENSUS,
    **{f"pairs/census2k_{part}.csv": CENSUS for part in ("trn", "hol", "syn_flip30", "syn_mostly")},
    **{f"pairs/penguins_{part}.csv": PENGUINS for part in ("train", "test", "BN_syn")},
    "pairs/penguins_noise_baseline.csv": "cc iiii c",
    **dict.fromkeys(("torture/csvkit_bad.csv", "torture/csvkit_bad_skip_lines.csv"), "bci"),
    "torture/csvkit_blanks.csv": "ekkkkk",
    "torture/csvkit_date_like_number.csv": "k",
    **{f"torture/csvkit_{name}": "kkk" for name in ("dummy.csv", "dummy.tsv", "no_header_row.csv", "null_byte.csv")},
    "torture/csvkit_optional_quote_characters.csv": "kkk",
    "torture/csvkit_dummy_col_shuffled_ragged.csv": "kkkk",
    "torture/csvkit_mac_newlines.csv": "cii",
    "torture/csvkit_realdata_ks_1033.csv": "k c i cc i c ff d icic",
    "torture/csvkit_test_date_format.csv": "d",
    "torture/csvkit_test_empty_columns.csv": "cecee",
    **{f"torture/csvkit_test_empty_columns_{length}_row.csv": "eee" for length in ("long", "short")},
    "torture/csvkit_test_extra_header.csv": "kkke",
    "torture/csvkit_test_header_newline.csv": "kkk",
    "torture/csvkit_test_locale.csv": "kke",
    "torture/csvkit_test_no_leading_zeroes.csv": "kkk",
    **{
        f"torture/csvkit_test_{name}.csv": "iic" for name in ("latin1", "utf16_big", "utf16_little", "utf8", "utf8_bom")
    },
    "torture/csvspectrum_comma_in_quotes.csv": "kkkkk",
    **dict.fromkeys(("torture/csvspectrum_empty.csv", "torture/csvspectrum_empty_crlf.csv"), "iii"),
    "torture/csvspectrum_json.csv": "kk",
    **{f"torture/csvspectrum_{name}.csv": "ic" for name in ("escaped_quotes", "quotes_and_newlines")},
    **{f"torture/csvspectrum_{name}.csv": "cii" for name in ("newlines", "newlines_crlf")},
    **{f"torture/csvspectrum_{name}.csv": "kkk" for name in ("simple", "simple_crlf")},
    "torture/csvspectrum_utf8.csv": "iic",
}
"""What each column is, as a statistician would say who looks at the file: all of them in order, or some by name."""


def kinds(case: Case) -> str | dict[str, str]:
    """The kinds that are right for a case: of the widest table and of made ones, by what their cells plainly are."""
    if case.name == "wide_human_freedom.csv":
        rows = list(csv.reader(case.content.decode().splitlines()))
        columns = [[row[place] for row in rows[1:] if row[place]] for place in range(len(rows[0]))]
        whole = ["i" if all(cell.isdecimal() for cell in cells) else "f" for cells in columns]
        return "nicccf" + "".join(whole[6:])
    if case.name.startswith("made/") and case.header is not False and b"size" in case.content:
        return {"size": "f"} | ({"place": "c"} if b"place" in case.content and not {*b"\"'"} & {*case.content} else {})
    return KINDS.get(case.name, {})


def described(data: Path) -> list[dict[str, object]]:
    """For each file: are encoding, delimiter, decimal mark, header and kinds as they should be?"""
    from synthesis.foundation.errors import SynthesisError
    from synthesis.tables import read_table

    found = []
    for case in [*shared(data), *made()]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / Path(case.name).name
            path = path if path.suffix in (".csv", ".tsv") else path.with_name(path.name + ".csv")
            path.write_bytes(case.content)
            try:
                table = read_table(path)
            except SynthesisError as error:
                found.append({"file": case.name, "right": False, "wrong": [error.happened]})
                continue
        wrong = [*misread(case, table), *miskinded(case, table), *unlike(data, case, table)]
        found.append({"file": case.name, "right": not wrong, "wrong": wrong})
    judged = sum(bool(kinds(case)) for case in [*shared(data), *made()])
    right = sum(bool(row["right"]) for row in found)
    return [{"files": len(found), "right": right, "kinds_judged": judged}, *(r for r in found if r["wrong"])]


def misread(case: Case, table: Any) -> Iterator[str]:
    got = table.dialect
    if case.content.decode(got.encoding).lstrip("\ufeff") != case.content.decode(case.encoding).lstrip("\ufeff"):
        yield f"encoding {got.encoding}"
    if (got.decimal, got.header) != (case.decimal, case.header):
        yield f"decimal {got.decimal}, header {got.header}"
    if case.delimiter not in (None, got.delimiter):
        yield f"delimiter {got.delimiter!r}"


def miskinded(case: Case, table: Any) -> Iterator[str]:
    wanted = kinds(case)
    if isinstance(wanted, str):
        wanted = dict(zip(table.schema.names, wanted.replace(" ", ""), strict=True))
    for name, letter in wanted.items():
        allowed = NAMING if letter == "p" else (LETTERS[letter],)
        if name in table.schema and table.schema[name].kind.value not in allowed:
            yield f"{name}: {table.schema[name].kind.value}"


def unlike(data: Path, case: Case, table: Any) -> Iterator[str]:
    """Cells that differ from those that csv-spectrum says are in its files."""
    import io

    from synthesis.tables import to_csv

    expected = data / "torture" / "expected" / (Path(case.name).stem + ".json")
    if case.name.startswith("torture/csvspectrum") and expected.exists():
        text = to_csv(table.frame, table.schema, table.dialect).decode(table.dialect.encoding)
        wanted = expected.read_text(encoding="utf-8")
        wanted = wanted if b"\r" in case.content else wanted.replace("\\r\\n", "\\n")
        if [*csv.DictReader(io.StringIO(text, newline=""))] != json.loads(wanted):
            yield "cells"


def loaded(pd: Any, content: bytes, table: Any) -> Any:
    import io

    dialect = table.dialect
    head = 0 if dialect.header else None
    options = {"sep": dialect.delimiter, "encoding": dialect.encoding, "decimal": dialect.decimal, "header": head}
    try:
        return pd.read_csv(io.BytesIO(content), low_memory=False, **options)
    except Exception:
        return None


def scale(data: Path) -> list[dict[str, object]]:
    """Two million rows, read, profiled and judged in a process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.csv"
        enlarge(data / "adult_train.csv", path)
        code = f"import bench.reading as b; b.timed({str(path)!r})"
        spent = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        return [json.loads(spent.stdout)]


def enlarge(source: Path, target: Path, rows: int = 2_000_000) -> None:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from pyarrow import csv as arrow

    rng = np.random.default_rng(0)
    frame = pd.read_csv(source, keep_default_na=False)
    frame = frame.iloc[rng.integers(0, len(frame), rows)].reset_index(drop=True)
    frame["fnlwgt"] += rng.integers(-500, 500, rows)
    frame["score"] = np.round(rng.normal(50, 10, rows), 2)
    arrow.write_csv(pa.Table.from_pandas(frame.drop(columns="relationship"), preserve_index=False), target)


def timed(path: str) -> None:
    from synthesis.tables import findings, profile, read_table

    start, spent = time.perf_counter(), time.process_time()
    table = read_table(Path(path))
    read = time.perf_counter() - start
    profile(table)
    seen = time.perf_counter() - start
    findings(table)
    peak, size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, os.path.getsize(path)  # noqa: PTH202
    print(
        json.dumps(
            {
                "rows": len(table),
                "megabytes": round(size / 1e6),
                "read": round(read, 1),
                "profiled": round(seen, 1),
                "all": round(time.perf_counter() - start, 1),
                "computing": round(time.process_time() - spent, 1),
                "peak": round(peak / 1e6),
                "times_the_file": round(peak / size, 2),
            }
        )
    )


def markdown(rows: list[dict[str, object]]) -> str:
    keys = [key for key in dict.fromkeys(key for row in rows for key in row) if key != "wrong"]
    told = [[str(row.get(key, "")) for key in keys] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in [keys, ["---"] * len(keys), *told])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--programs", action="store_true")
    parser.add_argument("--scale", action="store_true")
    parser.add_argument("--describe", action="store_true")
    asked = parser.parse_args()
    chosen = programs if asked.programs else scale if asked.scale else described if asked.describe else compare
    found = chosen(asked.data)
    print(json.dumps(found))
    print(markdown(found))


if __name__ == "__main__":
    main()
