"""Where the files of a report lie, by its settings: what trainings read and what they leave behind."""

from dataclasses import dataclass
from typing import Any

from lstm_attention.settings import MODELS, Settings


@dataclass(frozen=True)
class Layout:
    """The runs of a report, and the corpus and vectors of each.

    Attributes:
        settings: of the report.
        build: its folder, such as build/quick.
    """

    settings: Settings
    build: str

    def folder(self, seed: int) -> str:
        """Where corpus, vectors and baselines of a seed lie: those of the first, or what it draws itself."""
        return f"{self.build}/draws/{seed}" if seed in self.settings.redrawn_seeds() else self.build

    def data(self, seed: int) -> dict[str, str]:
        """`corpus` and `vectors` of the trainings with a seed."""
        return {"corpus": f"{self.folder(seed)}/corpus", "vectors": f"{self.folder(seed)}/vectors.npy"}

    def baselines(self) -> list[str]:
        """The baselines of the models' seeds, those that several seeds share once."""
        return [*dict.fromkeys(f"{self.folder(seed)}/baselines" for seed in self.settings.seeds)]

    def runs(self) -> dict[str, list[str]]:
        """The runs of each model and variant, in the order of the seeds."""
        return {
            name: [f"{self.build}/runs/{name}-{seed}" for seed in seeds]
            for name, seeds in self.settings.seeds_by_name().items()
        }

    def cut_runs(self) -> list[str]:
        """Trainings on documents that are cut shorter: of the first seed only, as they cost as much."""
        return [
            f"{self.build}/cut/{model}-{tokens}-{self.settings.seeds[0]}"
            for model in self.settings.sweep_models
            for tokens in self.settings.sweep_tokens
            if tokens < self.settings.max_tokens
        ]

    def training(self, model: str, seed: str, tokens: str | None = None) -> dict[str, Any]:
        """What the notebook `train` is given for a model or variant, and where documents are cut shorter."""
        folder, run = ("cut", f"{model}-{tokens}-{seed}") if tokens else ("runs", f"{model}-{seed}")
        return {
            **self.settings.training(model),
            "model": model if model in MODELS else "lstm_attention",
            "seed": int(seed),
            "max_tokens": int(tokens or self.settings.max_tokens),
            **self.data(int(seed)),
            "run": f"{self.build}/{folder}/{run}",
            "unfinished": f"{self.build}/unfinished/{run}.npz",
        }
