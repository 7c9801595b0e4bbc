# A sweep, where config["sweep"] asks for one: what its points need beside the report, each thing once, and its page.

from lstm_attention.store.layout import pretrained
from lstm_attention.store.repository import strings
from lstm_attention.sweeps import points, sharing

ASKED = config["sweep"]
POINTS = points.sweep_points(
    Path(f"config/{PROFILE}.yaml"), ASKED["set"], ASKED["over"], points.Sampling(**ASKED["sampling"])
)
SWEEP = sharing.planned(BUILD, SETTINGS, POINTS, points.trained_models(POINTS, ASKED["models"]))
# What failed, by its path: the page is made without it, and says why.
FAILED = ASKED["failed"]
SWEPT = f"{BUILD}/sweep"
NEEDED = [path for kind in ("runs", "weights") for path in SWEEP.paths(kind) if path not in FAILED]


# The file of the point, not of the last report.
PRETRAINED = {"files": lambda wildcards: pretrained(made("vectors", wildcards.key)["vectors"])}


def made(kind, key):
    """What makes a thing that no report has, by its key."""
    return SWEEP.made[kind][key]


def read_by(kind, key, *names):
    """What is read to make such a thing: the paths under these names of its parameters."""
    return [path for name in names for path in strings(made(kind, key)[name])]


def step_seconds(name, key):
    """About how long a notebook takes that makes something for points of a sweep."""
    settings = POINTS[0].settings
    documents = estimates.documents(settings, SWEEP.files)
    if name != "train":
        return estimates.notebook_seconds(settings, documents)[name]
    return estimates.training_seconds(made("runs", key), documents)


wildcard_constraints: key="[0-9a-f]{12}"


rule tried:
    input: NEEDED


rule sweep_select:
    input:
        file=lambda wildcards: made("selected", wildcards.key)["file"],
        code=SELECTION,
    output: directory(f"{SWEPT}/selected/{{key}}"), f"{BUILD}/hashes/sweep-select-{{key}}.json"
    params: parameters=lambda wildcards: json.dumps(made("selected", wildcards.key)["settings"])
    resources: **estimates.asked(estimates.selection_seconds)
    group: lambda wildcards: estimates.selection_group(made("selected", wildcards.key)["file"])
    log: f"{BUILD}/logs/sweep-select-{{key}}.log"
    shell: f"{RUN}.corpus.selection {{input.file:q}} {{params.parameters:q}} {{output:q}} {LOG}"


for kind, name, place, reads in [
    ("corpus", "corpus", [directory(f"{SWEPT}/corpus/{{key}}")], ["selected"]),
    ("vectors", "vectors", [f"{SWEPT}/vectors/{{key}}.npy"], ["corpus"]),
    ("runs", "train", [directory(f"{SWEPT}/runs/{{key}}")], ["corpus", "vectors"]),
]:
    rule:
        name: f"sweep_{name}"
        input:
            **LAYOUT.reading(name, {}) | (PRETRAINED if name == "vectors" else {}),
            reads=lambda wildcards, kind=kind, reads=reads: read_by(kind, wildcards.key, *reads),
        output:
            LAYOUT.leaving(
                f"sweep-{name}-{{key}}",
                *place,
                *([] if name == "train" else [directory(f"{SWEPT}/exhibits/{name}-{{key}}")]),
            )
        params: parameters=lambda wildcards, kind=kind: json.dumps(made(kind, wildcards.key))
        threads: TRAINING_THREADS if name == "train" else 1
        resources:
            **estimates.asked(
                lambda wildcards, _, name=name: step_seconds(name, wildcards.key),
                estimates.megabytes(name, DOCUMENTS),
            ),
            tf_threads=TRAINING_THREADS,
        message: "starting TensorFlow"
        log: f"{BUILD}/logs/sweep-{name}-{{key}}.log"
        shell: (THREADS if name == "train" else "") + EXECUTE


rule sweep_weights:
    input:
        trained=lambda wildcards: read_by("weights", wildcards.key, "trained", "corpus"),
        code=behind("evidence.largest"),
    output: f"{SWEPT}/weights/{{key}}.json", f"{BUILD}/hashes/sweep-weights-{{key}}.json"
    params: parameters=lambda wildcards: json.dumps(made("weights", wildcards.key))
    resources: **estimates.asked(20, estimates.megabytes("train", DOCUMENTS)), tf_threads=1
    log: f"{BUILD}/logs/sweep-weights-{{key}}.log"
    shell: f"{THREADS}{FIXED} {RUN}.evidence.largest {{params.parameters:q}} {{output:q}} {LOG}"


rule sweep:
    input: **LAYOUT.reading("sweep", {}), made=NEEDED
    output: LAYOUT.leaving("sweep", directory(f"{SWEPT}/exhibits/sweep"))
    params:
        parameters=lambda wildcards: json.dumps({
            **{"runs": SWEEP.tried, "failed": FAILED, "resamples": POINTS[0].settings.resamples},
            **{"points": len(POINTS), "unshared": SWEEP.unshared, "page": f"{SWEPT}/sweep.html",
               "exhibits_folder": f"{SWEPT}/exhibits/sweep"},
        })
    resources: **estimates.asked(20)
    log: f"{BUILD}/logs/sweep.log"
    shell: ONE_THREAD + EXECUTE
