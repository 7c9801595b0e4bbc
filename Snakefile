# What depends on what: READS says it of notebooks, the rules of other steps. `make report` runs this, as does
#     snakemake --cores all --config profile=quick set="epochs=3 seeds=[0,1]"

import json
import os
import shlex
import sys
from pathlib import Path

from lstm_attention.book.github import github_repository
from lstm_attention.corpus.sources import source_files
from lstm_attention.profiles import load_settings
from lstm_attention.settings import MODELS, NEWSGROUPS, SourceParameters
from lstm_attention.store.dependencies import imported_modules, modules_behind, notebook_parameters

PROFILE = config["profile"]
SETTINGS = load_settings(Path(f"config/{PROFILE}.yaml"), config.get("set") or "")
BUILD = f"build/{PROFILE}"
# Snakemake's records: git has .snakemake as a link to here, so that all output lies in build/.
Path("build/.snakemake").mkdir(parents=True, exist_ok=True)

CORPUS, VECTORS, BASELINES = f"{BUILD}/corpus", f"{BUILD}/vectors.npy", f"{BUILD}/baselines"
# The files of an own corpus: one job each selects from them.
SOURCES = [] if SETTINGS.source == NEWSGROUPS else source_files(SETTINGS.source)
SELECTED = [f"{BUILD}/selected/{number}" for number in range(len(SOURCES))]
RUNS = {
    name: [f"{BUILD}/runs/{name}-{seed}" for seed in seeds]
    for name, seeds in SETTINGS.seeds_by_name().items()
}
ALL_RUNS = [run for runs in RUNS.values() for run in runs]
MODEL_RUNS = {model: RUNS[model] for model in MODELS}
VARIANT_RUNS = {name: RUNS[name] for name in ("lstm_attention", *SETTINGS.variants)}
# Trainings on documents that are cut shorter: of the first seed only, as they cost as much.
CUT_RUNS = [
    f"{BUILD}/cut/{model}-{tokens}-{SETTINGS.seeds[0]}"
    for model in SETTINGS.sweep_models
    for tokens in SETTINGS.sweep_tokens
    if tokens < SETTINGS.max_tokens
]

# What each notebook reads, by the parameters that name it; in the order of the book's pages.
READS = {
    "corpus": dict(selected=SELECTED),
    "vectors": dict(corpus=CORPUS),
    "train": dict(corpus=CORPUS, vectors=VECTORS),
    "evaluate": dict(runs=lambda wildcards: RUNS[wildcards.model]),
    "variants": dict(runs=VARIANT_RUNS, corpus=CORPUS, baselines=BASELINES),
    "baselines": dict(corpus=CORPUS, vectors=VECTORS),
    "compare": dict(runs=MODEL_RUNS, baselines=BASELINES, corpus=CORPUS),
    "focus": dict(runs=RUNS["lstm_attention"], corpus=CORPUS),
    "faithfulness": dict(runs=RUNS["lstm_attention"], corpus=CORPUS),
    "length": dict(runs=MODEL_RUNS, cut_runs=CUT_RUNS, baselines=BASELINES),
    "context": dict(runs=MODEL_RUNS, corpus=CORPUS, vectors=VECTORS),
    "confidence": dict(runs=MODEL_RUNS, corpus=CORPUS),
    "verdicts": dict(sources=[
        f"{BUILD}/exhibits/{name}" for name in ("compare", "focus", "context", "length", "faithfulness")
    ]),
    "live": dict(
        runs={name: RUNS[name][:1] for name in ("lstm", "lstm_attention", *SETTINGS.variants)},
        sources=[f"{BUILD}/exhibits/variants"],
        corpus=CORPUS,
    ),
    "speed": dict(measured="benchmarks/measured.json"),
}
if not SETTINGS.live:
    del READS["live"]
# What some leave behind for others, besides exhibits.
MAKES = {"corpus": directory(CORPUS), "vectors": VECTORS, "baselines": directory(BASELINES)}
MAKES["live"] = directory(f"{BUILD}/live")

# Two notebooks are executed more than once; of the trainings the book shows those of the first seed.
SHOWN = {
    "train": [f"train-{model}-{SETTINGS.seeds[0]}" for model in MODELS],
    "evaluate": [f"evaluate-{model}" for model in MODELS],
}
ONCE = [name for name in READS if name not in SHOWN]
PAGES = [page for name in READS for page in SHOWN.get(name, [name])]
EXHIBITS = [f"{BUILD}/exhibits/{page}" for page in PAGES if page not in SHOWN["train"]]
STEPS = [
    *(f"select-{number}" for number in range(len(SOURCES))),
    *(f"train-{Path(run).name}" for run in ALL_RUNS),
    *(f"cut-{Path(run).name}" for run in CUT_RUNS),
    *(*ONCE, *SHOWN["evaluate"], "results", "html"),
]

