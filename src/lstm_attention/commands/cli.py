"""The command line: what each command takes, and one line that says what is wrong.

Exit status: 0 if all went well; 1 if a step failed or something does not agree; 2 if the request cannot be
carried out, because a word is wrong or something is missing; and 130 after Ctrl-C or SIGTERM. Modules are
imported by the command that needs them, as some take seconds.
"""

import os
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperGroup

ROOT = Path(__file__).resolve().parents[3]
"""The folder of this project, in which all commands work."""

INTERRUPTED = 130
"""What Typer returns for a command that Ctrl-C or SIGTERM ended."""

WIDTH = 80
"""Columns of text that is printed for reading."""


class CommandLine(TyperGroup):
    """Commands that say what is wrong in one line, and never in a traceback."""

    def main(self, args: list[str] | None = None, *more: Any, **options: Any) -> None:
        """Run the command that the words name, or list the commands; exit with its status."""
        words = list(sys.argv[1:] if args is None else args) or ["--help"]
        try:
            status = super().main(words, *more, **options | {"standalone_mode": False})
            sys.stdout.flush()
        except typer.TyperException as error:
            line = error.format_message().replace("Value error, ", "")
            if asked := getattr(error, "ctx", None):  # a word that this command does not take
                line = f"{line}{'' if line[-1] in '.?' else '.'} See `{asked.command_path} --help`."
            print(line, file=sys.stderr)
            sys.exit(2)
        except BrokenPipeError:  # the reader has seen enough, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except OSError as error:  # a full disk, a folder that cannot be written
            print(error, file=sys.stderr)
            sys.exit(1)
        if status == INTERRUPTED:
            sys.stderr.write("\nInterrupted. What was finished is kept: run the same command to continue.\n")
        sys.exit(status)


@contextmanager
def _refusing(*errors: type[Exception]) -> Iterator[None]:
    """Turn errors that are meant for the reader into one line that says what is wrong."""
    try:
        yield
    except errors as error:
        raise typer.TyperException(str(error)) from None


def _variables(*names: str) -> Callable[[], list[str]]:
    """Return values of make's variables, one word each; Typer's `envvar` would split them at spaces."""
    return lambda: [value for name in names if (value := os.environ.get(name))]


def _option(variable: str, takes: str, default: str | bool, help_text: str) -> Any:
    """Return an option that takes a word, or else the value of a make variable, unless that is empty."""
    return typer.Option(envvar=variable, metavar=takes, show_default=default, help=help_text)


OWN = "as in the profile"

Profile = Annotated[str, _option("PROFILE", "NAME", True, "A profile in config/: see `profiles`.")]
Corpus = Annotated[str, _option("CORPUS", "PATH", OWN, "A file of labelled text, or a folder of them.")]
Text = Annotated[str, _option("TEXT", "COLUMN", OWN, "The column that holds the texts.")]
Label = Annotated[str, _option("LABEL", "COLUMN", OWN, "The column that holds the classes.")]
Cluster = Annotated[str, _option("CLUSTER", "FOLDER", "this machine", "Run on a cluster: see profiles/.")]
Settings = Annotated[
    list[str],
    typer.Option(
        "--set",
        default_factory=_variables("SET"),
        metavar="NAME=VALUE",
        show_default=False,
        help="A value other than the profile's: see `parameters`. Can be repeated. [env var: SET]",
    ),
]

Over = Annotated[
    str,
    _option("OVER", "NAME=VALUES", False, "Parameters to vary, such as max_tokens=[50,200]."),
]
Models = Annotated[
    str, _option("MODELS", "NAMES", "those that the parameters affect", "Models, separated by commas.")
]
Points = Annotated[int, typer.Option(envvar="POINTS", help="Number of points to draw from ranges.")]
Draw = Annotated[
    Literal["sobol", "random"], typer.Option(envvar="DRAW", help="How points are drawn from ranges.")
]
DrawSeed = Annotated[int, typer.Option(envvar="DRAW_SEED", help="Seed of these draws.")]

