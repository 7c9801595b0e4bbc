"""What the table and the diagram of a network say, from networks as they are built."""

import matplotlib.pyplot as plt
import pytest

from lstm_attention.exhibits import architecture
from lstm_attention.models import networks


def described(name, **options):
    model = networks.build_model(name, rows=30, classes=5, vector_size=8, length=20, **options)
    return architecture.described(model, networks.summary(model).to_dict(orient="records"))


def test_every_layer_has_its_units_or_its_rate():
    table = described("lstm_attention", head=(16, 4))
    assert table.columns.tolist() == ["layer", "setting", "output_shape", "parameters"]
    assert list(zip(table["layer"], table["setting"], strict=True)) == [
        ("Embedding", "8 numbers, frozen"),
        ("SpatialDropout1D", "rate 0.2"),
        ("BidirectionalLSTM", "2 × 128 units"),
        ("Dropout", "rate 0.2"),
        ("BidirectionalLSTM", "2 × 64 units"),
        ("Dropout", "rate 0.2"),
        ("Attention", ""),
        ("Dense", "16 units, relu"),
        ("Dropout", "rate 0.3"),
        ("Dense", "4 units, relu"),
        ("Dropout", "rate 0.3"),
        ("Dense", "5 units, softmax"),
    ]
    table = described("lstm_attention", pooling="multi_head", trainable_embeddings=True, layer="keras")
    assert table["setting"][[0, 2, 6]].tolist() == ["8 numbers, trained", "2 × 128 units", "4 heads"]


ATTENTION = [
    *("word vectors, 8 numbers, frozen", "bidirectional LSTM, 2 × 128 units"),
    *("bidirectional LSTM, 2 × 64 units", "attention", "dense, 128 units, relu"),
    *("dense, 64 units, relu", "dense, 32 units, relu", "dense, 5 units, softmax"),
]
DENSE = [
    *("word vectors, 8 numbers, frozen", "dropout 0.1, in training", "mean over the words"),
    *("dense, 32 units, relu", "dense, 32 units, relu", "dense, 16 units, relu", "dense, 5 units, softmax"),
]


@pytest.mark.parametrize(
    ("model", "options", "rows"),
    [("lstm_attention", {}, ATTENTION), ("dense", {"word_dropout": 0.1}, DENSE)],
)
def test_the_diagram_names_every_layer_its_output_and_its_parameters(model, options, rows):
    figure = architecture.diagram(described(model, **options))
    words = [line for text in figure.axes[0].texts for line in text.get_text().split("\n")]
    assert [word for word in words if word in rows] == rows
    assert any(word.startswith("output 20 × 8, 240 parameters") for word in words)  # of the word vectors
    figure.canvas.draw()
    plt.close(figure)


def test_the_diagram_draws_words_apart_until_one_vector_is_made_of_them():
    def cells(model):
        figure = architecture.diagram(described(model))
        plt.close(figure)
        return len(figure.axes[0].patches)

    assert cells("dense") == 5 + 5  # the word vectors, and five vectors
    assert cells("lstm") == 3 * 5 + 4
    assert cells("lstm_attention") == 3 * 5 + 5
