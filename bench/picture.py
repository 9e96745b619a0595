"""The drawing of `generators.py`: how well synthetic rows are told from real ones, and the time that making them
took."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import log10
from typing import Any

WIDTH, TOP, DOT = 960, 104, 8
TOLD, TIME = (230, 560), (650, 920)
"""Where the two panels begin and end: the detector's AUC from 0.4 to 1, and 0.1 to 10,000 seconds by factors of ten."""

COLOURS = ("#0b6e4f", "#1c64c8", "#b34700", "#7a3db8", "#b3195a", "#4d4d4d")
STYLE = (
    "text{font:15px "
    "system-ui,sans-serif;fill:#222}.small{font-size:13px;fill:#555}.letter{font-size:10px;font-weight:700;"
    "fill:#fff;text-anchor:middle}.grid{stroke:#bbb}.card{fill:#fff}.band{fill:#f5f7f6}"
    "@media (prefers-color-scheme:dark){text{fill:#e6e6e6}.small{fill:#aaa}.letter{fill:#fff}.grid{stroke:#555}"
    ".card{fill:#15191d}.band{fill:#1c2126}}"
)

Cell = Mapping[str, Any]


def picture(cells: Sequence[Cell]) -> str:
    """A row a generator, a dot with a letter a table; dots that would hide each other are stacked."""
    done = [cell for cell in cells if cell.get("detection") is not None]
    signs = letters([cell["table"] for cell in done])
    y, rows = TOP, list[str]()
    for place, name in enumerate(dict.fromkeys(cell["name"] for cell in done)):
        mine = [cell for cell in done if cell["name"] == name]
        told, spent = (stacked(mine, across) for across in (told_at, spent_at))
        high = max(2 * DOT * max(*levels(told), *levels(spent)) + 14, 48)
        rows += [band(y, high)] if place % 2 == 0 else []
        rows += [guessing(y, high), label(name, epochs_of(mine), y + high / 2)]
        rows += [*dots(mine, told, signs, y + high / 2), *dots(mine, spent, signs, y + high / 2)]
        y += high
    return framed([*key(signs), *rows, *axes(y)], y + 44)


def epochs_of(cells: Sequence[Cell]) -> str:
    """How many epochs a network had, the fewest first."""
    epochs = sorted({cell["settings"]["epochs"] for cell in cells if "epochs" in cell["settings"]})
    return f"{' or '.join(map(str, epochs))} epochs" if epochs else ""


def letters(tables: Sequence[str]) -> dict[str, tuple[str, str]]:
    """A letter and a colour for each table."""
    found: dict[str, tuple[str, str]] = {}
    for table in dict.fromkeys(tables):
        taken = {letter for letter, _ in found.values()}
        letter = next((sign for sign in table.upper() if sign.isalpha() and sign not in taken), "?")
        found[table] = (letter, COLOURS[len(found) % len(COLOURS)])
    return found


def told_at(cell: Cell) -> float:
    """Where the detector's AUC stands."""
    return TOLD[0] + (max(cell["detection"], 0.4) - 0.4) / 0.6 * (TOLD[1] - TOLD[0])


def spent_at(cell: Cell) -> float:
    """Where the seconds stand."""
    return seconds_at(cell["fit"] + cell["sample"])


def seconds_at(seconds: float) -> float:
    """0.1 s at the left end, 10,000 s at the right."""
    return TIME[0] + (min(max(log10(max(seconds, 0.1)), -1.0), 4.0) + 1) / 5 * (TIME[1] - TIME[0])


def stacked(cells: Sequence[Cell], across: Any) -> list[tuple[float, int]]:
    """Each dot's place across and the level at which it hides no other."""
    placed: list[tuple[float, int]] = []
    for cell in cells:
        x = across(cell)
        taken = {level for other, level in placed if abs(other - x) < 2 * DOT}
        placed.append((x, next(level for level in range(len(cells)) if level not in taken)))
    return placed


