"""The commands put together, and how their errors are shown."""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Any

import typer

from procgen import __version__
from procgen.cli.late import MARKUP, Late, late_group, named, of_domain
from procgen.domains import DOMAINS
from procgen.errors import ProcgenError
from procgen.kit.domain import Domain


def _generate(domain: Domain) -> Late:
    return Late(domain.about, lambda: named("generate:generate_command")()(domain))


_GROUPS = {
    "generate": late_group(
        {domain.name: _generate(domain) for domain in DOMAINS if domain.generate},
        "Make content and write it to files.",
    ),
    "train": late_group(
        {name: of_domain(domain, verb) for domain in DOMAINS for name, verb in domain.train.items()},
        "Train models on your own data. Needs the `train` extra.",
    ),
    "evaluate": late_group(
        {
            **{name: of_domain(domain, verb) for domain in DOMAINS for name, verb in domain.evaluate.items()},
            "all": Late("Every domain against real data and the classical methods.", named("evaluate_all:every")),
        },
        "Measure a domain against held-out real data.",
    ),
}


def _group(name: str) -> Late:
    return Late(str(_GROUPS[name].info.help), lambda: _GROUPS[name])


app = late_group(
    {
        "serve": Late("Serve all domains on this computer, until stopped.", named("serve:serve"), serving=True),
        "demo": Late("Ask a server for something of all that it makes, and write a page.", named("demo:demo")),
        "studio": Late("Open the studio in the browser.", named("studio:studio"), serving=True),
        "style": Late("Read a project's style, so that what is made fits it.", named("style:style")),
        "generate": _group("generate"),
        "mcp": Late("Serve agents, by the Model Context Protocol.", named("mcp:mcp")),
        "batch": Late("Make everything that a file of jobs asks for; go on where it stopped.", named("batch:batch")),
        "models": Late("The models that came with procgen, and your own.", named("models:app")),
        "recipes": Late("Where results come from: networks, scans, licences.", named("recipes:recipes_command")),
        "cache": Late("The results that servers and batches have kept.", named("cache:app")),
        **{name: of_domain(domain, verb) for domain in DOMAINS for name, verb in domain.more.items()},
        "doctor": Late("Check that everything is there that procgen needs.", named("doctor:doctor")),
        "bench": Late("Time a real server on this machine, from a client's side.", named("bench:bench")),
        "train": _group("train"),
        "evaluate": _group("evaluate"),
    },
    "Game content from generative models, made on this computer.",
    name="procgen",
    pretty_exceptions_enable=False,
    rich_markup_mode=MARKUP,
    context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "PROCGEN"},
)

# Typer brings its own copy of click in some versions and uses the package in others; its public BadParameter leads to
# the base class of all usage errors in either.
_UsageError: Any = typer.BadParameter.__bases__[0]


_NEW_THINGS = 5_000
"""How many come before Python looks among them for what can go."""


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version."),
) -> None:
    """Game content from generative models, made on this computer."""


def fail(message: str, remedy: str, code: int) -> int:
    """Print one ``error:`` and one ``hint:`` line; returns the exit code."""
    print("error: " + " ".join(message.split()), file=sys.stderr)  # noqa: T201
    if remedy:
        print("hint: " + " ".join(remedy.split()), file=sys.stderr)  # noqa: T201
    return code


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; returns its exit code (see :mod:`procgen.errors` for the codes).

    Args:
        arguments: of a command that is run in a process for other things too; None for those of this program.
    """
    if arguments is None:
        # Hardly anything that loading makes goes again; by its usual 700 Python looks for it a thousand times.
        gc.set_threshold(_NEW_THINGS)
        # Python looks through all that there is before it ends, some hundred thousand things, for what can go.
        atexit.register(gc.freeze)
    try:
        given = sys.argv[1:] if arguments is None else arguments
        defaults = named("fitted:defaults_for")()(given) if given[:1] == ["generate"] else None
        result = app(args=arguments, prog_name="procgen", standalone_mode=False, default_map=defaults)
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
