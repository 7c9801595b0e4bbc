"""Files that no report uses are found, and nothing else."""

from base64 import urlsafe_b64encode
from pathlib import Path

from lstm_attention.commands.clean import leftovers, remove, remove_leftovers, size, stale_notes


def write(path, text="12345"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_a_folder_goes_as_a_whole_and_what_is_kept_stays_with_all_in_it(tmp_path):
    for name in ("runs/a-0/deep/x", "runs/a-1/x", "runs/a-1/y", "logs/old.log", "logs/new.log", "extra/z"):
        write(tmp_path / name)
    kept = {tmp_path / "runs/a-0", tmp_path / "logs/new.log", tmp_path / "not/there"}
    found = leftovers(tmp_path, kept)
    assert found == [tmp_path / name for name in ("extra", "logs/old.log", "runs/a-1")]
    assert size(tmp_path / "runs/a-1") == 10
    assert remove(found) == 20
    left = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["logs/new.log", "runs/a-0/deep/x"]


def test_notes_of_files_that_are_gone_are_found_however_long_their_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(Path("build/there"))
    long = "build" + "/xxxxxxxxx" * 30
    for name in ("build/there", "build/gone"):
        write(Path(".snakemake/metadata") / urlsafe_b64encode(name.encode()).decode())
    encoded = urlsafe_b64encode(long.encode()).decode()
    write(Path(".snakemake/incomplete") / f"@{encoded[:254]}" / encoded[254:])
    write(Path(".snakemake/log/1.snakemake.log"))
    gone = urlsafe_b64encode(b"build/gone").decode()
    assert stale_notes() == [
        Path(".snakemake/log/1.snakemake.log"),
        Path(".snakemake/metadata") / gone,
        Path(".snakemake/incomplete") / f"@{encoded[:254]}" / encoded[254:],
    ]


def test_snakemakes_notes_and_caches_are_no_leftovers_of_build(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for path in (
        "build/.snakemake/locks/x",
        "build/.home/.cache/x",
        "build/.fetched/x",
        "build/no-profile/x",
    ):
        write(Path(path))
    remove_leftovers()
    assert sorted(path.name for path in Path("build").iterdir()) == [".fetched", ".home", ".snakemake"]