def levels(placed: Sequence[tuple[float, int]]) -> Iterator[int]:
    """How many dots stand above each other, of each dot."""
    return (level + 1 for _, level in placed)


def dots(
    cells: Sequence[Cell], placed: Sequence[tuple[float, int]], signs: Mapping[str, tuple[str, str]], middle: float
) -> Iterator[str]:
    """One row of one panel, around its middle."""
    shift = (max(levels(placed)) - 1) * DOT
    for cell, (x, level) in zip(cells, placed, strict=True):
        letter, colour = signs[cell["table"]]
        y = middle + 2 * DOT * level - shift
        told = f"{cell['name']}, {cell['table']}: AUC {cell['detection']:.3f}, {cell['fit'] + cell['sample']:.1f} s"
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{DOT}" fill="{colour}"><title>{escape(told)}</title></circle>'
        yield f'<text class="letter" x="{x:.1f}" y="{y + 3.6:.1f}">{letter}</text>'


def label(name: str, epochs: str, middle: float) -> str:
    """A generator's name before its row, what was set of it in small."""
    name, _, rest = name.partition(", ")
    rest = rest or epochs
    lower = f'<text class="small" x="16" y="{middle + 16:.1f}">{escape(rest)}</text>' if rest else ""
    return f'<text x="16" y="{middle + (-1 if rest else 5):.1f}">{escape(name)}</text>{lower}'


def key(signs: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Which letter is which table, and what the panels show."""
    x = 24.0
    for table, (letter, colour) in signs.items():
        words = table.replace("_", " ")
        yield (
            f'<circle cx="{x}" cy="28" r="{DOT}" fill="{colour}"/><text class="letter" x="{x}" y="31.6">{letter}</text>'
        )
        yield f'<text class="small" x="{x + 14}" y="32.5">{escape(words)}</text>'
        x += 40 + 7.4 * len(words)
    for (left, _), title, more in (
        (TOLD, "Told from real rows", "AUC of a detector; 0.5 is guessing"),
        (TIME, "Time to fit and draw", "seconds of processor time"),
    ):
        yield f'<text x="{left}" y="72">{title}</text><text class="small" x="{left}" y="90">{more}</text>'


def axes(bottom: float) -> Iterator[str]:
    """The scales below the rows."""
    for auc in (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0):
        yield tick(told_at({"detection": auc}), f"{auc:g}", bottom)
    for seconds, words in ((0.1, "0.1"), (1, "1"), (10, "10"), (100, "100"), (1000, "1,000"), (10000, "10,000")):
        yield tick(seconds_at(seconds), words, bottom)


def tick(x: float, words: str, bottom: float) -> str:
    """A mark of a scale."""
    line = f'<line class="grid" x1="{x:.1f}" y1="{bottom}" x2="{x:.1f}" y2="{bottom + 8}"/>'
    return f'{line}<text class="small" text-anchor="middle" x="{x:.1f}" y="{bottom + 24}">{words}</text>'


def guessing(y: float, high: float) -> str:
    """Where a detector does no better than chance."""
    x = told_at({"detection": 0.5})
    return f'<line class="grid" stroke-dasharray="3 3" x1="{x:.1f}" y1="{y}" x2="{x:.1f}" y2="{y + high}"/>'


def band(y: float, high: float) -> str:
    """Every other row stands on a shade."""
    return f'<rect class="band" x="8" y="{y}" width="{WIDTH - 16}" height="{high}" rx="4"/>'


def framed(body: Sequence[str], high: float) -> str:
    """The whole drawing on a card of its own, for light pages and dark ones."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {high:.0f}" role="img" '
        'aria-label="How well synthetic rows are told from real ones, and the time that making them took, by '
        'generator">'
        f'<style>{STYLE}</style><rect class="card" width="{WIDTH}" height="{high:.0f}" rx="8"/>{"".join(body)}</svg>\n'
    )
