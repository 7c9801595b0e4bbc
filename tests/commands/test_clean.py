"""Files that no report uses are found, and nothing else."""

from base64 import urlsafe_b64encode
from pathlib import Path

import pytest

from lstm_attention.commands.clean import (
    LeftoversError,
    leftovers,
    made_by,
    remove,
    remove_leftovers,
    size,
    stale_notes,
)


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


def test_only_reports_without_a_profile_are_leftovers_of_build(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    stay = ["build/.snakemake/locks/x", "build/.fetched/x", "build/dumps/x", "build/bench.json"]
    for path in (*stay, "build/no-profile/config.json"):
        write(Path(path))
    remove_leftovers()
    assert sorted(str(path) for path in Path("build").rglob("*") if path.is_file()) == sorted(stay)


def test_nothing_is_known_of_a_report_whose_settings_are_no_longer_valid(tmp_path):
    request = tmp_path / "config.json"
    write(request, '{"profile": "tiny", "set": "no_such_parameter=1"}')
    with pytest.raises(LeftoversError, match="nothing was removed"):
        made_by(request)
