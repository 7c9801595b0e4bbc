"""The parameters of a report: one typed object, read from a profile in config/."""

import codecs
import re
from itertools import product
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from lstm_attention import mistakes
from lstm_attention.mistakes import SettingsError

Seed = Annotated[int, Field(ge=0, lt=2**32)]


def _no_seed_twice(seeds: list[int]) -> list[int]:
    if len(set(seeds)) < len(seeds):
        raise ValueError("each seed may be listed only once")
    return seeds


Seeds = Annotated[list[Seed], Field(min_length=1), AfterValidator(_no_seed_twice)]

NEWSGROUPS, REDDIT = "newsgroups", "reddit"
"""The `source` of the default corpus, and of posts of the original's five subreddits."""
UNICODE = "unicode"
"""The `token_pattern` of words by Unicode's rules."""


class Parameters(BaseModel):
    """Base of every group of parameters, which rejects unknown names and later changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Name = Annotated[str, Field(coerce_numbers_to_str=True, min_length=1)]
"""A label or the name of a column; YAML reads some of these as numbers."""


class SourceParameters(Parameters):
    """Where documents come from, and which of them are used."""

    corpus_seed: Seed = 0
    """Seed of the samples and the splits."""
    source: Annotated[str, Field(min_length=1)] = NEWSGROUPS
    """`newsgroups`, the default corpus; `reddit`, see its profile; or a file or a folder of files: CSV, TSV,
    JSON or JSON Lines, possibly compressed, including Reddit's monthly dumps; or Parquet."""
    text_column: Name = "text"
    """Name of the column or field that holds the text; `title+selftext` joins two, and `data.body` is a field
    within another."""
    label_column: Name = "label"
    """Name of the column or field that holds the class."""
    time_column: Name | None = None
    """Column of times, in seconds since 1970 or as ISO dates; if given, the newest documents form the test
    set."""
    group_column: Name | None = None
    """Column that says which documents belong together, such as thread or author: random splits keep groups
    whole, and intervals treat groups as independent. The default corpus has threads, by subject."""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Separator of the fields in a CSV file; null means a comma, or a tab in .tsv files."""
    encoding: str = "utf-8"
    """Encoding of CSV, TSV and JSON files, by its name in Python, such as cp1252, unless a byte-order mark
    says UTF-8 or UTF-16."""
    on_bad_lines: Literal["error", "skip"] = "error"
    """Whether to stop at a line that cannot be read, or to skip and count it."""
    classes: list[Name] = []
    """Labels to keep; all if empty."""
    min_characters: Annotated[int, Field(ge=0)] = 0
    """Length of the shortest document to keep; the original required more than 1,000."""
    documents_per_class: Annotated[int, Field(ge=10)] | None = None
    """Maximum number of documents in a class, drawn at random; all if null."""
    anonymize: bool = False
    """Whether user names (u/name, @name), e-mail addresses and URLs are replaced as soon as a text is read,
    so that nothing made from it has any. Names of groups are replaced by hashes; labels stay as they are."""

    @field_validator("encoding")
    @classmethod
    def _by_lines(cls, encoding: str) -> str:
        try:
            by_lines = "\n".encode(encoding) == b"\n"
            name = codecs.lookup(encoding).name
        except LookupError:
            raise ValueError("must be an encoding that Python knows, such as utf-8 or cp1252") from None
        if not by_lines:
            raise ValueError("must encode a line end as one byte; convert the file to utf-8")
        return name

    @field_validator("label_column", "time_column", "group_column")
    @classmethod
    def _own_column(cls, column: str | None, known: ValidationInfo) -> str | None:
        for other in ("text_column", "label_column", "time_column"):
            if column is not None and column == known.data.get(other):
                raise ValueError(f"is also the {other}; name a different column")
        return column


class CorpusParameters(SourceParameters):
    """How documents are cleaned, split and turned into tokens."""

    cleaning: Literal["none", "published"] = "none"
    """Leave the text unchanged, or clean it as the original did: remove HTML entities, URLs, Markdown,
    quotes, stop words and words missing from the dictionary, and replace the others by their lemmas."""
    lemmas: Literal["simplemma", "wordnet"] = "simplemma"
    """Source of the lemmas and the dictionary; WordNet is English only, and NLTK must have its data."""
    language: Name = "auto"
    """Language of the texts, by its code in ISO 639, such as de or zh; `auto` detects it on a sample, `und`
    means several. English follows scikit-learn's rule for words and its stop words; other languages follow
    Unicode's rules (UAX #29), as applied by ICU, and the stop words of stopwordsiso."""
    token_pattern: Annotated[str, Field(min_length=1)] | None = None
    """Regular expression of a word in lower case; `unicode` applies Unicode's rules to English too, which
    keep C++, 3.5 and don't in one piece; null applies the rule of the language."""
    stop_words: list[Name] | None = None
    """Words to leave out; null takes the list of the language, and [] leaves out none."""
    near_duplicates: Annotated[float, Field(gt=0, le=1)] | None = 0.8
    """Of two documents that share at least this part of their word sequences, one is removed; null keeps
    both."""
    balanced: bool = False
    """Whether all classes are cut to the size of the smallest."""
    test_share: Annotated[float, Field(gt=0, lt=1)] = 0.2
    """Share of the documents used for testing; the default corpus comes with its own test set."""
    stratified: bool = True
    """Whether random splits keep the proportions of the classes; false as published."""
    sample: Annotated[int, Field(ge=30)] | None = None
    """Number of documents to keep, training and test together, in the corpus's proportions; all if null."""
    validation_share: Annotated[float, Field(gt=0, lt=1)] = 0.1
    """Share of the training documents set aside for validation."""
    max_tokens: Annotated[int, Field(ge=1, le=100_000)] = 1072
    """Maximum length of a document in tokens; longer documents are cut (1,072 as published)."""
    min_count: Annotated[int, Field(ge=1, le=1_000)] = 3
    """How often a word must occur in the training set to be in the vocabulary."""


