# What depends on what. `make report` runs this with a profile; so does
#     snakemake --cores all --config profile=quick set="epochs=3 seeds=[0,1]"

import json
import os
import shlex
import sys
from pathlib import Path

from lstm_attention.store.dependencies import imported_modules, notebook_parameters
from lstm_attention.book.repository import github_repository
from lstm_attention.settings import (
    MODELS,
    NEWSGROUPS,
    CorpusParameters,
    EvidenceParameters,
    SourceParameters,
    VectorParameters,
    load_settings,
)
from lstm_attention.corpus.sources import source_files

PROFILE = config["profile"]
SETTINGS = load_settings(Path(f"config/{PROFILE}.yaml"), config.get("set") or "")
BUILD = f"build/{PROFILE}"
# Snakemake's records: git has .snakemake as a link to here, so that all output lies in build/.
Path("build/.snakemake").mkdir(parents=True, exist_ok=True)
# As a word of a shell command that Snakemake formats first; relative, so that a moved clone is up to date.
PYTHON = shlex.quote(os.path.relpath(sys.executable)).replace("{", "{{").replace("}", "}}")
# The files of an own corpus: one job each selects from them.
SOURCES = [] if SETTINGS.source == NEWSGROUPS else [str(path) for path in source_files(SETTINGS.source)]
SELECTED = [f"{BUILD}/selected/{number}" for number in range(len(SOURCES))]
RUNS = {
    name: [f"{BUILD}/runs/{name}-{seed}" for seed in seeds] for name, seeds in SETTINGS.seeds_by_name().items()
}
MODEL_RUNS = [run for model in MODELS for run in RUNS[model]]
VERDICTS_FROM = ["compare", "focus", "context", "length", "faithfulness"]
EVIDENCE = ["baselines", "compare", "focus", "faithfulness", "length", "context", "confidence", "verdicts", "speed"]
PAGES = ["corpus", "vectors", *(f"train-{model}-{SETTINGS.seeds[0]}" for model in MODELS),
         *(f"evaluate-{model}" for model in MODELS), "variants", *EVIDENCE]
EXHIBITS = ["corpus", "vectors", *(f"evaluate-{model}" for model in MODELS), "variants", *EVIDENCE]
PROSE = [
    *(str(path) for part in ("*.*", "latex/*", "_static/*") for path in Path("book").glob(part)),
    *("_config.yml", "_toc.yml"),
]
BOOK_CODE = ["src/lstm_attention/book/building.py", *sorted(map(str, Path("src/lstm_attention/book/extensions").glob("*.py")))]

# Trainings on documents that are cut shorter: of the first seed only, as they cost as much.
CUT_RUNS = [
    f"{BUILD}/cut/{model}-{tokens}-{SETTINGS.seeds[0]}"
    for model in SETTINGS.sweep_models
    for tokens in SETTINGS.sweep_tokens
    if tokens < SETTINGS.max_tokens
]

STEPS = ["corpus", "vectors", "variants", *EVIDENCE, *(f"evaluate-{model}" for model in MODELS), "results", "html",
         *(f"select-{number}" for number in range(len(SOURCES))),
         *(f"train-{Path(run).name}" for runs in RUNS.values() for run in runs),
         *(f"cut-{Path(run).name}" for run in CUT_RUNS)]