# What the notebooks take, roughly, in seconds on two slow cores: for the time left on the terminal.
BYTES_OF_A_DOCUMENT = 1_300
DOCUMENTS = sum(file.stat().st_size for file in SOURCES) // BYTES_OF_A_DOCUMENT if SOURCES else 13_500
DOCUMENTS = min(SETTINGS.sample or DOCUMENTS, DOCUMENTS)
DOCUMENTS = min(DOCUMENTS, (len(SETTINGS.classes) or 5) * (SETTINGS.documents_per_class or DOCUMENTS))
SECONDS = {
    **{"corpus": 30, "evaluate": 10, "length": 10, "confidence": 10, "verdicts": 5, "speed": 5},
    "vectors": 8 + 0.001 * DOCUMENTS * (SETTINGS.vector_epochs or 5),
    "variants": 10 + SETTINGS.erased_documents / 10 * len(ALL_RUNS),
    "baselines": 15 + 0.003 * DOCUMENTS,
    "compare": 15 + 0.0003 * DOCUMENTS * len(SETTINGS.seeds),
    "focus": 25 * len(SETTINGS.seeds),
    "faithfulness": (20 + SETTINGS.erased_documents / 4) * len(SETTINGS.seeds),
    "context": 50 * len(SETTINGS.seeds),
    "live": 40,
}


def training_seconds(wildcards):
    """Start-up, and the epochs over the training part, often 10 until it ends; the dense model is cheaper."""
    cost = 0.0002 if wildcards.model == "dense" else 0.006
    return 30 + cost * DOCUMENTS * (SETTINGS.training(wildcards.model)["epochs"] or 10)


