"""A file that is read and written again is the file it was, byte for byte: quotes, line ends, preambles, row names."""

from collections.abc import Callable

import pytest

from synthesis.tables import Table, to_csv

Read = Callable[..., Table]

SPECTRUM = {
    "comma in quotes": ('who,town,zip\nAda,"London, N1",1234\n', [{"who": "Ada", "town": "London, N1", "zip": "1234"}]),
    "empty": ('a,b,c\n1,"",""\n2,3,4\n', [{"a": "1", "b": "", "c": ""}, {"a": "2", "b": "3", "c": "4"}]),
    "escaped quotes": ('a,b\n1,"so ""he"" said"\n2,x\n', [{"a": "1", "b": 'so "he" said'}, {"a": "2", "b": "x"}]),
    "json": (
        'key,val\n1,"{""at"": [1.0, 0.5], ""of"": ""us""}"\n',
        [{"key": "1", "val": '{"at": [1.0, 0.5], "of": "us"}'}],
    ),
    "newlines": (
        'a,b,c\n1,2,3\n"two\nlines",5,6\n',
        [dict(zip("abc", "123", strict=True)), {"a": "two\nlines", "b": "5", "c": "6"}],
    ),
    "quotes and newlines": ('a,b\n1,"say\n""so"""\n2,x\n', [{"a": "1", "b": 'say\n"so"'}, {"a": "2", "b": "x"}]),
    "simple": ("a,b,c\n1,2,3\n", [{"a": "1", "b": "2", "c": "3"}]),
    "letters": ("a,b,c\n1,2,3\n4,5,ʤ\n", [dict(zip("abc", "123", strict=True)), {"a": "4", "b": "5", "c": "ʤ"}]),
}


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("name", SPECTRUM)
def test_the_usual_traps_are_read_right_and_written_again(read: Read, name: str, ended: bool, newline: str) -> None:
    text, rows = SPECTRUM[name]
    content = (text if ended else text.removesuffix("\n")).replace("\n", newline).encode()
    table = read(content)
    assert to_csv(table.frame, table.schema, table.dialect) == content
    texts = table.frame.astype(object).where(table.frame.notna(), "").astype(str).to_dict("records")
    assert texts == [{name: cell.replace("\n", newline) for name, cell in row.items()} for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        '"a","b"\n"1","x"\n"2",""\n',
        '"a","b","c"\n1,"x",\n2,,3\n',
        '"a","b","c"\n1,"x",5\n2,NA,NA\n3,"y",7\n' * 1,
        'a,b\n"1",x\n"2",y\n',
        'a,b\n"7",x\n"NA",y\n',
        "\n\n\na,b\n1,x\n2,y\n",
        '"","a","b"\n"1",5,"x"\n"2",6,"y"\n',
        "a b\n1 5 x\n2 6 y\n3 7 z\n",
        '"a" "b"\n"1" 5 "x"\n"2" 6 "y"\n"3" 7 "z"\n',
        'a,b\n1,"two\r\nlines"\n2,x\n3,y\n',
        'a,b\r\n1,"two\nlines"\r\n2,x\r\n',
        "a,b,\n1,x,\n2,y,\n",
        "a,a,,b \n1,x,2,y\n2,y,3,z\n",
        'a;b\n"1,5";"x"\n"2,25";"y"\n',
        "a\tb\n'1'\t'x'\n'2'\t'it''s'\n",
    ],
)
def test_a_file_in_one_style_comes_out_byte_for_byte(read: Read, text: str) -> None:
    table = read(text)
    assert to_csv(table.frame, table.schema, table.dialect) == text.encode()


def test_what_comes_before_the_table_is_left_out_but_not_its_lines(read: Read) -> None:
    text = "made by Ada\n\n" + "a,b\n" + "1,x\n2,y\n" * 9
    table = read(text)
    assert to_csv(table.frame, table.schema, table.dialect).decode() == "\n\na,b\n" + "1,x\n2,y\n" * 9