# Trainings share the processors: many with one thread each beat one with many. As sums over two threads
# are rounded otherwise than over one, the machine decides on their number, not how many jobs may run.
TRAINING_THREADS = max(1, (os.cpu_count() or 1) // sum(map(len, (RUNS | {"dense": []}).values())))
THREADS = "TF_NUM_INTRAOP_THREADS={resources.tf_threads} TF_NUM_INTEROP_THREADS={resources.tf_threads} "

# What each step takes, roughly, in seconds on two slow cores: for the time left on the terminal.
BYTES_OF_A_DOCUMENT = 1_300
SOURCE_DOCUMENTS = sum(Path(file).stat().st_size for file in SOURCES) // BYTES_OF_A_DOCUMENT if SOURCES else 13_500
DOCUMENTS = min(SETTINGS.sample or SOURCE_DOCUMENTS, SOURCE_DOCUMENTS)
if SETTINGS.documents_per_class:
    DOCUMENTS = min(DOCUMENTS, (len(SETTINGS.classes) or 5) * SETTINGS.documents_per_class)


def training_seconds(wildcards):
    """Start-up, and the epochs over the training part; the dense model is far cheaper."""
    cost = 0.0002 if wildcards.model == "dense" else 0.009
    return 30 + cost * DOCUMENTS * SETTINGS.training(wildcards.model)["epochs"]


# Linear algebra on small matrices is no faster on several threads, and these steps run side by side.
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "


def evidence(name, **inputs):
    """What an evidence notebook is told: its inputs, its folder, and those settings that it takes."""
    takes = notebook_parameters(Path(f"book/notebooks/{name}.ipynb"))
    settings = SETTINGS.model_dump(include=takes & {*EvidenceParameters.model_fields, "corpus_seed"})
    return json.dumps(settings | inputs | {"exhibits_folder": f"{BUILD}/exhibits/{name}"})


# `exec`, so that a step has Snakemake for its parent, and ends with it. The same order of sets and
# of sums every time: `PYTHONHASHSEED`, `TF_DETERMINISTIC_OPS`.
EXECUTE = f"PYTHONHASHSEED=0 TF_DETERMINISTIC_OPS=1 exec {PYTHON} -m lstm_attention.book.execution {{input.template}} {{params.parameters:q}} {{output:q}} > {{log}} 2>&1"


def template(name):
    """A notebook of book/notebooks, and the code that it imports: what its rule depends on."""
    path = Path(f"book/notebooks/{name}.ipynb")
    modules = [str(module.relative_to(Path.cwd())) for module in imported_modules(path)]
    return {"template": str(path), "code": modules}


rule all:
    input:
        f"{BUILD}/html",
        f"{BUILD}/results.json",
        # Asked for here, or Snakemake would not miss them.
        expand(f"{BUILD}/hashes/{{step}}.json", step=STEPS),


rule select:
    input:
        file=lambda wildcards: SOURCES[int(wildcards.number)],
        code=[f"src/lstm_attention/corpus/{module}.py" for module in ("sources", "selection")],
    output:
        selected=directory(f"{BUILD}/selected/{{number}}"),
        record=f"{BUILD}/hashes/select-{{number}}.json",
    params:
        parameters=json.dumps(SETTINGS.group(SourceParameters)),
    wildcard_constraints:
        number=r"\d+",
    resources:
        seconds=lambda wildcards, input: 3 + Path(input.file).stat().st_size // 30_000_000,
    log:
        f"{BUILD}/logs/select-{{number}}.log",
    shell:
        f"exec {PYTHON} -m lstm_attention.corpus.selection {{input.file:q}} {{params.parameters:q}} {{output:q}} > {{log}} 2>&1"


rule corpus:
    input:
        **template("corpus"),
        selected=SELECTED,
    output:
        notebook=f"{BUILD}/notebooks/corpus.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/corpus"),
        corpus=directory(f"{BUILD}/corpus"),
        record=f"{BUILD}/hashes/corpus.json",
    params:
        parameters=json.dumps(
            SETTINGS.group(CorpusParameters)
            | {"selected": SELECTED}
            | {"output": f"{BUILD}/corpus", "exhibits_folder": f"{BUILD}/exhibits/corpus"}
        ),
    resources:
        seconds=15,
    log:
        f"{BUILD}/logs/corpus.log",
    shell:
        EXECUTE


rule vectors:
    input:
        **template("vectors"),
        corpus=rules.corpus.output.corpus,
    output:
        notebook=f"{BUILD}/notebooks/vectors.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/vectors"),
        vectors=f"{BUILD}/vectors.npy",
        record=f"{BUILD}/hashes/vectors.json",
    params:
        parameters=json.dumps(
            SETTINGS.group(VectorParameters)
            | {
                "corpus": f"{BUILD}/corpus",
                "output": f"{BUILD}/vectors.npy",
                "unfinished": f"{BUILD}/unfinished/vectors.npz",
                "exhibits_folder": f"{BUILD}/exhibits/vectors",
            }
        ),
    resources:
        seconds=8 + 0.001 * DOCUMENTS * SETTINGS.vector_epochs,
    log:
        f"{BUILD}/logs/vectors.log",
    shell:
        EXECUTE