# Trainings share the processors: many with one thread each beat one with many. As sums over two threads
# are rounded otherwise than over one, the machine decides on their number, not how many jobs may run.
TRAINING_THREADS = max(1, (os.cpu_count() or 1) // (len(ALL_RUNS) - len(RUNS["dense"])))
# A step frees and takes the same large blocks again: kept by glibc, it is an eighth faster.
KEPT = "MALLOC_MMAP_THRESHOLD_=1073741824 MALLOC_TRIM_THRESHOLD_=4294967296 "
THREADS = KEPT + "TF_NUM_INTRAOP_THREADS={resources.tf_threads} TF_NUM_INTEROP_THREADS={resources.tf_threads} "
# Linear algebra on small matrices is no faster on several threads, and evidence is computed side by side.
ONE_THREAD = "OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 "
# As a word of a shell command that Snakemake formats first; relative, so that a moved clone is up to date.
PYTHON = shlex.quote(os.path.relpath(sys.executable)).replace("{", "{{").replace("}", "}}")
# `exec`, so that a step has Snakemake for its parent, and ends with it.
RUN, LOG = f"exec {PYTHON} -m lstm_attention", "> {log} 2>&1"
# The same order of sets, and of sums, every time.
FIXED = "PYTHONHASHSEED=0 TF_DETERMINISTIC_OPS=1"
EXECUTE = f"{FIXED} {RUN}.book.execution {{input.template}} {{params.parameters:q}} {{output:q}} {LOG}"


def reading(name):
    """What the steps of a notebook depend on: itself, the code that it imports, and what it reads."""
    template = Path(f"book/notebooks/{name}.ipynb")
    code = [module.relative_to(Path.cwd()) for module in imported_modules(template)]
    reads = {key: [*read.values()] if isinstance(read, dict) else read for key, read in READS[name].items()}
    return {"template": template, "code": code} | reads


def leaving(step, *places):
    """What a step leaves behind: the executed notebook, what else it makes, and last its record."""
    return [f"{BUILD}/notebooks/{step}.ipynb", *places, f"{BUILD}/hashes/{step}.json"]


def parameters(name):
    """What a notebook is given: the settings that it takes, what it reads, and where its results go."""
    takes = notebook_parameters(Path(f"book/notebooks/{name}.ipynb"))
    settings = SETTINGS.model_dump(include=takes - READS[name].keys())
    more = {
        "output": MAKES.get(name),
        "unfinished": f"{BUILD}/unfinished/{name}.npz",
        "settings": SETTINGS.model_dump(),
        "exhibits_folder": f"{BUILD}/exhibits/{name}",
    }
    return json.dumps(settings | READS[name] | {key: more[key] for key in more if key in takes})


def training_parameters(wildcards):
    """The same for one training; one on documents cut shorter has a wildcard `tokens`."""
    # Made from wildcards alone: were `output` an argument too, Snakemake would miss a changed parameter.
    model, run, tokens = wildcards.model, "-".join(wildcards), wildcards.get("tokens")
    return json.dumps({
        **SETTINGS.training(model),
        "model": model if model in MODELS else "lstm_attention",
        "seed": int(wildcards.seed),
        "max_tokens": int(tokens or SETTINGS.max_tokens),
        **READS["train"],
        "run": f"{BUILD}/{'cut' if tokens else 'runs'}/{run}",
        "unfinished": f"{BUILD}/unfinished/{run}.npz",
    })


wildcard_constraints: model="|".join(RUNS), seed=r"\d+", tokens=r"\d+", number=r"\d+"


rule all:
    # The records too, or Snakemake would not miss them.
    input: f"{BUILD}/html", f"{BUILD}/results.json", [f"{BUILD}/hashes/{step}.json" for step in STEPS]


rule select:
    input:
        file=lambda wildcards: SOURCES[int(wildcards.number)],
        code=[f"src/lstm_attention/corpus/{module}.py" for module in ("sources", "selection")],
    output: directory(f"{BUILD}/selected/{{number}}"), f"{BUILD}/hashes/select-{{number}}.json"
    params: parameters=json.dumps(SETTINGS.group(SourceParameters))
    resources: seconds=lambda wildcards, input: 3 + Path(input.file).stat().st_size // 30_000_000
    log: f"{BUILD}/logs/select-{{number}}.log"
    shell: f"{RUN}.corpus.selection {{input.file:q}} {{params.parameters:q}} {{output:q}} {LOG}"


for name in ONCE:
    rule:
        name: name
        input: **reading(name)
        output: leaving(name, directory(f"{BUILD}/exhibits/{name}"), MAKES.get(name, []))
        params: parameters=parameters(name)
        resources: seconds=SECONDS[name]
        log: f"{BUILD}/logs/{name}.log"
        shell: EXECUTE if name in ("corpus", "vectors") else ONE_THREAD + EXECUTE


for step, folder, run in ("train", "runs", "{model}-{seed}"), ("cut", "cut", "{model}-{tokens}-{seed}"):
    rule:
        name: step
        input: **reading("train")
        output: leaving(f"{step}-{run}", directory(f"{BUILD}/{folder}/{run}"))
        params: parameters=training_parameters
        priority: 1 if step == "train" else 0  # the costly models first: they run longest
        threads: TRAINING_THREADS
        resources: seconds=training_seconds, tf_threads=TRAINING_THREADS
        message: "starting TensorFlow"  # shown until a training reports its progress
        log: f"{BUILD}/logs/{step}-{run}.log"
        shell: THREADS + EXECUTE


rule evaluate:
    input: **reading("evaluate")
    output: leaving("evaluate-{model}", directory(f"{BUILD}/exhibits/evaluate-{{model}}"))
    params:
        parameters=lambda wildcards: json.dumps({
            "model": wildcards.model,
            "runs": RUNS[wildcards.model],
            "exhibits_folder": f"{BUILD}/exhibits/evaluate-{wildcards.model}",
        })
    resources: seconds=SECONDS["evaluate"]
    log: f"{BUILD}/logs/evaluate-{{model}}.log"
    shell: EXECUTE


rule results:
    input: exhibits=EXHIBITS, runs=ALL_RUNS, code="src/lstm_attention/exhibits/results.py"
    output: f"{BUILD}/results.json", f"{BUILD}/timings.json", f"{BUILD}/hashes/results.json"
    params: profile=PROFILE, settings=SETTINGS.model_dump_json()
    resources: seconds=2
    log: f"{BUILD}/logs/results.log"
    shell: f"{RUN}.exhibits.results {BUILD} {{params.profile:q}} {{params.settings:q}} {{output:q}} {LOG}"


BOOK = {
    "prose": [path for part in ("*.*", "latex/*", "_static/*", "live/*") for path in Path("book").glob(part)],
    "outline": ["_config.yml", "_toc.yml"],
    "notebooks": [f"{BUILD}/notebooks/{page}.ipynb" for page in PAGES],
    "exhibits": EXHIBITS,
    "live": MAKES["live"] if SETTINGS.live else [],
    "results": f"{BUILD}/results.json",
    "code": [path.relative_to(Path.cwd()) for path in modules_behind(["book.building", "book.extensions"])],
}


rule html:
    input: **BOOK
    output: directory(f"{BUILD}/html"), f"{BUILD}/hashes/html.json"
    params: pages=PAGES, repository=github_repository() or ""
    resources: seconds=15
    log: f"{BUILD}/logs/html.log"
    shell:
        f"{RUN}.book.building {{rule}} {BUILD} {{output:q}} '{{params.repository}}' {{params.pages:q}} {LOG}"


use rule html as pdf with:
    input: **BOOK, html=f"{BUILD}/html"  # both stage the same folder: one after the other
    output: f"{BUILD}/report.pdf", f"{BUILD}/hashes/pdf.json"
    params: pages=PAGES, repository=""
    resources: seconds=40
    log: f"{BUILD}/logs/pdf.log"
