"""How far a promise lets anybody's belief move, over all ε."""

import math

import numpy as np
import plotly.graph_objects as go

from synthesis.figures.style import AXIS, SYNTHETIC, axis, canvas

LARGEST = 10.0


def belief(epsilon: float, before: float = 0.5) -> float:
    """The most that the belief `before` that a person is in the table can become: odds grow by e^ε at most.

    Kasiviswanathan and Smith 2014 (δ = 0; with δ, except with about that probability).
    """
    odds = before / (1 - before) * math.exp(min(epsilon, 700.0))
    return odds / (1 + odds)


def belief_curve(epsilon: float) -> go.Figure:
    """The most that a belief of 50 % can become, over ε, with the ε that was picked."""
    figure = canvas(276, showlegend=False, margin={"l": 8, "r": 12, "t": 38, "b": 8})
    widest = max(LARGEST, 1.05 * epsilon)
    steps = np.linspace(0, widest, 120)
    shares = [100 * belief(float(step)) for step in steps]
    figure.add_hline(50, line={"color": AXIS, "width": 1, "dash": "dot"})
    figure.add_scatter(
        x=steps.tolist(),
        y=shares,
        mode="lines",
        line={"color": SYNTHETIC, "width": 2},
        hovertemplate="ε %{x:.1f}: at most %{y:.1f}\u00a0%<extra></extra>",
    )
    figure.add_scatter(
        x=[epsilon],
        y=[100 * belief(epsilon)],
        mode="markers",
        marker={"color": SYNTHETIC, "size": 12},
        hovertemplate="ε %{x:g}: at most %{y:.1f}\u00a0%<extra></extra>",
    )
    figure.update_xaxes(axis(range=[0, widest], title={"text": "ε", "font": {"size": 12}}))
    figure.update_yaxes(axis(range=[48, 102], ticksuffix="\u00a0%", nticks=6))
    return figure


def belief_alt(epsilon: float) -> str:
    """The same in words."""
    told = ", ".join(f"{100 * belief(step):.0f} % at ε {step:g}" for step in (0.5, 1.0, 2.0, 5.0))
    return (
        f"The most that a belief of 50 % can become: {told}; at the ε picked, {epsilon:g}, "
        f"{100 * belief(epsilon):.1f} %."
    )