class VectorParameters(Parameters):
    """Pretrained vectors, or skip-gram word2vec trained on the training set."""

    vectors: Annotated[str, Field(min_length=1)] | None = None
    """A word2vec, fastText or GloVe file; "gensim:" and a file of gensim's KeyedVectors; or a name that
    gensim's downloader knows. Null trains vectors. Pretrained vectors keep their size."""
    vector_seed: Seed = 0
    """Seed for training the vectors."""
    vector_size: Annotated[int, Field(ge=1, le=4_096)] = 300
    """Number of dimensions of a trained vector."""
    vector_window: Annotated[int, Field(ge=1, le=100)] = 10
    """Words on each side of a word that count as its context."""
    vector_epochs: Annotated[int, Field(ge=1, le=1_000)] | None = None
    """Passes over the training set; null reads about 2.5 million words, in 5 to 40 passes."""
    vector_negative: Annotated[int, Field(ge=1, le=100)] = 1
    """Noise words for each pair of words. With two, training took 1.7 times as long and was no better."""
    vector_learning_rate: Annotated[float, Field(gt=0, le=1)] = 0.05
    """Learning rate at the start; it falls to nearly 0. It is twice gensim's default, which needs three times
    as many passes."""


class TrainingParameters(Parameters):
    """How a model is trained: `epochs=3` is for all models and variants, `lstm.epochs=3` for one."""

    mask: bool = True
    """Whether padding is masked; false is the published behaviour."""
    padding: Literal["batch", "max_tokens"] = "batch"
    """Whether to pad to the longest document in the batch, or always to `max_tokens`."""
    optimizer: Literal["adam", "rmsprop"] = "adam"
    """Keras's optimizer, with its defaults except for the learning rate."""
    learning_rate: Annotated[float, Field(gt=0, le=1)] = 2e-3
    """The optimizer's learning rate at the start."""
    schedule: Literal["constant", "plateau"] = "plateau"
    """Whether to keep the learning rate, or to divide it by 4 and return to the best weights whenever a third
    of the patience has passed without a better epoch; if patience is null, of the epochs, and no return."""
    batch_size: Annotated[int, Field(ge=1, le=4_096)] | None = None
    """Documents in a batch; null means 64, or 32 or 16 with fewer than 4,096 training documents."""
    epochs: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Maximum number of epochs; null allows 100, or as many as make `steps` optimizer steps."""
    steps: Annotated[int, Field(ge=1, le=10_000_000)] = 20_000
    """If `epochs` is null and 100 epochs have fewer optimizer steps than this, more epochs are allowed."""
    patience: Annotated[int, Field(ge=1)] | Literal["auto"] | None = "auto"
    """Epochs to wait for a validation loss that is better by 0.001 before training stops with the best
    weights. `auto` waits for 3 or `patience_steps`; null trains for all epochs and keeps the last weights."""
    patience_steps: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """If 3 epochs have fewer optimizer steps than this, `auto` waits for that many; null means 900 with LSTMs
    and 2,400 for the dense model, which learns less in a step."""
    trainable_embeddings: bool = False
    """Whether training changes the word vectors; false is the published behaviour."""
    word_dropout: Annotated[float, Field(ge=0, lt=1)] = 0.0
    """Share of the words whose vectors are set to zero at random during training; 0 as published."""
    devices: Annotated[int, Field(ge=1, le=64)] = 1
    """Number of devices of one machine that share every batch: GPUs, or else parts of its processors."""

    @field_validator("patience")
    @classmethod
    def _has_an_end(cls, patience: int | str | None, known: ValidationInfo) -> int | str | None:
        if patience is None and known.data.get("epochs", 1) is None:
            raise ValueError(
                "must be a number or auto if epochs is null, as otherwise nothing ends the training early"
            )
        return patience

    @field_validator("devices")
    @classmethod
    def _equal_parts(cls, devices: int, known: ValidationInfo) -> int:
        batch_size = known.data.get("batch_size") or 16  # the smallest that null can mean
        if batch_size % devices:
            raise ValueError(f"must divide the documents of a batch, {batch_size}, into equal parts")
        return devices


class LSTMParameters(TrainingParameters):
    """One more parameter, for the models with LSTMs."""

    layer: Literal["compiled", "keras"] = "compiled"
    """What computes an LSTM: this project's CPU layer, or Keras's own loop."""


class AttentionParameters(LSTMParameters):
    """Two more parameters, for the layers after the LSTMs in the LSTM with attention and its variants."""

    pooling: Literal["published", "context_vector", "multi_head", "mean", "max"] = "published"
    """How all hidden states become one vector; all but `published` are for variants only."""
    head: Annotated[list[Annotated[int, Field(ge=1, le=4_096)]], Field(min_length=1)] = [128, 64, 32]
    """Units of the dense layers after the pooling, as published; those of the LSTM are 128, 64 and 64."""


class VariantParameters(AttentionParameters):
    """A variant of the LSTM with attention takes all its parameters, and seeds of its own."""

    seeds: Seeds = [0]
    """One training run of the variant for each seed; by default the first of the models' seeds."""


