"""Data frames on the pages of notebooks look like all other tables."""

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from lstm_attention.book.extensions.pages import FRAME, as_other_tables


def page_of(frame):
    return BeautifulSoup(FRAME.sub(as_other_tables, f"<p>a</p>{frame._repr_html_()}<p>b</p>"), "html.parser")


@pytest.mark.parametrize(
    ("column", "classes"),
    [
        (["1,072", "−0.5%", "–"], ["numbers", "table", "dataframe"]),
        (["< 0.001", "+0.4", ""], ["numbers", "table", "dataframe"]),
        (["1", "2", "better"], ["table", "dataframe"]),
    ],
)
def test_a_data_frame_gets_the_classes_of_a_table_and_numbers_those_of_numbers(column, classes):
    page = page_of(pd.DataFrame({"Value": column}, index=["<a>", "b", "c"]))
    table = page.select_one("p + div.pst-scrollable-table-container > table")
    assert table["class"] == classes
    assert not page.select("style, [style], [border]")
    assert [cell.get_text() for cell in table.select("tbody td")] == column
    assert [cell.get_text() for cell in table.select("tbody th")] == ["<a>", "b", "c"]
    assert page.select_one("div + p").get_text() == "b"
