"""The largest attention weight of each of some test documents, by one trained model.

python -m lstm_attention.evidence.largest PARAMETERS OUTPUT RECORD

with PARAMETERS such as '{"trained": RUN, "corpus": CORPUS, "documents": 400, "seed": 0}'.
"""

import json
import sys
from pathlib import Path

import numpy as np

from lstm_attention.corpus.vocabulary import EncodedDocuments
from lstm_attention.evidence import focus
from lstm_attention.models.networks import load_model
from lstm_attention.store.outputs import whole


def largest_weights(trained: str, corpus: str, documents: int | None, seed: int) -> dict[str, list[float]]:
    """Return the largest weight of a token in each document.

    Args:
        trained: folder of a run whose model has attention weights.
        corpus: folder of the corpus that the run was trained on.
        documents: number of test documents that are drawn; all if None.
        seed: of the draw.

    Returns:
        `largest`, in (0, 1], and `groups` of the documents.
    """
    test = EncodedDocuments.load(Path(corpus) / "test.npz")
    sample = focus.random_documents(len(test), documents, np.random.default_rng(seed))
    reading = focus.read(load_model(Path(trained)), test, sample)
    largest = focus.concentrations([reading])["largest"][0]
    return {"largest": largest.tolist(), "groups": test.groups[sample].tolist()}


def main() -> None:
    """Write the weights of one run to a file."""
    parameters, *outputs = sys.argv[1:]
    with whole([Path(output) for output in outputs]) as drafts:
        found = largest_weights(**json.loads(parameters))
        drafts[outputs[0]].write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