MODELS = {"dense": TrainingParameters, "lstm": LSTMParameters, "lstm_attention": AttentionParameters}
"""The three models, and the parameters of each."""

PRIMARY = ("lstm_attention", "lstm")
"""The primary question, set before anything is trained: is the first more accurate than the second?"""

ARCHITECTURE = {"mask", "trainable_embeddings", "word_dropout", "layer", "pooling", "head"}
"""The training parameters that change the network itself."""
WEIGHING = ("published", "context_vector", "multi_head")
"""The kinds of `pooling` that give weights to words."""


class EvidenceParameters(Parameters):
    """How closely the trained models are examined."""

    resamples: Annotated[int, Field(ge=100, le=100_000)] = 1_000
    """Number of bootstrap resamples of the test documents, in whole groups."""
    margin: Annotated[float, Field(gt=0, lt=1)] = 0.01
    """Largest difference in accuracy that does not matter."""
    weight_documents: Annotated[int, Field(ge=10)] | None = 1000
    """Number of test documents whose attention weights are read; all if null."""
    padded_documents: Annotated[int, Field(ge=1)] = 60
    """How many of the `weight_documents` are also read without a mask, padded to `max_tokens`."""
    erased_documents: Annotated[int, Field(ge=1)] = 100
    """Number of test documents from which tokens are deleted, to test attention as an explanation."""
    left_out_documents: Annotated[int, Field(ge=1)] = 20
    """How many of the `erased_documents` have every single token left out in turn."""
    map_documents: Annotated[int, Field(ge=20)] = 1000
    """Number of test documents on the maps of document vectors."""
    sweep_models: list[Literal["dense", "lstm", "lstm_attention"]] = []
    """Models that are also trained on documents cut at `sweep_tokens`."""
    sweep_tokens: list[Annotated[int, Field(ge=1)]] = []
    """Lengths in tokens at which their documents are cut; only those below `max_tokens` are used."""


