"""The command ``cog-lsp``: which command is meant, and what its end means for the shell."""

from __future__ import annotations

import gc
import io
import os
import sys
import traceback
from argparse import Namespace
from collections.abc import Sequence

from cog_lsp import __version__
from cog_lsp.cli.arguments import build_parser
from cog_lsp.cli.errors import REPORT_URL, ExitCode, UsageError, debugging, tell

_INTERRUPTED = 130
# The trees of code that is read stay until the end: to look for garbage in them every 700 objects,
# as Python does, takes a third of the time.
_OBJECTS_TO_COLLECT = 50_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (``sys.argv`` without the program when ``None``); the exit code.

    Nothing but :class:`ExitCode` comes back, or 130 when the user interrupts; no exception does.
    """
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character of the source must not end the program.
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(given)
        sys.stdout.flush()
        return code
    except UsageError as error:
        tell(f"error: {error}")
        return ExitCode.USAGE
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python flushes once more at exit: into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.CLEAN
    except KeyboardInterrupt:
        return _INTERRUPTED
    except Exception as error:
        if debugging("--verbose" in given):
            traceback.print_exc()
        tell(
            f"internal error: {type(error).__name__}: {error}\n"
            f"This is a bug in cog-lsp {__version__}. Please report it, with the output of "
            f"--verbose: {REPORT_URL}"
        )
        return ExitCode.FAULT


def _run(given: Sequence[str]) -> int:
    parser = build_parser()
    try:
        options = parser.parse_args(given)
    except SystemExit as done:  # --help and --version have said what they had to say
        return int(done.code or ExitCode.CLEAN)
    if options.command is None:
        parser.print_help(sys.stderr)
        return ExitCode.USAGE
    return _command(options)


def _command(options: Namespace) -> int:
    # Each command imports what it needs itself: --help must not wait for parsers, nor `check` for
    # the server.
    if options.command != "server":
        gc.set_threshold(_OBJECTS_TO_COLLECT)
    if options.command == "check":
        from cog_lsp.cli.check import check

        return check(options)
    if options.command == "server":
        from cog_lsp.server.main import serve

        return serve()
    if options.command == "schema":
        from cog_lsp.cli.schema import show_schema

        return show_schema(options)
    if options.command == "memory":
        from cog_lsp.cli.memory import show_memory

        return show_memory(options)
    if options.command == "hardware":
        from cog_lsp.cli.hardware import list_tiers

        return list_tiers(options)
    from cog_lsp.cli.rules import explain, list_rules

    return explain(options) if options.command == "explain" else list_rules(options)
