"""What a rule says, in one sentence that names columns and holds no cell."""

from collections.abc import Callable, Sequence

from synthesis.tables.schema import Constraint, RuleKind

_LISTED = 6


def stated(kind: RuleKind, *names: str, value: float | None = None) -> Constraint:
    """A rule of that kind with its sentence."""
    return Constraint(kind, names, _SENTENCES[kind](names) if value is None else _steps(names[0], value), value=value)


def _steps(name: str, step: float) -> str:
    return f"{name} is a whole number." if step == 1 else f"{name} is a multiple of {step:g}."


def _few(names: Sequence[str]) -> str:
    return _and(names) if len(names) <= _LISTED else _and([*names[:3], f"{len(names) - 3} more"])


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


_SENTENCES: dict[RuleKind, Callable[[Sequence[str]], str]] = {
    "order": lambda names: f"{names[0]} is at most {names[1]}.",
    "sum": lambda names: f"{names[-1]} is {' + '.join(names[:-1])}.",
    "product": lambda names: f"{names[-1]} is {' × '.join(names[:-1])}.",
    "determines": lambda names: f"{names[0]} decides {names[1]}: equal in the one, equal in the other.",
    "same": lambda names: f"{names[0]} and {names[1]} say the same: each value of one goes with one of the other.",
    "blank-with": lambda names: f"Where {names[0]} is blank, {names[1]} is blank too.",
    "blank-together": lambda names: f"{_few(names)} are blank together or not at all.",
    "range": lambda names: f"In {_few(names)} each is at most the next.",
    "combinations": lambda names: f"{_and(names)} occur only in combinations that the table holds.",
    "one-hot": lambda names: f"Exactly one of {_few(names)} is 1, or yes.",
    "constant": lambda names: f"{names[0]} is the same in every row.",
    "unique": lambda names: f"No two rows share their {_and(names)}.",
    "no-repeats": lambda _: "No row repeats another, identifiers aside.",
}
