"""The few ways in which a run can go wrong, each with what happened and what to do next."""


class SynthesisError(Exception):
    """A failure that a user can act on. Neither sentence ever quotes a cell of a user's table."""

    def __init__(self, happened: str, advice: str) -> None:
        super().__init__(happened)
        self.happened = happened
        self.advice = advice

    def __reduce__(self) -> tuple[type["SynthesisError"], tuple[str, str]]:
        return type(self), (self.happened, self.advice)


class UnreadableTable(SynthesisError):
    """The file is not a table that can be read."""


class NoRows(UnreadableTable):
    """The file is a table without a row; only who may not learn that goes on with it."""


class UnfitTable(SynthesisError):
    """The table was read, but cannot be used for what was asked."""


class UnusableOption(SynthesisError):
    """A setting, a name or a combination of options does not exist or is out of bounds."""


class RunFailed(SynthesisError):
    """A generator or an attack gave up; the input was usable."""


class MachineFailed(SynthesisError):
    """The machine gave out: no room, no right, no file, no memory. The input was usable, and a user can mend it."""


class Cancelled(SynthesisError):
    """The user ended the work."""

    def __init__(
        self, happened: str = "The run was cancelled.", advice: str = "Start it again when you are ready."
    ) -> None:
        super().__init__(happened, advice)
