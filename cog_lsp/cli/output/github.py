"""The report as workflow commands of GitHub Actions, which show as annotations of the code."""

from __future__ import annotations

from cog_lsp.cli.report import Report, Reported
from cog_lsp.rules.finding import Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def write_github(report: Report) -> str:
    """One command a line."""
    return "".join(f"{_command(found)}\n" for found in report.findings)


def _command(found: Reported) -> str:
    finding, place = found.finding, found.place
    properties = {
        "title": f"cog-lsp ({finding.code} {finding.rule})",
        "file": str(place.path),
        "line": str(place.row),
        "endLine": str(place.end_row),
    }
    if place.row == place.end_row:
        # Columns of an annotation are refused when it covers several lines.
        properties |= {"col": str(place.column), "endColumn": str(place.end_column)}
    fix = found.preferred
    message = finding.message + (f"\nhelp: {fix.title}" if fix is not None else "")
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{_COMMANDS.get(finding.severity, 'notice')} {written}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
