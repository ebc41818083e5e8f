"""The commands put together, and how their errors are shown."""

from __future__ import annotations

import sys
from typing import Any

import typer

from procgen import __version__
from procgen.character.command import train as train_character
from procgen.cli import batch, bench, cache, demo, doctor, evaluate, generate, models, serve, train
from procgen.cli.settings import with_settings
from procgen.critic.command import train as train_critic
from procgen.dialogue.command import talk
from procgen.dialogue.command import train as train_dialogue
from procgen.errors import ProcgenError
from procgen.layout.command import train as train_layout
from procgen.table.command import train as train_table

app = typer.Typer(
    name="procgen",
    help="Game content from generative models, made on this computer.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "PROCGEN"},
)

# Typer brings its own copy of click in some versions and uses the package in others; its public BadParameter leads to
# the base class of all usage errors in either.
_UsageError: Any = typer.BadParameter.__bases__[0]


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    """Game content from generative models, made on this computer."""


app.command("serve")(with_settings(serve.serve, serving=True))
app.command("demo")(demo.demo)
app.add_typer(generate.app, name="generate")
app.command("batch")(with_settings(batch.batch))
app.add_typer(models.app, name="models")
app.add_typer(cache.app, name="cache")
app.command("talk")(with_settings(talk.talk))
app.command("doctor")(doctor.doctor)
app.command("bench")(bench.bench)
train.app.command("character-population")(train_character.population)
train.app.command("character-face")(train_character.face)
train.app.command("character-decoder")(train_character.decoder)
train.app.command("dialogue")(train_dialogue.dialogue)
train.app.command("layout")(train_layout.layout)
train.app.command("critic")(train_critic.critic)
train.app.command("table")(train_table.table)
train.app.command("table-rows")(train_table.table_rows)
app.add_typer(train.app, name="train")
app.add_typer(evaluate.app, name="evaluate")


def fail(message: str, remedy: str, code: int) -> int:
    """Print one ``error:`` and one ``hint:`` line; returns the exit code."""
    print("error: " + " ".join(message.split()), file=sys.stderr)  # noqa: T201
    if remedy:
        print("hint: " + " ".join(remedy.split()), file=sys.stderr)  # noqa: T201
    return code


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; returns its exit code (see :mod:`procgen.errors` for the codes)."""
    try:
        result = app(args=arguments, prog_name="procgen", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except ProcgenError as error:
        return fail(error.message, error.remedy, error.exit_code)
    except _UsageError as error:
        context = error.ctx
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(context.get_help(), err=True)
            return 2
        command = context.command_path if context else "procgen"
        return fail(error.format_message(), f"See `{command} --help`.", 2)
    except (KeyboardInterrupt, typer.Abort):
        return fail("stopped", "", 130)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        return fail(f"{place}{error.strerror or error}", "Check the path and its permissions.", 1)
