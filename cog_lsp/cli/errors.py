"""What can go wrong on the command line, the exit codes that say so, and how it is told."""

from __future__ import annotations

import os
import sys
from enum import IntEnum

REPORT_URL = "https://github.com/cog-lsp/cog-lsp/issues"


class ExitCode(IntEnum):
    """How a command ends. ``FINDINGS``: something at or above ``--fail-on`` was found."""

    CLEAN = 0
    FINDINGS = 1
    USAGE = 2
    FAULT = 3


class UsageError(Exception):
    """The command cannot do what it was asked; the message says what it would accept."""


def debugging(verbose: bool) -> bool:
    """Whether the reader asked for tracebacks: by ``--verbose`` or by COG_LSP_DEBUG."""
    return verbose or bool(os.environ.get("COG_LSP_DEBUG"))


def tell(message: str) -> None:
    """Say something on stderr, beside what the command prints."""
    print(f"cog-lsp: {message}", file=sys.stderr)
