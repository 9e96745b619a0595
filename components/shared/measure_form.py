"""What an audit is to measure, asked alike wherever one is started: guesses, and what is predicted."""

import streamlit as st

from synthesis.tables import Schema

NO_TARGET = "Do not test usefulness"


def attacks(asked: int, key: str | None = None) -> int:
    """How many guesses each attack makes."""
    return int(
        st.number_input(
            "Guesses for each attack",
            100,
            100_000,
            asked,
            100,
            key=key,
            help="More guesses take longer and narrow the intervals (sample size of each attack).",
        )
    )


def target(schema: Schema, asked: str | None, key: str | None = None, more: str = "") -> str:
    """The column that models are to predict; empty where usefulness is not to be tested."""
    names = ["", *(column.name for column in schema.modelled if not column.kind.calendar)]
    return st.selectbox(
        "Column to predict",
        names,
        names.index(asked) if asked in names else 0,
        key=key,
        format_func=lambda name: name or NO_TARGET,
        help="Train on synthetic, test on real (TSTR): models trained on the synthetic rows try to predict this column "
        f"for real rows they never saw.{more}",
    )
