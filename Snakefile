# What depends on what: READS for notebooks, and the rules for other steps. `make report` runs this, as does
#     snakemake --cores all --config profile=quick set="epochs=3 seeds=[0,1]"

import json
import os
import shlex
import sys
from pathlib import Path

from lstm_attention.book.github import github_repository
from lstm_attention.commands import estimates
from lstm_attention.corpus.sources import source_files
from lstm_attention.profiles import load_settings
from lstm_attention.settings import MODELS, SourceParameters
from lstm_attention.store.dependencies import modules_behind
from lstm_attention.store.layout import MADE, SPLIT, Layout

PROFILE = config["profile"]
SETTINGS = load_settings(Path(f"config/{PROFILE}.yaml"), config.get("set") or "")
BUILD = f"build/{PROFILE}"
LAYOUT = Layout(SETTINGS, BUILD)
# Snakemake's records: git has .snakemake as a link to here, so that all output lies in build/.
Path("build/.snakemake").mkdir(parents=True, exist_ok=True)

CORPUS, VECTORS, BASELINES, LIVE = map(LAYOUT.made, MADE)
# The files of a user's corpus: one job each selects from them.
SOURCES = source_files(SETTINGS.source)
SELECTED = [f"{BUILD}/selected/{number}" for number in range(len(SOURCES))]
RUNS, CUT_RUNS, SPLIT_RUNS = LAYOUT.runs(), LAYOUT.cut_runs(), LAYOUT.split_runs()
ALL_RUNS = [run for runs in RUNS.values() for run in runs]
TRIED = [run for runs in LAYOUT.tried().values() for run in runs]
TRAININGS = {"search": TRIED, "train": ALL_RUNS, "cut": CUT_RUNS, "split": sum(SPLIT_RUNS.values(), [])}
MODEL_RUNS = {model: RUNS[model] for model in MODELS}
behind = lambda *names: [path.relative_to(Path.cwd()) for path in modules_behind(names)]
# Not settings.py, whose values are compared: selection from dumps takes hours.
SELECTION = [f"src/lstm_attention/corpus/{module}.py" for module in ("anonymity", "rows", "sources", "selection")]
# Seeds that draw a split again, and notebooks that are then executed again for each of them.
REDRAWN, AGAIN = LAYOUT.redrawn_seeds(), ("vectors", "baselines")
SPLITS = [f"{SPLIT}{seed}" for seed in LAYOUT.split_seeds()]


def training(name):
    """What a training run is given under this name; no input if that is null."""
    return lambda wildcards: LAYOUT.training(**wildcards)[name] or []


JUDGED = ("compare", "focus", "context", "length", "faithfulness", "variants")  # by the verdicts
# What each notebook reads, by the parameter that names the input; in the order of the book's pages.
READS = {
    "corpus": dict(selected=SELECTED),
    "vectors": dict(corpus=CORPUS),
    "train": {name: training(name) for name in ("corpus", "vectors", "choices")},
    "evaluate": dict(runs=lambda wildcards: RUNS[wildcards.model]),
    "variants": dict(runs=RUNS, corpus=CORPUS, baselines=LAYOUT.baselines()),
    "baselines": dict(corpus=CORPUS, vectors=VECTORS),
    "compare": dict(
        **dict(runs=MODEL_RUNS, split_runs=SPLIT_RUNS, baselines=LAYOUT.baselines()),
        **dict(corpus=CORPUS, choices=LAYOUT.choices()),
    ),
    "focus": dict(runs=RUNS["lstm_attention"], corpus=CORPUS),
    "faithfulness": dict(runs=RUNS["lstm_attention"], corpus=CORPUS),
    "length": dict(runs=MODEL_RUNS, cut_runs=CUT_RUNS, baselines=BASELINES),
    "context": dict(runs=MODEL_RUNS, corpus=CORPUS, vectors=LAYOUT.vectors()),
    "confidence": dict(runs=MODEL_RUNS, corpus=CORPUS, sources=[f"{BUILD}/exhibits/compare"]),
    "verdicts": dict(sources=[f"{BUILD}/exhibits/{name}" for name in JUDGED]),
    "live": dict(
        runs={name: RUNS[name][:1] for name in ("lstm", "lstm_attention", *SETTINGS.variants)},
        **dict(sources=[f"{BUILD}/exhibits/variants"], corpus=CORPUS),
    ),
    "speed": dict(measured="benchmarks/measured.json"),
    "controls": dict(measured="benchmarks/controls.json"),
}
if not SETTINGS.live:
    del READS["live"]

