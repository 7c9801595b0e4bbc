"""Where the files of a report lie, by its settings, and what its notebooks are given."""

from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from typing import Any

from lstm_attention.settings import MODELS, NEWSGROUPS, PRIMARY, Settings
from lstm_attention.store.dependencies import imported_modules, notebook_parameters
from lstm_attention.store.repository import pretrained

MADE = {"corpus": "corpus", "vectors": "vectors.npy", "baselines": "baselines", "live": "live"}
"""What a notebook leaves behind for others, besides exhibits, by the notebook that makes it."""

SPLIT = "split-"
"""Before the seed in the name of a draw that has a test set of its own."""


@dataclass(frozen=True)
class Layout:
    """The files of a report.

    A draw is what a seed draws for itself: `3` has its own validation set and word vectors, and
    `split-3` has its own test set too.

    Attributes:
        settings: of the report.
        build: its folder, such as build/quick.
    """

    settings: Settings
    build: str

    def redrawn_seeds(self) -> list[int]:
        """The seeds of models and variants that draw a split and vectors of their own."""
        later = dict.fromkeys(chain(*self.settings.seeds_by_name().values()))
        return [seed for seed in later if self.settings.redraw and seed != self.settings.seeds[0]]

    def split_seeds(self) -> list[int]:
        """The seeds that also draw a test set, for one more run of each LSTM; none if it is fixed."""
        fixed = self.settings.source == NEWSGROUPS or self.settings.time_column is not None
        return self.settings.seeds[1:] if self.settings.redraw and not fixed else []

    def redrawn(self, draw: int | str) -> Settings:
        """The settings with the seeds of a draw for split and vectors, which are not the report's."""
        seed, names = int(str(draw).removeprefix(SPLIT)), ("corpus_seed", "vector_seed")
        again = {name: (getattr(self.settings, name) + 1 + seed) % 2**32 for name in names}
        return self.settings.model_copy(update=again)

    def drawing(self, draw: str) -> dict[str, Any]:
        """What `corpus.redraw` is given for a draw."""
        of_test = {"test_share"} if draw.startswith(SPLIT) else set()
        taken = {"validation_share", "stratified", "corpus_seed"} | of_test
        return self.redrawn(draw).model_dump(include=taken)

    def folder(self, draw: int | str | None = None) -> str:
        """Where corpus, vectors and baselines of a draw lie; the first seed has those of the report."""
        shared = draw is None or not self.settings.redraw or str(draw) == str(self.settings.seeds[0])
        return self.build if shared else f"{self.build}/draws/{draw}"

    def made(self, name: str, draw: int | str | None = None) -> str:
        """Where one of `MADE` is that the training runs with a draw read."""
        return f"{self.folder(draw)}/{MADE[name]}"

    def vectors(self) -> list[str]:
        """The word vectors of the models' seeds, in their order."""
        return [self.made("vectors", seed) for seed in self.settings.seeds]

    def baselines(self) -> list[str]:
        """The baselines of the models' seeds; those that several seeds share are listed once."""
        return [*dict.fromkeys(self.made("baselines", seed) for seed in self.settings.seeds)]

    def runs(self) -> dict[str, list[str]]:
        """The runs of each model and variant, in the order of the seeds."""
        return {
            name: [f"{self.build}/runs/{name}-{seed}" for seed in seeds]
            for name, seeds in self.settings.seeds_by_name().items()
        }

    def split_runs(self) -> dict[str, list[str]]:
        """The training runs with test sets of their own: the primary pair's, in the order of the seeds."""
        seeds = self.split_seeds()
        return {model: [f"{self.build}/split/{model}-{seed}" for seed in seeds] for model in PRIMARY if seeds}

    def draws(self) -> dict[str, int | str]:
        """The draw of each run of a model or variant, by its folder."""
        seeds = self.settings.seeds_by_name()
        of_seeds = [pair for name, own in self.runs().items() for pair in zip(own, seeds[name], strict=True)]
        of_splits = [(run, f"{SPLIT}{run.rpartition('-')[2]}") for run in chain(*self.split_runs().values())]
        return dict([*of_seeds, *of_splits])

    def cut_runs(self) -> list[str]:
        """Runs on truncated documents; with the first seed only, as each costs as much as any other."""
        return [
            f"{self.build}/cut/{model}-{tokens}-{self.settings.seeds[0]}"
            for model in self.settings.sweep_models
            for tokens in self.settings.sweep_tokens
            if tokens < self.settings.max_tokens
        ]

    def choices(self) -> str | None:
        """The file of the settings that were chosen for the models; None where there is no search."""
        return f"{self.build}/choices.json" if self.settings.search else None

    def candidates(self) -> list[dict[str, Any]]:
        """What is tried with every model: all combinations of the values of `search`."""
        search = self.settings.search
        return [dict(zip(search, values, strict=True)) for values in product(*search.values()) if search]

    def searched(self, name: str) -> list[str]:
        """The parameters that a model takes from its choice, and a variant from that of `lstm_attention`."""
        own = self.settings.training(name)
        base = self.settings.training("lstm_attention" if name in self.settings.variants else name)
        return [parameter for parameter in self.settings.search if own[parameter] == base[parameter]]

    def tried(self) -> dict[str, dict[str, dict[str, Any]]]:
        """By model, what sets each candidate apart, by the folder of its run."""
        return {
            model: {
                f"{self.build}/search/{model}-{number}": candidate
                for number, candidate in enumerate(self.candidates())
            }
            for model in MODELS
        }

    def reads(self, reads: dict[str, Any], draw: str | None) -> dict[str, Any]:
        """What a notebook reads, by parameter; for a draw, what it has of it."""
        own = {} if draw is None else {name: self.made(name, draw) for name in reads.keys() & MADE.keys()}
        return reads | own

    def reading(self, name: str, reads: dict[str, Any], draw: str | None = None) -> dict[str, Any]:
        """What the steps of a notebook depend on: itself, the code that it imports, and what it reads."""
        template = Path(f"book/notebooks/{name}.ipynb")
        code = [module.relative_to(Path.cwd()) for module in imported_modules(template)]
        own = {
            key: [*read.values()] if isinstance(read, dict) else read or []
            for key, read in self.reads(reads, draw).items()
        }
        # A function, as Snakemake would take braces in a path for wildcards.
        files = {"files": lambda wildcards: pretrained(self.settings.vectors)} if name == "vectors" else {}
        return {"template": template, "code": code} | own | files

    def leaving(self, step: str, *places: Any) -> list[Any]:
        """What a step makes: the executed notebook, its other outputs, and last its record."""
        return [f"{self.build}/notebooks/{step}.ipynb", *places, f"{self.build}/hashes/{step}.json"]

    def given(self, name: str, reads: dict[str, Any], draw: str | None = None) -> dict[str, Any]:
        """What a notebook is given: the settings that it takes, what it reads, and where its results go.

        Args:
            name: of the notebook.
            reads: what it reads, by parameter.
            draw: the draw for which it is executed again.
        """
        takes = notebook_parameters(Path(f"book/notebooks/{name}.ipynb"))
        settings = self.settings if draw is None else self.redrawn(draw)
        step = name if draw is None else f"{name}-{draw}"
        more = {
            "output": self.made(name, draw) if name in MADE else None,
            "unfinished": f"{self.build}/unfinished/{step}.npz",
            "settings": self.settings.model_dump(),
            "exhibits_folder": f"{self.folder(draw)}/exhibits/{name}",
        }
        own = settings.model_dump(include=takes - reads.keys()) | self.reads(reads, draw)
        return own | {key: value for key, value in more.items() if key in takes}

    def training(
        self,
        model: str,
        seed: str | None = None,
        tokens: str | None = None,
        number: str | None = None,
        split: str | None = None,
    ) -> dict[str, Any]:
        """What the notebook `train` is given.

        Args:
            model: or variant.
            seed: by default the first.
            tokens: where documents are cut shorter than in the corpus.
            number: of the candidate that is tried.
            split: a seed, for a training run with a test set of its own.
        """
        folder = "cut" if tokens else "search" if number else "split" if split else "runs"
        run = "-".join(part for part in (model, tokens, number or split or seed) if part)
        apart = f"{folder}-{run}" if folder in ("search", "split") else run
        of_seed = int(split or seed or self.settings.seeds[0])
        draw = f"{SPLIT}{split}" if split else of_seed
        return {
            **self.settings.training(model),
            **(self.candidates()[int(number)] if number else {}),
            "model": model if model in MODELS else "lstm_attention",
            "seed": of_seed,
            "max_tokens": int(tokens or self.settings.max_tokens),
            **{name: self.made(name, draw) for name in ("corpus", "vectors")},
            "choices": None if number else self.choices(),
            "searched": [] if number else self.searched(model),
            "run": f"{self.build}/{folder}/{run}",
            "unfinished": f"{self.build}/unfinished/{apart}.npz",
        }