rule train:
    input:
        **template("train"),
        corpus=rules.corpus.output.corpus,
        vectors=rules.vectors.output.vectors,
    output:
        notebook=f"{BUILD}/notebooks/train-{{model}}-{{seed}}.ipynb",
        run=directory(f"{BUILD}/runs/{{model}}-{{seed}}"),
        record=f"{BUILD}/hashes/train-{{model}}-{{seed}}.json",
    params:
        parameters=lambda wildcards: json.dumps(
            SETTINGS.training(wildcards.model)
            | {
                "model": wildcards.model if wildcards.model in MODELS else "lstm_attention",
                "seed": int(wildcards.seed),
                "max_tokens": SETTINGS.max_tokens,
                "corpus": f"{BUILD}/corpus",
                "vectors": f"{BUILD}/vectors.npy",
                "run": f"{BUILD}/runs/{wildcards.model}-{wildcards.seed}",
                "unfinished": f"{BUILD}/unfinished/{wildcards.model}-{wildcards.seed}.npz",
            }
        ),
    wildcard_constraints:
        model="|".join(RUNS),
        seed=r"\d+",
    # The costly models first: they run longest.
    priority: 1
    threads: TRAINING_THREADS
    resources:
        seconds=training_seconds,
        tf_threads=TRAINING_THREADS,
    message:
        "starting TensorFlow"
    log:
        f"{BUILD}/logs/train-{{model}}-{{seed}}.log",
    shell:
        THREADS + EXECUTE


use rule train as cut with:
    output:
        notebook=f"{BUILD}/notebooks/cut-{{model}}-{{tokens}}-{{seed}}.ipynb",
        run=directory(f"{BUILD}/cut/{{model}}-{{tokens}}-{{seed}}"),
        record=f"{BUILD}/hashes/cut-{{model}}-{{tokens}}-{{seed}}.json",
    params:
        parameters=lambda wildcards: json.dumps(
            SETTINGS.training(wildcards.model)
            | {
                "model": wildcards.model,
                "seed": int(wildcards.seed),
                "max_tokens": int(wildcards.tokens),
                "corpus": f"{BUILD}/corpus",
                "vectors": f"{BUILD}/vectors.npy",
                "run": f"{BUILD}/cut/{wildcards.model}-{wildcards.tokens}-{wildcards.seed}",
                "unfinished": f"{BUILD}/unfinished/{wildcards.model}-{wildcards.tokens}-{wildcards.seed}.npz",
            }
        ),
    wildcard_constraints:
        model="|".join(MODELS),
        tokens=r"\d+",
        seed=r"\d+",
    priority: 0
    log:
        f"{BUILD}/logs/cut-{{model}}-{{tokens}}-{{seed}}.log",


rule evaluate:
    input:
        **template("evaluate"),
        runs=lambda wildcards: RUNS[wildcards.model],
    output:
        notebook=f"{BUILD}/notebooks/evaluate-{{model}}.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/evaluate-{{model}}"),
        record=f"{BUILD}/hashes/evaluate-{{model}}.json",
    params:
        parameters=lambda wildcards: json.dumps(
            {
                "model": wildcards.model,
                "runs": RUNS[wildcards.model],
                "exhibits_folder": f"{BUILD}/exhibits/evaluate-{wildcards.model}",
            }
        ),
    wildcard_constraints:
        model="|".join(MODELS),
    resources:
        seconds=10,
    log:
        f"{BUILD}/logs/evaluate-{{model}}.log",
    shell:
        EXECUTE


rule baselines:
    input:
        **template("baselines"),
        corpus=rules.corpus.output.corpus,
        vectors=rules.vectors.output.vectors,
    output:
        notebook=f"{BUILD}/notebooks/baselines.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/baselines"),
        baselines=directory(f"{BUILD}/baselines"),
        record=f"{BUILD}/hashes/baselines.json",
    params:
        parameters=evidence(
            "baselines",
            corpus=f"{BUILD}/corpus",
            vectors=f"{BUILD}/vectors.npy",
            output=f"{BUILD}/baselines",
        ),
    resources:
        seconds=15 + 0.002 * DOCUMENTS,
    log:
        f"{BUILD}/logs/baselines.log",
    shell:
        ONE_THREAD + EXECUTE