# Two notebooks are executed more than once; the book shows the training runs with the first seed.
SHOWN = {
    "train": [f"train-{model}-{SETTINGS.seeds[0]}" for model in MODELS],
    "evaluate": [f"evaluate-{model}" for model in MODELS],
}
ONCE = [name for name in READS if name not in SHOWN]
PAGES = [page for name in READS for page in SHOWN.get(name, [name])]
EXHIBITS = [f"{BUILD}/exhibits/{page}" for page in PAGES if page not in SHOWN["train"]]
STEPS = [
    *(f"select-{number}" for number in range(len(SOURCES))),
    *(f"{step}-{draw}" for step in ("redraw", *AGAIN) for draw in REDRAWN),
    *(f"{step}-{draw}" for step in ("redraw", "vectors") for draw in SPLITS),
    *(f"{step}-{Path(run).name}" for step, runs in TRAININGS.items() for run in runs),
    *(["choose"] if TRIED else []),
    *(*ONCE, *SHOWN["evaluate"], "results", "html"),
]

# For the time left on the terminal, and what a cluster is asked for.
DOCUMENTS = estimates.documents(SETTINGS, SOURCES)
SECONDS = estimates.notebook_seconds(SETTINGS, DOCUMENTS)
training_seconds = lambda wildcards, _: estimates.training_seconds(LAYOUT.training(**wildcards), DOCUMENTS)

