"""Figures and tables of a sweep: every setting is drawn where it belongs, and text is only text."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from bs4 import BeautifulSoup

from lstm_attention.exhibits import sweep_figures, sweep_tables


def row(values, accuracy=0.9, model="lstm_attention", **more):
    estimate = {"mean": accuracy, "low": accuracy - 0.02, "high": accuracy + 0.01}
    return {
        "model": model,
        "values": values,
        "runs": {0: "build/x/sweep/runs/a", 7: "build/x/runs/lstm-7"},
        **dict.fromkeys(("validation", "accuracy", "macro_f1"), estimate),
        "largest": {"mean": 0.0312, "low": 0.03, "high": 0.04} if model == "lstm_attention" else None,
        "seconds": {"mean": 12.34, "low": None, "high": None},
        "best": False,
        "comparison": None,
        **more,
    }


GRID = [
    row({"max_tokens": tokens, "lstm_attention.learning_rate": rate}, accuracy)
    for tokens, rate, accuracy in [
        (50, 0.001, 0.8),
        (50, 0.01, 0.9),
        (500, 0.001, 0.6),
        (500, 0.01, 0.7),
        (90, 0.01, 0.5),
    ]
]
DENSE = [row({"max_tokens": tokens}, 0.4, "dense") for tokens in (50, 500)]


@pytest.fixture(autouse=True)
def close():
    yield
    plt.close("all")


def test_dots_are_settings_and_the_line_runs_through_their_means():
    figure = sweep_figures.over_parameter([*GRID, *DENSE], "max_tokens")
    labels = [axis.get_ylabel() for axis in figure.axes if axis.get_ylabel()]
    assert labels == [
        "validation accuracy",
        "test accuracy",
        "macro F1",
        "largest weight",
        "seconds of a training run",
    ]
    axis = figure.axes[0]
    (line,) = [line for line in axis.lines if line.get_label() == "LSTM with attention"]
    assert line.get_xdata().tolist() == [50, 90, 500]
    assert line.get_ydata() == pytest.approx([0.85, 0.5, 0.65])
    assert axis.get_xscale() == "log"
    assert [text.get_text() for text in axis.get_xticklabels()] == ["50", "90", "500"]
    # A model without attention has no weights to draw.
    assert "dense model" not in [line.get_label() for line in figure.axes[3].lines]


def test_values_that_are_no_numbers_stand_in_equal_steps():
    rows = [row({"lstm.optimizer": name}, model="lstm") for name in ("adam", "rmsprop")]
    axis = sweep_figures.over_parameter(rows, "lstm.optimizer").axes[0]
    assert axis.get_xticks().tolist() == [0, 1]
    assert [text.get_text() for text in axis.get_xticklabels()] == ["adam", "rmsprop"]


def test_on_a_grid_each_value_of_the_second_parameter_has_a_line():
    figure = sweep_figures.together(GRID[:4], "max_tokens", "lstm_attention.learning_rate")
    lines = {
        line.get_label(): line.get_ydata().tolist()
        for line in figure.axes[0].lines
        if "=" in line.get_label()
    }
    assert lines == {
        "lstm_attention.learning_rate=0.001": [0.8, 0.6],
        "lstm_attention.learning_rate=0.01": [0.9, 0.7],
    }


def test_drawn_points_are_dots_in_the_colour_of_their_accuracy_and_the_best_has_a_ring():
    drawn = [
        row({"max_tokens": 100 + 100 * number, "lstm.learning_rate": 0.001 * 2**number}, number / 10, "lstm")
        for number in range(9)
    ]
    drawn[4]["best"] = True
    figure = sweep_figures.together(drawn, "max_tokens", "lstm.learning_rate")
    axis = figure.axes[0]
    (dots,) = axis.collections
    assert dots.get_offsets().tolist() == [[100 + 100 * n, pytest.approx(0.001 * 2**n)] for n in range(9)]
    assert dots.get_array().tolist() == pytest.approx(np.arange(9) / 10)
    assert np.argmax(dots.get_linewidths()) == 4
    assert (axis.get_xlabel(), axis.get_ylabel()) == ("max_tokens", "lstm.learning_rate")
    assert (axis.get_xscale(), axis.get_yscale()) == ("linear", "log")
    figure.canvas.draw()
    assert "0.01" in [text.get_text() for text in axis.get_yticklabels()]


def test_pairs_are_of_parameters_that_vary_together_for_a_model():
    rate = "lstm_attention.learning_rate"
    assert sweep_figures.pairs([*GRID[:4], *DENSE]) == [("max_tokens", rate)]
    assert sweep_figures.pairs([GRID[0], GRID[2]]) == []
    apart = [row({rate: 0.1}), row({rate: 0.2}), *DENSE]
    assert sweep_figures.pairs(apart) == []


def parsed(html):
    return [
        [cell.get_text() for cell in line.select("td")]
        for line in BeautifulSoup(html, "html.parser").select("tbody tr")
    ]


def test_where_nothing_is_best_the_table_says_why():
    (cells,) = parsed(sweep_tables.best(GRID))
    assert cells[1:3] == ["5", "none, as the settings have different validation documents"]


def test_the_best_setting_stands_with_the_number_of_tries_and_whether_it_is_at_an_edge():
    best = GRID[1] | {"best": True}
    (cells,) = parsed(sweep_tables.best([GRID[0], best, *GRID[2:]]))
    assert cells == [
        "LSTM with attention",
        "5",
        "max_tokens=50 lstm_attention.learning_rate=0.01; at the edge of what was tried: max_tokens",
        *["90.0% (88.0 to 91.0)"] * 3,
        "0.031 (0.030 to 0.040)",
        "12.3",
    ]


def test_every_setting_links_to_its_runs_from_the_folder_of_the_page():
    html = sweep_tables.settings([GRID[0], DENSE[0]], "build/x/sweep/sweep.html")
    assert [cells[-1] for cells in parsed(html)] == ["0, 7"] * 2
    links = [link["href"] for link in BeautifulSoup(html, "html.parser").select("a")]
    assert links == ["runs/a/", "../runs/lstm-7/"] * 2


def test_every_test_stands_with_the_number_of_tests_that_it_is_corrected_for():
    test = {"difference": 0.03, "low": -0.01, "high": 0.07, "p_corrected": 0.2, "tests": 4}
    (cells,) = parsed(sweep_tables.tests([GRID[0] | {"comparison": test}, DENSE[0]]))
    assert cells[2:] == ["+3.0 (−1.0 to +7.0)", "0.200", "4"]


def test_values_and_reasons_are_only_text():
    html = sweep_tables.failures(
        [{"model": "lstm", "values": {"vectors": "<b>x"}, "reason": "<script>1</script>"}]
    )
    assert parsed(html) == [["LSTM", "vectors=<b>x", "<script>1</script>"]]
    assert not BeautifulSoup(html, "html.parser").select("b, script")
    assert (
        parsed(sweep_tables.settings([row({"vectors": "<b>"})], "build/x/sweep/sweep.html"))[0][1]
        == "vectors=<b>"
    )


def test_the_trainings_that_sharing_saves_are_counted():
    tried = {"lstm": [{"runs": ["a", "b"]}, {"runs": ["c"]}], "dense": [{"runs": ["d"]}]}
    said = sweep_tables.made(tried, GRID[:2], [{}], 4, 9)
    assert said.startswith("Points: 4. Training runs: 4 instead of 9, because points share")
    assert said.endswith(
        "Different settings of the models: 3. 1 of them failed, as the end of this page says."
    )
    assert "instead" not in sweep_tables.made(tried, GRID[:2], [], 4, 4)
