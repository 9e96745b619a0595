"""Not more synthetic rows than a number for each row that was learned from."""

from synthesis.foundation.errors import UnusableOption
from synthesis.foundation.numerals import count
from synthesis.protections.contract import Chosen, Protection


def _on_request(asked: int, learned: int, chosen: Chosen) -> None:
    ceiling = chosen[ROW_CEILING]
    most = ceiling * max(learned, 1)
    if asked > most:
        raise UnusableOption(
            f"{count(asked)} rows are more than {count(ceiling)} for each of the {count(learned)} rows that are "
            "learned from.",
            f"Ask for at most {count(most)} rows, or raise the protection 'ceiling'.",
        )


ROW_CEILING = Protection[int](
    "ceiling",
    "Most rows drawn per training row",
    "At most so many synthetic rows for each row that was learned from; a run that asks for more is refused.",
    "Many draws show finely what single rows left in the model. Measured: at 25 what attacks gained stayed within "
    "chance.",
    default=25,
    low=1,
    high=10_000,
    levels={"careful": 10, "strict": 1},
    on_request=_on_request,
)
