"""What a notebook needs, in nine names: read and describe a table, make a synthetic one, judge, compare, save, verify.

A table may be given as the path of a file, as a DataFrame, or as a Table that `read` returned. A DataFrame is taken as
the file that `frame.to_csv(path, index=False)` writes, so that it gives the same bytes as the commands do. What comes
back are the frozen types that the commands print. SynthesisError says what happened and what to do next.
"""

import getpass
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.progress import Report, Step, silent
from synthesis.generation.pipelines import pipeline_for
from synthesis.journey import AUDITED_ATTACKS, Candidate, Clock, Judging, record_of, run
from synthesis.journey.audits import audit_tables
from synthesis.journey.candidate import run_table
from synthesis.journey.description import Understood, understand_table
from synthesis.journey.releases import files_of
from synthesis.recipe import Recipe
from synthesis.release import pack
from synthesis.release.audit import Audit
from synthesis.release.comparison import Comparison, comparison_of, records_at
from synthesis.release.policy import Policy
from synthesis.release.verification import Verification, check_pack
from synthesis.tables import Dialect, Schema, Table, read_table, sheets, to_csv

__all__ = ["Policy", "Recipe", "audit", "compare", "describe", "read", "save", "synthesise", "verify"]

Data = str | Path | pd.DataFrame | Table
_FRAME = "frame.csv"


def read(data: Data, *, schema: Schema | None = None, dialect: Dialect | None = None) -> Table:
    """The table in a file or a DataFrame, with kinds and roles proposed, or as `schema` and `dialect` say.

    A Table is returned as it is. UnreadableTable where there is no table.

    >>> import pandas as pd
    >>> from synthesis import read
    >>> table = read(pd.DataFrame({"age": [31, 45, 31, 62], "city": ["Oslo", "Bonn", "Bonn", None]}))
    >>> [(column.name, column.kind.value, column.missing) for column in table.schema]
    [('age', 'integer', 0.0), ('city', 'category', 0.25)]
    """
    if isinstance(data, Table):
        return data
    if isinstance(data, pd.DataFrame):
        return _read_frame(data, schema, dialect)
    return read_table(Path(data), schema=schema, dialect=dialect)


def describe(data: Data, *, schema: Schema | None = None) -> Understood:
    """What the upload page would say of a table: its columns, findings, rules, size, and the split that would be.

    >>> import pandas as pd
    >>> from synthesis import describe
    >>> found = describe(pd.DataFrame({"born": range(1940, 2000), "mail": [f"p{i}@example.org" for i in range(60)]}))
    >>> found.rows, found.schema["mail"].pii, found.split().control
    (60, 'email', 30)
    """
    listed = sheets(Path(data)) if isinstance(data, (str, Path)) else ()
    return understand_table(read(data, schema=schema), sheets=listed)


def synthesise(
    data: Data,
    recipe: Recipe | None = None,
    *,
    policy: str | Path | Policy = "public",
    attacks: int = AUDITED_ATTACKS,
    secrets: Sequence[str] = (),
    target: str | None = None,
    judge: bool = True,
    report: Report = silent,
) -> Candidate:
    """A synthetic table with its audit; with the same file, recipe and seed the same bytes as the command `run`.

    The candidate's `csv` is the file as it would be released, `synthetic` the same read back, `audit` what was found,
    `split` the real rows, in memory alone. A Table brings its own columns and spelling, whatever the recipe says of
    them. A private generator reads its table by what was declared alone: give it a path or a DataFrame.

    >>> import pandas as pd
    >>> from synthesis import Recipe, synthesise
    >>> frame = pd.DataFrame({"age": [20 + i * 7 % 50 for i in range(400)], "paid": [i % 3 == 0 for i in range(400)]})
    >>> made = synthesise(frame, Recipe(generator="marginals", rows=100, seed=1), judge=False)
    >>> made.synthetic.frame.shape, made.audit.verdict.outcome.value
    ((100, 2), 'INCONCLUSIVE')
    """
    recipe, judging = recipe or Recipe(), Judging(_policy(policy), attacks, tuple(secrets), target, not judge)
    if not pipeline_for(recipe).reads_rows:
        with _file(data) as path:
            return run(path, recipe, judging, report)
    if isinstance(data, (str, Path)):
        return run(Path(data), recipe, judging, report)
    table = read(data, schema=recipe.schema, dialect=recipe.dialect)
    return run_table(table, replace(recipe, dialect=table.dialect), judging, report)


def audit(
    *,
    train: Data,
    synthetic: Data | Sequence[Data],
    control: Data | None = None,
    policy: str | Path | Policy = "public",
    attacks: int = AUDITED_ATTACKS,
    secrets: Sequence[str] = (),
    target: str | None = None,
    schema: Schema | None = None,
    seed: int = 0,
    report: Report = silent,
) -> Audit:
    """What an attacker gains from a synthetic table made anywhere on the rows that it was made from, over other rows.

    The other tables are read with the columns of `train`. A list of synthetic tables is several releases of one source,
    which are attacked together. Without `control` nothing can pass.

    >>> import pandas as pd
    >>> from synthesis import audit
    >>> rows = pd.DataFrame({"age": [i * 31 % 83 for i in range(600)], "pay": [i * 37 % 997 for i in range(600)]})
    >>> found = audit(train=rows[:300], control=rows[300:], synthetic=rows[:300], attacks=100)
    >>> found.verdict.outcome.value, found.privacy.copies.exact_train
    ('FAIL', 1.0)
    """
    judging, clock = Judging(_policy(policy), attacks, tuple(secrets), target), Clock()
    with clock.stage("read"):
        report(Step("Reading the tables", 0.0))
        known = read(train, schema=schema)
        held = None if control is None else _like(control, known)
        given = [synthetic] if isinstance(synthetic, (str, Path, pd.DataFrame, Table)) else list(synthetic)
        made = [_like(one, known) for one in given]
        files = files_of(made, [_content(data) for data in given])
    return audit_tables(known, held, made, judging, seed, clock, report, files).audit


