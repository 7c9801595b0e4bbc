"""Selection from a folder of generated dumps of 5 GB, as jobs of a real Slurm on this machine.

    PYTHONPATH=tests .venv/bin/python benchmarks/dumps.py

It needs Debian's packages slurm-wlm and munge, and root. The report in build/own is replaced by one that is
made from the dumps. The last line has what was measured, and so has build/dumps.json. The dumps stay in
build/dumps/ for the next run.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from backports import zstd

from lstm_attention.profiles import load_settings
from lstm_attention.settings import SourceParameters

DUMPS, MEASURED = Path("build/dumps"), Path("build/dumps.json")
FILES, BYTES = 12, 5_000_000_000
BLOCKS, COMMENTS = 8, 200_000
"""Different blocks, and comments in each. Files repeat them, unseen by the compressor."""
CLASSES, SUBREDDITS, WORDS = 5, 500, 5_000
OTHER_FIELDS = {
    **{"id": "c0hzo7e", "name": "t1_c0hzo7e", "link_id": "t3_akpmd", "parent_id": "t1_c0hzm2x"},
    **{"author": "someone_or_other", "author_flair_text": None, "author_flair_css_class": None},
    **{"subreddit_id": "t5_6", "created_utc": "1262304000", "retrieved_on": 1426178579, "edited": False},
    **{"score": 4, "ups": 4, "downs": 0, "gilded": 0, "controversiality": 0, "distinguished": None},
    **{"archived": True, "score_hidden": False},
}
"""The other fields in a line of a dump."""
SETTINGS = (
    f"classes=[{','.join(f'class{number}' for number in range(CLASSES))}] min_characters=1000 "
    "documents_per_class=100 seeds=[0] epochs=1 max_tokens=100 vector_size=20 vector_epochs=1 variants={} "
    "sweep_models=[] weight_documents=20 padded_documents=2 erased_documents=4 left_out_documents=2 "
    "map_documents=40 resamples=100 near_duplicates=null live=false"
)


def block(seed: int) -> bytes:
    """Return a compressed part of a dump: comments of about 40 words, from 500 subreddits."""
    draw = np.random.default_rng(seed)
    words = np.array([f"word{number}" for number in range(WORDS)])
    ends = (draw.lognormal(3.0, 1.2, COMMENTS).astype(int) + 1).cumsum().tolist()
    drawn = words[draw.integers(WORDS, size=ends[-1])].tolist()
    labels = draw.integers(SUBREDDITS, size=COMMENTS).tolist()
    fields = json.dumps(OTHER_FIELDS)[:-1]
    lines = (
        f'{fields}, "body": "{" ".join(drawn[start:end])}", "subreddit": "class{label}"}}\n'
        for start, end, label in zip([0, *ends], ends, labels, strict=False)
    )
    return zstd.compress("".join(lines).encode())


def write_dumps() -> int:
    """Write the dumps, unless they are there; return the number of their comments."""
    blocks = [block(seed) for seed in range(BLOCKS)]
    each = -(-BYTES // FILES // (sum(map(len, blocks)) // BLOCKS))
    DUMPS.mkdir(parents=True, exist_ok=True)
    for file in range(FILES):
        path = DUMPS / f"RC_2010-{file + 1:02}.zst"
        if not path.is_file():
            parts = path.with_suffix(".part")
            with parts.open("wb") as dump:
                for number in range(each):
                    dump.write(blocks[(file + number) % BLOCKS])
            parts.replace(path)
    return FILES * each * COMMENTS


def selected() -> dict[str, list[float]]:
    """Make a report on the cluster; return when the selection from each file was submitted and had ended."""
    asked = {"PROFILE": "own", "CORPUS": str(DUMPS), "TEXT": "body", "LABEL": "subreddit", "SET": SETTINGS}
    times: dict[str, list[float]] = {}
    making = subprocess.Popen(
        ["make", "--no-print-directory", "report"],
        env=os.environ | asked | {"CLUSTER": "profiles/slurm"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in making.stdout:
        print(line, end="", file=sys.stderr, flush=True)
        if step := re.match(r"  […✓] (select \d+)", line):
            times.setdefault(step[1], []).append(time.monotonic())
    if making.wait():
        raise SystemExit("the report was not made")
    return times


SELECT = """
import runpy
runpy.run_module("lstm_attention.corpus.selection", run_name="__main__")
print(open("/proc/self/status").read())
"""
"""A selection that then says how much memory it took; rusage would count what this process had as well."""


def peak_megabytes() -> float:
    """Return the most memory that the selection from one dump takes."""
    asked = load_settings(Path("config/own.yaml"), f"{SETTINGS} text_column=body label_column=subreddit")
    parameters, dump = json.dumps(asked.group(SourceParameters)), str(min(DUMPS.glob("*.zst")))
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-c",
            SELECT,
            dump,
            parameters,
            f"{folder}/selected",
            f"{folder}/record.json",
        ]
        told = subprocess.check_output(command, text=True)
    return int(re.search(r"VmHWM:\s+(\d+) kB", told)[1]) * 1024 / 1e6


def main() -> None:
    """Measure, and say what was measured."""
    import slurm_cluster  # from tests/, where bench.py does not look

    comments = write_dumps()
    with slurm_cluster.running():
        times = selected()
    seconds = max(end for _, end in times.values()) - min(start for start, _ in times.values())
    bytes_read = sum(path.stat().st_size for path in DUMPS.glob("*.zst"))
    measured = {
        **{"files": len(times), "gigabytes": bytes_read / 1e9, "comments": comments, "seconds": seconds},
        "comments_per_second_and_core": comments / seconds / os.cpu_count(),
        "peak_megabytes": peak_megabytes(),
    }
    MEASURED.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
