"""Which format is written by what."""

from __future__ import annotations

from cog_lsp.cli.output.github import write_github
from cog_lsp.cli.output.gitlab import write_gitlab
from cog_lsp.cli.output.ruff_json import write_json, write_json_lines
from cog_lsp.cli.output.sarif import write_sarif
from cog_lsp.cli.output.text import write_text
from cog_lsp.cli.report import Report
from cog_lsp.cli.style import Style

_MACHINE_FORMATS = {
    "json": write_json,
    "jsonl": write_json_lines,
    "github": write_github,
    "gitlab": write_gitlab,
    "sarif": write_sarif,
}


def render(report: Report, output_format: str, style: Style, width: int) -> str:
    """``report`` in ``output_format``; ``style`` and ``width`` count only in text."""
    write = _MACHINE_FORMATS.get(output_format)
    return write_text(report, style, width) if write is None else write(report)