# Training runs share the processors: many with one thread each are faster than one with many. The number of
# threads does not depend on how many jobs may run, as another number of threads would round sums differently.
TRAINING_THREADS = max(1, (os.cpu_count() or 1) // (len(ALL_RUNS) - len(RUNS["dense"])))
# A quarter less processor time if glibc keeps freed memory. TensorFlow resets MALLOC_MMAP_THRESHOLD_.
KEPT = "MALLOC_ARENA_MAX=1 MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=4294967296 "
THREADS = KEPT + "TF_NUM_INTRAOP_THREADS={resources.tf_threads} TF_NUM_INTEROP_THREADS={resources.tf_threads} "
# Linear algebra on small matrices gains nothing from threads, and evidence is computed in parallel.
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "
# Escaped for a shell command that Snakemake formats first; relative, so that a moved clone is up to date.
PYTHON = shlex.quote(os.path.relpath(sys.executable)).replace("{", "{{").replace("}", "}}")
# `exec`, so that a step has Snakemake for its parent, and ends with it.
RUN, LOG = f"exec {PYTHON} -m lstm_attention", "> {log} 2>&1"
# The same order of sets and of sums every time.
FIXED = "PYTHONHASHSEED=0 TF_DETERMINISTIC_OPS=1"
EXECUTE = f"{FIXED} {RUN}.book.execution {{input.template}} {{params.parameters:q}} {{output:q}} {LOG}"


wildcard_constraints:
    **{"model": "|".join(RUNS), "draw": rf"({SPLIT})?\d+"},
    **dict.fromkeys(["seed", "tokens", "number", "split"], r"\d+"),


rule all:
    # The records too, as otherwise Snakemake would not notice if they were missing.
    input: f"{BUILD}/html", f"{BUILD}/results.json", [f"{BUILD}/hashes/{step}.json" for step in STEPS]


rule select:
    input:
        file=lambda wildcards: SOURCES[int(wildcards.number)],
        code=SELECTION,
    output: directory(f"{BUILD}/selected/{{number}}"), f"{BUILD}/hashes/select-{{number}}.json"
    params: parameters=lambda wildcards: json.dumps(SETTINGS.group(SourceParameters))
    resources: **estimates.asked(estimates.selection_seconds)
    group: lambda wildcards: estimates.selection_group(SOURCES[int(wildcards.number)])
    log: f"{BUILD}/logs/select-{{number}}.log"
    shell: f"{RUN}.corpus.selection {{input.file:q}} {{params.parameters:q}} {{output:q}} {LOG}"


rule redraw:
    input: corpus=CORPUS, code=behind("corpus.redraw")
    output: directory(f"{BUILD}/draws/{{draw}}/corpus"), f"{BUILD}/hashes/redraw-{{draw}}.json"
    params: parameters=lambda wildcards: json.dumps(LAYOUT.drawing(wildcards.draw))
    resources: **estimates.asked(3)
    log: f"{BUILD}/logs/redraw-{{draw}}.log"
    shell: f"{FIXED} {RUN}.corpus.redraw {{input.corpus}} {{params.parameters:q}} {{output:q}} {LOG}"


for name, draw in [*((name, None) for name in ONCE), *((name, "{draw}") for name in AGAIN if REDRAWN)]:
    step, made = f"{name}-{draw}" if draw else name, LAYOUT.made(name, draw) if name in MADE else []
    rule:
        name: f"{name}_again" if draw else name
        input: **LAYOUT.reading(name, READS[name], draw)
        output:
            LAYOUT.leaving(
                step,
                directory(f"{LAYOUT.folder(draw)}/exhibits/{name}"),
                made if name == "vectors" else directory(made),
            )
        params:
            parameters=lambda wildcards, name=name: json.dumps(
                LAYOUT.given(name, READS[name], wildcards.get("draw"))
            )
        resources: **estimates.asked(SECONDS[name], estimates.megabytes(name, DOCUMENTS))
        log: f"{BUILD}/logs/{step}.log"
        shell: EXECUTE if name in ("corpus", "vectors") else ONE_THREAD + EXECUTE


# The search first, as the others wait for it, and last what only one chapter reads.
for priority, step, folder, run in [
    (2, "search", "search", "{model}-{number}"),
    (1, "train", "runs", "{model}-{seed}"),
    (0, "cut", "cut", "{model}-{tokens}-{seed}"),
    (0, "split", "split", "{model}-{split}"),
]:
    rule:
        name: step
        input: **LAYOUT.reading("train", READS["train"])
        output: LAYOUT.leaving(f"{step}-{run}", directory(f"{BUILD}/{folder}/{run}"))
        params: parameters=lambda wildcards: json.dumps(LAYOUT.training(**wildcards))
        priority: priority
        threads: TRAINING_THREADS
        resources: **estimates.asked(training_seconds, estimates.megabytes(step, DOCUMENTS)), tf_threads=TRAINING_THREADS
        message: "starting TensorFlow"  # shown until a training run reports its progress
        log: f"{BUILD}/logs/{step}-{run}.log"
        shell: THREADS + EXECUTE


rule choose:
    input: runs=TRIED, code=behind("models.search")
    output: f"{BUILD}/choices.json", f"{BUILD}/hashes/choose.json"
    params: tried=json.dumps(LAYOUT.tried())
    resources: **estimates.asked(3)
    log: f"{BUILD}/logs/choose.log"
    shell: f"{RUN}.models.search {{params.tried:q}} {{output:q}} {LOG}"


rule evaluate:
    input: **LAYOUT.reading("evaluate", READS["evaluate"])
    output: LAYOUT.leaving("evaluate-{model}", directory(f"{BUILD}/exhibits/evaluate-{{model}}"))
    params:
        parameters=lambda wildcards: json.dumps({
            "model": wildcards.model,
            "runs": RUNS[wildcards.model],
            "exhibits_folder": f"{BUILD}/exhibits/evaluate-{wildcards.model}",
        })
    resources: **estimates.asked(SECONDS["evaluate"], estimates.megabytes("evaluate", DOCUMENTS))
    log: f"{BUILD}/logs/evaluate-{{model}}.log"
    shell: EXECUTE


rule results:
    input: exhibits=EXHIBITS, runs=ALL_RUNS, code=behind("exhibits.results")
    output: [f"{BUILD}/{name}.json" for name in ("results", "timings", "results.schema", "hashes/results")]
    params: profile=PROFILE, settings=lambda wildcards: SETTINGS.model_dump_json()
    resources: **estimates.asked(2)
    log: f"{BUILD}/logs/results.log"
    shell: f"{RUN}.exhibits.results {BUILD} {{params.profile:q}} {{params.settings:q}} {{output:q}} {LOG}"


BOOK = {
    "prose": [path for part in ("*.*", "latex/*", "_static/*", "live/*") for path in Path("book").glob(part)],
    "outline": ["_config.yml", "_toc.yml", "CITATION.cff"],
    "notebooks": [f"{BUILD}/notebooks/{page}.ipynb" for page in PAGES],
    "exhibits": EXHIBITS,
    "live": LIVE if SETTINGS.live else [],
    "results": [f"{BUILD}/{name}.json" for name in ("results", "results.schema")],
    "code": behind("book.building", "book.extensions"),
}


rule html:
    input: **BOOK
    output: directory(f"{BUILD}/html"), directory(f"{BUILD}/exhibits/by-number"), f"{BUILD}/hashes/html.json"
    params: pages=PAGES, repository=github_repository() or ""
    resources: **estimates.asked(15)
    log: f"{BUILD}/logs/html.log"
    shell:
        f"{RUN}.book.building {{rule}} {BUILD} '{{params.repository}}' '{{params.pages}}' {{output:q}} {LOG}"


use rule html as pdf with:
    input: **BOOK, html=f"{BUILD}/html"  # not at the same time, as both stage the same folder
    output: f"{BUILD}/report.pdf", f"{BUILD}/hashes/pdf.json"
    params: pages=PAGES, repository=""
    resources: **estimates.asked(40)
    log: f"{BUILD}/logs/pdf.log"


if "sweep" in config:
    include: "sweep.smk"