def compare(*runs: str | Path | Candidate) -> Comparison:
    """Candidates of one table side by side, with the frontier of likeness against risk and the most alike that passes.

    Each is a candidate, or what `save` or `run` wrote: the folder, its record.json or its pack.zip. A candidate goes by
    its generator and seed. UnusableOption for candidates of different tables or policies.

    >>> import numpy as np, pandas as pd
    >>> from synthesis import Recipe, compare, synthesise
    >>> chance = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"age": chance.integers(20, 70, 600), "paid": chance.random(600) < 0.3})
    >>> found = compare(*(synthesise(frame, Recipe(name), attacks=100) for name in ("marginals", "perturbed")))
    >>> [one.place.name for one in found.candidates], found.pick  # 600 rows are too few to pass
    (['marginals, seed 0', 'perturbed, seed 0'], None)
    """
    stored = [Path(one) for one in runs if not isinstance(one, Candidate)]
    made = [one for one in runs if isinstance(one, Candidate)]
    records = {_name(one): record_of(one, "").contract({}) for one in made}
    if len(records) < len(made):
        raise UnusableOption("Two candidates go by one name.", "Give each a seed of its own, or save and name folders.")
    return comparison_of({**records_at(stored), **records})


def save(candidate: Candidate, folder: str | Path, *, by: str | None = None) -> Path:
    """The evidence pack of a candidate, written into `folder` as `run` writes it; the path of its zip.

    Nothing of the real rows goes with it. `by`: who made it, for the record; the user's login name unless it is given.
    """
    record = record_of(candidate, by or getpass.getuser())
    pack.build_pack(record, candidate.csv).write(Path(folder))
    return Path(folder) / "pack.zip"


def verify(path: str | Path, file: str | Path | None = None) -> Verification:
    """Whether a pack is whole, its verdict follows from its own numbers, and a loose `file` is the one that it holds.

    A pack of an older version is judged by the rules of its own time. UnreadableTable when the path is no pack at all.

    >>> import pandas as pd, tempfile
    >>> from synthesis import Recipe, save, synthesise, verify
    >>> frame = pd.DataFrame({"age": [20 + i * 7 % 50 for i in range(400)], "paid": [i % 3 == 0 for i in range(400)]})
    >>> made = synthesise(frame, Recipe("marginals"), attacks=100)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = verify(save(made, folder, by="docs"))
    >>> found.valid, found.status, found.problems, found.made_by
    (True, 'unchanged', (), 'docs')
    """
    return check_pack(Path(path), None if file is None else Path(file))


def _policy(given: str | Path | Policy) -> Policy:
    return given if isinstance(given, Policy) else Policy.named(str(given))


def _name(candidate: Candidate) -> str:
    return f"{candidate.recipe.generator}, seed {candidate.recipe.seed}"


@contextmanager
def _file(data: Data) -> Iterator[Path]:
    """The path of a file that holds the table; a DataFrame's is in a folder of the user's own, and gone afterwards."""
    if isinstance(data, Table):
        raise UnusableOption(
            "A private generator reads its table by what was declared alone.", "Give the path or a DataFrame."
        )
    if not isinstance(data, pd.DataFrame):
        yield Path(data)
        return
    with tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder) / _FRAME
        data.to_csv(path, index=False)
        yield path


def _read_frame(frame: pd.DataFrame, schema: Schema | None, dialect: Dialect | None) -> Table:
    """What the reader makes of the frame's file; where it takes the header or rows for something else, told not to."""
    with _file(frame) as path:
        table = read_table(path, schema=schema, dialect=dialect)
        misread = len(table) != len(frame) or (schema is None and _headers(table) != [str(x) for x in frame.columns])
        return read_table(path, schema=schema, dialect=Dialect()) if misread and dialect is None else table


def _content(data: Data) -> Callable[[], bytes] | None:
    """Reads the file that was given by its path."""
    return Path(data).read_bytes if isinstance(data, (str, Path)) else None


def _headers(table: Table) -> list[str]:
    return [column.name if column.header is None else column.header for column in table.schema]


def _like(data: Data, known: Table) -> Table:
    """A table with the columns of another: as it is where it has them already, else written and read again."""
    if not isinstance(data, Table):
        return read(data, schema=known.schema)
    kinds = {column.name: column.kind for column in known.schema}
    if all(kinds.get(column.name) == column.kind for column in data.schema):
        return data
    with tempfile.TemporaryDirectory(prefix="understudy-") as folder:
        path = Path(folder) / _FRAME
        path.write_bytes(to_csv(data.frame, data.schema))
        return read_table(path, data.name, schema=known.schema, dialect=Dialect())
