"""What can be written on the command line, and the help that says so."""

from __future__ import annotations

import argparse
from typing import NoReturn

from cog_lsp import __version__
from cog_lsp.cli.errors import UsageError
from cog_lsp.rules.finding import Severity

FORMATS = ("text", "json", "jsonl", "github", "gitlab", "sarif")
_EXIT_CODES = """\
exit codes:
  0  nothing at or above --fail-on
  1  findings (with --diff: there is something to fix)
  2  invalid command line, or a file could not be read or written
  3  internal error of cog-lsp
"""
_EXAMPLES = """\
examples:
  cog-lsp check                        every Cog project in this folder
  cog-lsp check predict.py             only what is wrong in this file
  cog-lsp check --diff                 what --fix would change
  cog-lsp check --fix --unsafe-fixes   fix everything that has a fix; read the diff
  cog-lsp explain model-load-in-predict
  cog-lsp memory                       what the model needs, and which tiers hold it
"""


class Parser(argparse.ArgumentParser):
    """A parser that raises :class:`UsageError` instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Raise what went wrong, with the command that explains what would be accepted."""
        raise UsageError(f"{message} (see `{self.prog} --help`)")


def build_parser() -> Parser:
    """The parser of the whole command line."""
    parser = Parser(
        prog="cog-lsp",
        description="Finds problems in Cog projects (cog.yaml, the predictor), and fixes them.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"cog-lsp {__version__}")
    common = Parser(add_help=False)
    common.add_argument(
        "--verbose", action="store_true", help="show a traceback when cog-lsp itself fails"
    )
    commands: argparse._SubParsersAction[Parser] = parser.add_subparsers(
        dest="command", metavar="COMMAND", title="commands"
    )

    def add(name: str, summary: str, epilog: str | None = None) -> Parser:
        return commands.add_parser(
            name,
            help=summary,
            description=f"{summary[:1].upper()}{summary[1:]}.",
            epilog=epilog,
            parents=[common],
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    _add_check(add("check", "check Cog projects, and fix them", _EXIT_CODES))
    server = add("server", "serve editors: the Language Server Protocol on stdin and stdout")
    server.add_argument(
        "--stdio",
        action="store_true",
        help="accepted for compatibility; stdio is the only transport",
    )
    rules = add("rules", "list all rules")
    _add_format(rules, ("text", "json"))
    explain = add("explain", "print the page of one rule, as Markdown")
    explain.add_argument("rule", metavar="RULE", help="a rule, by name or code")
    _add_schema(add("schema", "print the OpenAPI document that `cog build` would write"))
    memory = add("memory", "show how much GPU memory the models need, and which tiers hold them")
    _add_paths(memory)
    _add_format(memory, ("text", "json"))
    hardware = add("hardware", "list Replicate's hardware tiers, with their memory and price")
    hardware.add_argument(
        "--fits",
        metavar="SIZE",
        help="only available GPU tiers whose usable memory, all GPUs together, is at least SIZE "
        "(20GB, 18.6GiB), cheapest first",
    )
    _add_format(hardware, ("text", "json"))
    return parser


def _add_schema(schema: argparse.ArgumentParser) -> None:
    schema.add_argument(
        "path",
        nargs="?",
        default=".",
        metavar="PATH",
        help="a folder or a file of one Cog project; default: this folder",
    )
    schema.add_argument(
        "--diff",
        metavar="BASE",
        help="instead, print what changed since BASE, a git revision (origin/main) or an OpenAPI "
        "document in the project (*.json), and exit with 1 if it breaks callers",
    )
    _add_format(schema, ("text", "json"))


def _add_check(check: argparse.ArgumentParser) -> None:
    _add_paths(check, " (its project is checked, only its own problems are shown)")
    check.add_argument(
        "--stdin-filename",
        metavar="PATH",
        help="read stdin as the file PATH of its project, and show its problems; with --fix, "
        "print the fixed text",
    )
    what = check.add_argument_group("rule selection")
    what.add_argument(
        "--select",
        action="append",
        default=[],
        type=_names,
        metavar="RULES",
        help="run only these rules, whatever the settings say: names, codes or code prefixes "
        "(COG4), separated by commas",
    )
    what.add_argument(
        "--ignore",
        action="append",
        default=[],
        type=_names,
        metavar="RULES",
        help="skip these rules, as well as those that the settings ignore",
    )
    what.add_argument(
        "--min-severity",
        type=_severity,
        default=Severity.HINT,
        metavar="SEVERITY",
        help="do not report or fix anything below error, warning, information or hint (default: "
        "hint, which leaves out nothing)",
    )
    fixing = check.add_argument_group("fixing")
    fixing.add_argument("--fix", action="store_true", help="apply the safe fixes to the files")
    fixing.add_argument(
        "--unsafe-fixes",
        action="store_true",
        help="with --fix or --diff, also apply the fixes that may change behavior or are your "
        "decision",
    )
    fixing.add_argument(
        "--diff", action="store_true", help="print what --fix would change, without changing it"
    )
    output = check.add_argument_group("output")
    _add_format(output, FORMATS)
    output.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="color text output (default: auto, on a terminal; respects NO_COLOR and FORCE_COLOR)",
    )
    output.add_argument(
        "--fail-on",
        type=_severity,
        default=Severity.WARNING,
        metavar="SEVERITY",
        help="exit with 1 if anything at or above SEVERITY is reported (default: warning)",
    )
    output.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 even if there are findings"
    )


def _add_paths(group: argparse._ActionsContainer, file: str = " (its project)") -> None:
    group.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a folder (every Cog project in or below it, or else the one it belongs to) or a "
        f"file{file}; default: this folder",
    )


def _add_format(group: argparse._ActionsContainer, formats: tuple[str, ...]) -> None:
    group.add_argument(
        "--output-format",
        choices=formats,
        default="text",
        metavar="FORMAT",
        help=f"one of {', '.join(formats)} (default: text)",
    )


def _names(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    if not names:
        raise argparse.ArgumentTypeError("give at least one rule, by name or code")
    return names


def _severity(text: str) -> Severity:
    try:
        return Severity.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