rule variants:
    input:
        **template("variants"),
        corpus=rules.corpus.output.corpus,
        baselines=rules.baselines.output.baselines,
        runs=[run for name, runs in RUNS.items() if name not in ("dense", "lstm") for run in runs],
    output:
        notebook=f"{BUILD}/notebooks/variants.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/variants"),
        record=f"{BUILD}/hashes/variants.json",
    params:
        parameters=evidence(
            "variants",
            runs={name: RUNS[name] for name in ("lstm_attention", *SETTINGS.variants)},
            corpus=f"{BUILD}/corpus",
            baselines=f"{BUILD}/baselines",
        ),
    resources:
        seconds=10 + SETTINGS.erased_documents / 10 * sum(map(len, RUNS.values())),
    log:
        f"{BUILD}/logs/variants.log",
    shell:
        ONE_THREAD + EXECUTE


rule compare:
    input:
        **template("compare"),
        baselines=rules.baselines.output.baselines,
        runs=MODEL_RUNS,
    output:
        notebook=f"{BUILD}/notebooks/compare.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/compare"),
        record=f"{BUILD}/hashes/compare.json",
    params:
        parameters=evidence(
            "compare",
            runs={model: RUNS[model] for model in MODELS},
            baselines=f"{BUILD}/baselines",
            settings=SETTINGS.model_dump(),
        ),
    resources:
        seconds=15 + 0.0003 * DOCUMENTS * len(SETTINGS.seeds),
    log:
        f"{BUILD}/logs/compare.log",
    shell:
        ONE_THREAD + EXECUTE


rule focus:
    input:
        **template("focus"),
        corpus=rules.corpus.output.corpus,
        runs=RUNS["lstm_attention"],
    output:
        notebook=f"{BUILD}/notebooks/focus.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/focus"),
        record=f"{BUILD}/hashes/focus.json",
    params:
        parameters=evidence(
            "focus",
            runs=RUNS["lstm_attention"],
            corpus=f"{BUILD}/corpus",
        ),
    resources:
        seconds=25 * len(SETTINGS.seeds),
    log:
        f"{BUILD}/logs/focus.log",
    shell:
        ONE_THREAD + EXECUTE


rule faithfulness:
    input:
        **template("faithfulness"),
        corpus=rules.corpus.output.corpus,
        runs=RUNS["lstm_attention"],
    output:
        notebook=f"{BUILD}/notebooks/faithfulness.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/faithfulness"),
        record=f"{BUILD}/hashes/faithfulness.json",
    params:
        parameters=evidence(
            "faithfulness",
            runs=RUNS["lstm_attention"],
            corpus=f"{BUILD}/corpus",
        ),
    resources:
        seconds=(20 + SETTINGS.erased_documents / 4) * len(SETTINGS.seeds),
    log:
        f"{BUILD}/logs/faithfulness.log",
    shell:
        ONE_THREAD + EXECUTE


rule context:
    input:
        **template("context"),
        corpus=rules.corpus.output.corpus,
        vectors=rules.vectors.output.vectors,
        runs=RUNS["lstm_attention"] + RUNS["lstm"],
    output:
        notebook=f"{BUILD}/notebooks/context.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/context"),
        record=f"{BUILD}/hashes/context.json",
    params:
        parameters=evidence(
            "context",
            runs=RUNS["lstm_attention"],
            lstm_runs=RUNS["lstm"],
            corpus=f"{BUILD}/corpus",
            vectors=f"{BUILD}/vectors.npy",
        ),
    resources:
        seconds=30 * len(SETTINGS.seeds),
    log:
        f"{BUILD}/logs/context.log",
    shell:
        ONE_THREAD + EXECUTE


rule length:
    input:
        **template("length"),
        baselines=rules.baselines.output.baselines,
        runs=MODEL_RUNS,
        cut_runs=CUT_RUNS,
    output:
        notebook=f"{BUILD}/notebooks/length.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/length"),
        record=f"{BUILD}/hashes/length.json",
    params:
        parameters=evidence(
            "length",
            runs={model: RUNS[model] for model in MODELS},
            cut_runs=CUT_RUNS,
            baselines=f"{BUILD}/baselines",
        ),
    resources:
        seconds=10,
    log:
        f"{BUILD}/logs/length.log",
    shell:
        ONE_THREAD + EXECUTE


