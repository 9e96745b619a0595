"""Loss curves: one line a network, every pass or four hundred of them, and the same in words."""

from synthesis.figures import losses, losses_alt


def test_one_line_a_network_over_the_passes() -> None:
    figure = losses({"Maker": [1.0, 0.5, -0.25], "Judge": [0.1, 0.2, 0.3]})
    assert [line.name for line in figure.data] == ["Maker", "Judge"]
    assert list(figure.data[0].x) == [1, 2, 3]
    assert list(figure.data[0].y) == [1.0, 0.5, -0.25]
    assert figure.data[0].line.dash != figure.data[1].line.dash


def test_many_passes_are_thinned_and_the_ends_stay() -> None:
    figure = losses({"Loss": [float(n) for n in range(5_000)]})
    assert len(figure.data[0].x) == 400
    assert (figure.data[0].x[0], figure.data[0].x[-1]) == (1, 5_000)


def test_in_words() -> None:
    said = losses_alt({"Maker": [1.0, -0.5], "Judge": [0.5, 0.25]})
    assert said == "Loss over 2 passes: Maker from 1.00 to −0.50; Judge from 0.50 to 0.25."