app = typer.Typer(cls=CommandLine, add_completion=False, rich_markup_mode=None)


@app.callback()
def project() -> None:
    """A self-writing report on an LSTM with attention."""
    # As Ctrl-C does, so that Snakemake ends too: `timeout`, Docker and queues send it to this process alone.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if Path.cwd() != ROOT:
        raise typer.TyperException(f"this program belongs to {ROOT}: run it there, not in {Path.cwd()}")


def _make(profile: str, overrides: str, *, pdf: bool, cluster: str) -> None:
    from lstm_attention.commands.report import REFUSALS, make_report

    with _refusing(*REFUSALS):
        done = make_report(profile, overrides, pdf=pdf, cluster=cluster)
    raise typer.Exit(0 if done else 1)


def _overrides(settings: list[str], corpus: str, text: str, label: str) -> str:
    from lstm_attention.commands.report import corpus_overrides

    return " ".join([corpus_overrides(corpus, text, label), *settings]).strip()


@app.command()
def report(
    settings: Settings,
    profile: Profile = "quick",
    corpus: Corpus = "",
    text: Text = "",
    label: Label = "",
    cluster: Cluster = "",
) -> None:
    """Make a report, or only the parts that are not up to date.

    The report is build/<profile>/html/index.html, and its numbers are in build/<profile>/results.json.
    """
    _make(profile, _overrides(settings, corpus, text, label), pdf=False, cluster=cluster)


@app.command()
def pdf(
    settings: Settings,
    profile: Profile = "quick",
    corpus: Corpus = "",
    text: Text = "",
    label: Label = "",
    cluster: Cluster = "",
) -> None:
    """Make the report as a PDF too.

    The PDF is build/<profile>/report.pdf; it needs the packages listed in apt.txt.
    """
    _make(profile, _overrides(settings, corpus, text, label), pdf=True, cluster=cluster)


@app.command()
def sweep(
    settings: Settings,
    over: Over = "",
    models: Models = "",
    points: Points = 16,
    draw: Draw = "sobol",
    draw_seed: DrawSeed = 0,
    profile: Profile = "quick",
    corpus: Corpus = "",
    text: Text = "",
    label: Label = "",
    cluster: Cluster = "",
) -> None:
    """Vary parameters, and show all results on one page.

    Lists of values make a grid. Points are drawn from ranges: log(1e-4,1e-2) or uniform(0,0.5).
    The page is build/<profile>/sweep/sweep.html, with sweep.pdf beside it.
    """
    from lstm_attention.commands.report import REFUSALS
    from lstm_attention.commands.sweep import Request, make_sweep

    with _refusing(*REFUSALS):
        overrides = _overrides(settings, corpus, text, label)
        request = Request.read(profile, overrides, over, models, points, draw, draw_seed)
        done = make_sweep(request, cluster)
    raise typer.Exit(0 if done else 1)


@app.command()
def plan(
    settings: Settings,
    over: Over = "",
    models: Models = "",
    points: Points = 16,
    draw: Draw = "sobol",
    draw_seed: DrawSeed = 0,
    profile: Profile = "quick",
    corpus: Corpus = "",
    text: Text = "",
    label: Label = "",
) -> None:
    """Say what `report` or `sweep` would run now, and why."""
    from lstm_attention.commands import report, sweep

    with _refusing(*report.REFUSALS):
        overrides = _overrides(settings, corpus, text, label)
        if over:
            sweep.show_plan(sweep.Request.read(profile, overrides, over, models, points, draw, draw_seed))
        else:
            report.show_plan(profile, overrides)


@app.command()
def verify(
    settings: Settings, profile: Profile = "quick", corpus: Corpus = "", text: Text = "", label: Label = ""
) -> None:
    """Say whether numbers, pages, code and corpus agree.

    Nothing is trained and no notebook is executed. Metrics are recomputed from the stored predictions.
    """
    from lstm_attention.commands.report import REFUSALS
    from lstm_attention.commands.verify import verify_report

    with _refusing(*REFUSALS):
        agrees = verify_report(profile, _overrides(settings, corpus, text, label))
    raise typer.Exit(0 if agrees else 1)


