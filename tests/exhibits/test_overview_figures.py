"""Figures of a whole report show what they are given."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from lstm_attention.exhibits import overview_figures


@pytest.fixture(autouse=True)
def _close():
    yield
    plt.close("all")


ROWS = pd.DataFrame(
    [
        ("dense model", "model", False, -0.02, [-0.01, -0.03]),
        ("LSTM with attention", "model", True, 0.01, [0.0, 0.02]),
        ("LSTM with $x_1$ in place of attention, and a name of many words", "variant", False, 0.0, [0.0]),
    ],
    columns=["model", "kind", "primary", "difference", "each_seed"],
)
ROWS = ROWS.assign(low=ROWS["difference"] - 0.005, high=ROWS["difference"] + 0.015)


def test_a_forest_plot_orders_models_by_their_difference():
    figure = overview_figures.forest(ROWS, "LSTM", 0.01)
    axis = figure.axes[0]
    labels = axis.get_yticklabels()
    assert [label.get_text().split("\n")[0][:8] for label in labels] == ["LSTM wit", "LSTM wit", "dense mo"]
    assert [label.get_fontweight() for label in labels] == ["bold", "normal", "normal"]
    models, variants = axis.containers
    assert models.lines[0].get_xdata() == pytest.approx([1, -2])
    assert models.lines[2][0].get_segments()[0][:, 0] == pytest.approx([0.5, 2.5])
    assert variants.lines[0].get_ydata().tolist() == [1]
    # One training run is its own mean: only the seeds of several are drawn.
    assert axis.lines[-1].get_xdata() == pytest.approx([0, 2, -1, -3])
    assert axis.get_xlabel() == "accuracy minus that of the LSTM (percentage points)"
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["too small to matter", "single seeds", "model of the original", "variant"]
    figure.canvas.draw()


def test_a_forest_plot_of_single_trainings_draws_no_seeds():
    figure = overview_figures.forest(ROWS.assign(each_seed=[[0.0]] * 3), "LSTM", 0.01)
    assert "single seeds" not in [text.get_text() for text in figure.legends[0].get_texts()]


def test_every_claim_stands_in_the_column_of_its_verdict():
    claims = pd.DataFrame(
        {
            "group": ["one", "one", "two"],
            "claim": ["A claim", "Another", "One of which more has to be said than fits into a line"],
            "verdict": ["no", "yes", "open"],
        }
    )
    figure = overview_figures.verdicts(claims, {"yes": "C2", "open": "#888888", "no": "C1"})
    axis = figure.axes[0]
    marks = [line for line in axis.lines if line.get_marker() not in ("", "None")]
    assert [mark.get_xdata()[0] for mark in marks] == [2, 0, 1]
    heights = [mark.get_ydata()[0] for mark in marks]
    # A row is 1 high, one of two lines 1.6, and between the groups is a gap of 0.6.
    assert heights == pytest.approx([0.5, 1.5, 2 + 0.6 + 0.8])
    assert [tick.get_text() for tick in axis.get_xticklabels()] == ["yes", "open", "no"]
    figure.canvas.draw()


def test_accuracy_is_drawn_against_the_seconds_of_a_training():
    costs = pd.DataFrame(
        {"model": ["a", "b"], "accuracy": [0.9, 0.8], "low": [0.88, 0.7], "high": [0.93, 0.85]}
    ).assign(training=[0.5, 300.0])
    figure = overview_figures.accuracy_by_cost(costs)
    assert [bar.lines[0].get_xdata()[0] for bar in figure.axes[0].containers] == [0.5, 300]
    assert figure.axes[0].containers[1].lines[2][0].get_segments()[0][:, 1] == pytest.approx([0.7, 0.85])
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["a", "b"]
    figure.canvas.draw()
    assert "100" in [tick.get_text() for tick in figure.axes[0].get_xticklabels()]