class Settings(CorpusParameters, VectorParameters, EvidenceParameters):
    """One report: all of the above, and how often each model is trained."""

    live: Annotated[bool, Field(validate_default=True)] = True
    """Whether the book has a page that runs the models; its files take up to 20 MB."""
    seeds: Seeds = [0]
    """One training run of every model for each seed."""
    dense: TrainingParameters = TrainingParameters()
    """Training of the dense model."""
    lstm: LSTMParameters = LSTMParameters()
    """Training of the LSTM."""
    lstm_attention: AttentionParameters = AttentionParameters()
    """Training of the LSTM with attention."""
    variants: dict[str, VariantParameters] = {}
    """Variants of the LSTM with attention, by name: what is not named is as in `lstm_attention`."""
    redraw: bool = False
    """Whether each seed after the first has a validation set and word vectors of its own. If test sets are
    drawn at random, each of these seeds also trains both LSTMs once more, with a test set of its own."""
    search: dict[str, Annotated[list[Any], Field(min_length=1)]] = {}
    """Values of training parameters: all combinations are tried with every model and the first seed, and
    validation accuracy chooses. A variant takes the choice but keeps what sets it apart. Empty: no search."""

    @model_validator(mode="before")
    @classmethod
    def _complete_variants(cls, values: dict[str, Any]) -> dict[str, Any]:
        base, variants = values.get("lstm_attention", {}), values.get("variants", {})
        if not isinstance(base, dict) or not isinstance(variants, dict):
            return values
        seeds = values.get("seeds")
        if isinstance(seeds, list) and seeds:
            base = {**base, "seeds": seeds[:1]}
        whole = {name: {**base, **own} if isinstance(own, dict) else own for name, own in variants.items()}
        return {**values, "variants": whole}

    @field_validator("live")
    @classmethod
    def _reads_as_the_models(cls, live: bool, known: ValidationInfo) -> bool:
        if live and known.data.get("token_pattern") not in (None, UNICODE):
            raise ValueError("must be false with a token_pattern of your own, which no browser can use")
        return live

    @field_validator("variants")
    @classmethod
    def _names_and_seeds(cls, variants: dict[str, Any], known: ValidationInfo) -> dict[str, Any]:
        models_seeds = known.data.get("seeds")
        for name, variant in variants.items():
            if name in MODELS:
                raise ValueError(f"{name} is already the name of a model")
            if not re.fullmatch(r"[a-z][a-z0-9_]*", name):  # the name becomes part of a path
                raise ValueError(f"{name!r}: must consist of a-z, 0-9 and _, and start with a letter")
            if models_seeds and set(models_seeds).isdisjoint(variant.seeds):
                raise ValueError(
                    f"{name}.seeds={variant.seeds} must include at least one of seeds={models_seeds}, as a "
                    "variant is compared with the published model seed by seed"
                )
        return variants

    @field_validator("redraw")
    @classmethod
    def _one_split_of_all(cls, redraw: bool, known: ValidationInfo) -> bool:
        seeds = known.data.get("seeds", [])
        for name, variant in known.data.get("variants", {}).items() if redraw else ():
            if seeds and seeds[0] not in variant.seeds:
                raise ValueError(
                    f"{name}.seeds={variant.seeds} must include {seeds[0]}, the first of seeds={seeds}, on "
                    "whose split the validation accuracies of variants are compared"
                )
        return redraw

    @field_validator("search")
    @classmethod
    def _can_be_tried(cls, search: dict[str, list[Any]], known: ValidationInfo) -> dict[str, list[Any]]:
        for name in search:
            if name not in TrainingParameters.model_fields:
                allowed = ", ".join(TrainingParameters.model_fields)
                raise ValueError(f"{name} is not a training parameter of every model; choose from {allowed}")
        for values in product(*search.values()):
            for model in (known.data[model] for model in MODELS if model in known.data):
                validated(type(model), model.model_dump() | dict(zip(search, values, strict=True)))
        return search

    @field_validator("lstm_attention")
    @classmethod
    def _as_published(cls, parameters: AttentionParameters) -> AttentionParameters:
        if parameters.pooling != "published":
            raise ValueError("pooling must be published here; name any other under variants")
        return parameters

    def group(self, group: type[Parameters]) -> dict[str, Any]:
        """Return the parameters that belong to `group`, such as `CorpusParameters`."""
        return self.model_dump(include=set(group.model_fields))

    def training(self, name: str) -> dict[str, Any]:
        """Return the training parameters of one model or variant."""
        owner = self.variants[name] if name in self.variants else getattr(self, name)
        return owner.model_dump(exclude={"seeds"})

    def seeds_by_name(self) -> dict[str, list[int]]:
        """Return the seeds of every model and every variant."""
        own = {name: variant.seeds for name, variant in self.variants.items()}
        return dict.fromkeys(MODELS, self.seeds) | own


def values_in(variables: dict[str, Any], group: type[Parameters]) -> dict[str, Any]:
    """Return the values of a group's parameters from a notebook's variables of the same names."""
    return {name: variables[name] for name in group.model_fields}


def validated(group: type[Parameters], values: dict[str, Any]) -> Any:
    """Build `group` from `values`.

    Raises:
        SettingsError: with one line for each parameter that is unknown or cannot take its value.
    """
    try:
        return group(**values)
    except ValidationError as error:
        models: dict[str, list[str]] = {}  # a bare `epochs=0` is one mistake, even in many models
        for model, mistake in (mistakes.found(each, _known) for each in error.errors()):
            models.setdefault(mistake, []).append(model)
        raise SettingsError(
            "\n".join(mistakes.line(mistake, *found) for mistake, found in models.items())
        ) from None


def _known(section: list[str]) -> list[str]:
    """Return the names of all parameters in a section, or outside any."""
    owners = [MODELS.get(section[0], VariantParameters)] if section else [LSTMParameters, Settings]
    return [name for owner in owners for name in owner.model_fields]