@app.command()
def predict(
    texts: Annotated[
        list[str],
        typer.Argument(
            default_factory=_variables("TEXT"),
            metavar="TEXT",
            show_default=False,
            help="A text, in quotes. [env var: TEXT]",
        ),
    ],
    profile: Profile = "quick",
) -> None:
    """Classify texts of your own.

    They are classified by the model or variant that the report recommends.
    """
    from lstm_attention.commands.predict import PredictionError, answers

    with _refusing(PredictionError):
        print("\n".join(answers(texts, Path("build") / profile)))


@app.command()
def compare(
    profiles: Annotated[
        list[str],
        typer.Argument(
            default_factory=_variables("A", "B", "C"),
            show_default=False,
            help="Two or more profiles whose reports are built. [env vars: A, B, C]",
        ),
    ],
) -> None:
    """Show two or more reports side by side on one page."""
    from lstm_attention.book.comparison import ComparisonError, write_page
    from lstm_attention.book.execution import NotebookError

    with _refusing(ComparisonError, NotebookError):
        print(f"Open {write_page(Path('build'), profiles)}")


@app.command()
def notebook(
    name: Annotated[
        str, typer.Argument(envvar="NB", show_default=False, help="A name in build/<profile>/notebooks.")
    ] = "",
    profile: Profile = "quick",
    code: Annotated[
        Literal["hidden", "shown"], typer.Option(envvar="CODE", help="Whether the page shows the code.")
    ] = "hidden",
    form: Annotated[
        Literal["html", "pdf"], typer.Option(envvar="FORM", help="What to make; a PDF needs Chromium.")
    ] = "html",
) -> None:
    """Turn an executed notebook into one file that can be sent."""
    from lstm_attention.book.single import MissingNotebookError, PrintError, as_pdf, write_single

    with _refusing(MissingNotebookError, PrintError):
        page = write_single(Path("build") / profile, name, code=code == "shown")
        print(f"Open {as_pdf(page) if form == 'pdf' else page}")


@app.command()
def serve(profile: Profile = "quick") -> None:
    """Show a report at http://localhost:8000."""
    from lstm_attention.commands.serve import NoPagesError, serve_pages

    with _refusing(NoPagesError):
        serve_pages(Path("build") / profile / "html")


@app.command()
def profiles() -> None:
    """List the profiles of config/."""
    from lstm_attention.profiles import described_profiles

    described = described_profiles(Path("config"))
    column = max(map(len, described)) + 2
    for name, line in described.items():
        print(textwrap.fill(line, WIDTH, initial_indent=name.ljust(column), subsequent_indent=" " * column))


@app.command()
def parameters() -> None:
    """List all parameters with their limits and meaning."""
    from lstm_attention.exhibits.parameters import parameter_rows

    group = ""
    for row in parameter_rows():
        if row["group"] != group:
            group = row["group"]
            print(f"\n{textwrap.fill(group, WIDTH)}\n")
        print(f"  {row['name']}={row['default']}")
        print(textwrap.indent(textwrap.fill(f"{row['meaning']} ({row['takes']})", WIDTH - 6), " " * 6))


@app.command()
def controls() -> None:
    """Check the report's code on generated corpora.

    The truth of these corpora is known. What the code says of each is written to build/controls.json.
    """
    from lstm_attention.commands.predict import tensorflow_silent

    os.environ["TF_DETERMINISTIC_OPS"] = "1"
    with tensorflow_silent():
        from lstm_attention.commands.controls import run_controls

    raise typer.Exit(0 if run_controls(Path("build")) else 1)


@app.command()
def clean() -> None:
    """Remove files that no current report uses."""
    from lstm_attention.commands.clean import LeftoversError, remove_leftovers

    with _refusing(LeftoversError):
        remove_leftovers()