rule confidence:
    input:
        **template("confidence"),
        corpus=rules.corpus.output.corpus,
        runs=MODEL_RUNS,
    output:
        notebook=f"{BUILD}/notebooks/confidence.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/confidence"),
        record=f"{BUILD}/hashes/confidence.json",
    params:
        parameters=evidence(
            "confidence",
            runs={model: RUNS[model] for model in MODELS},
            corpus=f"{BUILD}/corpus",
        ),
    resources:
        seconds=10,
    log:
        f"{BUILD}/logs/confidence.log",
    shell:
        ONE_THREAD + EXECUTE


rule verdicts:
    input:
        **template("verdicts"),
        sources=expand(f"{BUILD}/exhibits/{{name}}", name=VERDICTS_FROM),
    output:
        notebook=f"{BUILD}/notebooks/verdicts.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/verdicts"),
        record=f"{BUILD}/hashes/verdicts.json",
    params:
        parameters=evidence("verdicts", sources=[f"{BUILD}/exhibits/{name}" for name in VERDICTS_FROM]),
    resources:
        seconds=5,
    log:
        f"{BUILD}/logs/verdicts.log",
    shell:
        ONE_THREAD + EXECUTE


rule speed:
    input:
        **template("speed"),
        measured="benchmarks/measured.json",
    output:
        notebook=f"{BUILD}/notebooks/speed.ipynb",
        exhibits=directory(f"{BUILD}/exhibits/speed"),
        record=f"{BUILD}/hashes/speed.json",
    params:
        parameters=evidence("speed", measured="benchmarks/measured.json"),
    resources:
        seconds=5,
    log:
        f"{BUILD}/logs/speed.log",
    shell:
        ONE_THREAD + EXECUTE


rule results:
    input:
        exhibits=expand(f"{BUILD}/exhibits/{{name}}", name=EXHIBITS),
        runs=[run for runs in RUNS.values() for run in runs],
        code="src/lstm_attention/exhibits/results.py",
    output:
        results=f"{BUILD}/results.json",
        timings=f"{BUILD}/timings.json",
        record=f"{BUILD}/hashes/results.json",
    params:
        profile=PROFILE,
        settings=SETTINGS.model_dump_json(),
    resources:
        seconds=2,
    log:
        f"{BUILD}/logs/results.log",
    shell:
        f"exec {PYTHON} -m lstm_attention.exhibits.results {BUILD} {{params.profile:q}} {{params.settings:q}} {{output:q}} > {{log}} 2>&1"


rule html:
    input:
        prose=PROSE,
        notebooks=expand(f"{BUILD}/notebooks/{{name}}.ipynb", name=PAGES),
        exhibits=expand(f"{BUILD}/exhibits/{{name}}", name=EXHIBITS),
        code=BOOK_CODE,
    output:
        html=directory(f"{BUILD}/html"),
        record=f"{BUILD}/hashes/html.json",
    params:
        pages=PAGES,
        repository=github_repository() or "",
    resources:
        seconds=15,
    log:
        f"{BUILD}/logs/html.log",
    shell:
        f"exec {PYTHON} -m lstm_attention.book.building html {BUILD} {{output:q}} '{{params.repository}}' {{params.pages:q}} > {{log}} 2>&1"


rule pdf:
    input:
        prose=PROSE,
        notebooks=expand(f"{BUILD}/notebooks/{{name}}.ipynb", name=PAGES),
        exhibits=expand(f"{BUILD}/exhibits/{{name}}", name=EXHIBITS),
        results=f"{BUILD}/results.json",
        html=f"{BUILD}/html",  # both stage the same folder: one after the other
        code=BOOK_CODE,
    output:
        pdf=f"{BUILD}/report.pdf",
        record=f"{BUILD}/hashes/pdf.json",
    params:
        pages=PAGES,
    resources:
        seconds=40,
    log:
        f"{BUILD}/logs/pdf.log",
    shell:
        f"exec {PYTHON} -m lstm_attention.book.building pdf {BUILD} {{output:q}} '' {{params.pages:q}} > {{log}} 2>&1"
