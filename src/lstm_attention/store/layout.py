"""Where the files of a report lie, by its settings, and what its notebooks are given."""

from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from typing import Any

from lstm_attention.settings import MODELS, Settings
from lstm_attention.store.dependencies import notebook_parameters

MADE = {"corpus": "corpus", "vectors": "vectors.npy", "baselines": "baselines", "live": "live"}
"""What a notebook leaves behind for others, besides exhibits, by the notebook that makes it."""


@dataclass(frozen=True)
class Layout:
    """The files of a report.

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

    def redrawn(self, seed: int) -> Settings:
        """The settings with the seeds of split and vectors that one of these draws with: not the first's."""
        names = ("corpus_seed", "vector_seed")
        again = {name: (getattr(self.settings, name) + 1 + seed) % 2**32 for name in names}
        return self.settings.model_copy(update=again)

    def folder(self, seed: int | str | None = None) -> str:
        """Where corpus, vectors and baselines of a seed lie: those of the first, or what it draws itself."""
        shared = seed is None or not self.settings.redraw or str(seed) == str(self.settings.seeds[0])
        return self.build if shared else f"{self.build}/draws/{seed}"

    def made(self, name: str, seed: int | str | None = None) -> str:
        """Where one of `MADE` is that the trainings with a seed read."""
        return f"{self.folder(seed)}/{MADE[name]}"

    def baselines(self) -> list[str]:
        """The baselines of the models' seeds; those that several seeds share are listed once."""
        return [*dict.fromkeys(self.made("baselines", seed) for seed in self.settings.seeds)]

    def runs(self) -> dict[str, list[str]]:
        """The runs of each model and variant, in the order of the seeds."""
        return {
            name: [f"{self.build}/runs/{name}-{seed}" for seed in seeds]
            for name, seeds in self.settings.seeds_by_name().items()
        }

    def cut_runs(self) -> list[str]:
        """Trainings on truncated documents; with the first seed only, as each costs as much as any other."""
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

    def reads(self, reads: dict[str, Any], seed: int | str | None) -> dict[str, Any]:
        """What a notebook reads, by parameter; for a seed that draws again, what this seed has of it."""
        own = {} if seed is None else {name: self.made(name, seed) for name in reads.keys() & MADE.keys()}
        return reads | own

    def given(self, name: str, reads: dict[str, Any], seed: int | str | None = None) -> dict[str, Any]:
        """What a notebook is given: the settings that it takes, what it reads, and where its results go.

        Args:
            name: of the notebook.
            reads: what it reads, by parameter.
            seed: the seed for which it is executed again, on what this seed draws.
        """
        takes = notebook_parameters(Path(f"book/notebooks/{name}.ipynb"))
        settings = self.settings if seed is None else self.redrawn(int(seed))
        step = name if seed is None else f"{name}-{seed}"
        more = {
            "output": self.made(name, seed) if name in MADE else None,
            "unfinished": f"{self.build}/unfinished/{step}.npz",
            "settings": self.settings.model_dump(),
            "exhibits_folder": f"{self.folder(seed)}/exhibits/{name}",
        }
        own = settings.model_dump(include=takes - reads.keys()) | self.reads(reads, seed)
        return own | {key: value for key, value in more.items() if key in takes}

    def training(
        self, model: str, seed: str | None = None, tokens: str | None = None, number: str | None = None
    ) -> dict[str, Any]:
        """What the notebook `train` is given.

        Args:
            model: or variant.
            seed: by default the first.
            tokens: where documents are cut shorter than in the corpus.
            number: of the candidate that is tried.
        """
        folder, *part = ("cut", tokens) if tokens else ("search",) if number else ("runs",)
        run = "-".join([model, *part, number or seed or ""])
        of_seed = int(seed or self.settings.seeds[0])
        return {
            **self.settings.training(model),
            **(self.candidates()[int(number)] if number else {}),
            "model": model if model in MODELS else "lstm_attention",
            "seed": of_seed,
            "max_tokens": int(tokens or self.settings.max_tokens),
            **{name: self.made(name, of_seed) for name in ("corpus", "vectors")},
            "choices": None if number else self.choices(),
            "searched": [] if number else self.searched(model),
            "run": f"{self.build}/{folder}/{run}",
            "unfinished": f"{self.build}/unfinished/{f'search-{run}' if number else run}.npz",
        }
