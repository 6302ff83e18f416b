"""The report as JSON in the shape of Ruff's, so that what reads Ruff's reads ours.

A list of objects with ``code``, ``rule``, ``severity``, ``message``, ``filename`` (absolute),
``location`` and ``end_location`` (``row`` and ``column`` from 1, columns in code points), ``url``,
``fix`` and ``related``. ``fix`` is the one that ``--fix --unsafe-fixes`` would make, or null.
"""

from __future__ import annotations

import json

from cog_lsp.cli.report import Place, Report, Reported, edited_places
from cog_lsp.rules.registry import find_rule

Json = dict[str, object]


def write_json(report: Report) -> str:
    """The findings as one indented JSON list."""
    return json.dumps([_finding(found) for found in report.findings], indent=2) + "\n"


def write_json_lines(report: Report) -> str:
    """The findings as one JSON object a line."""
    return "".join(f"{json.dumps(_finding(found))}\n" for found in report.findings)


def _finding(found: Reported) -> Json:
    finding = found.finding
    rule = find_rule(finding.rule)
    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        **_range(found.place),
        "url": rule.url if rule is not None else None,
        "fix": _fix(found),
        "related": [
            {"message": note.message, **_range(found.place_of(note.path, note.span))}
            for note in finding.related
        ],
    }


def _fix(found: Reported) -> Json | None:
    fix = found.preferred
    if fix is None:
        return None
    return {
        "applicability": fix.applicability.value,
        "message": fix.title,
        "edits": [
            {"content": content, **_range(place)} for place, content in edited_places(found, fix)
        ],
    }


def _range(place: Place) -> Json:
    return {
        "filename": str(place.path),
        "location": {"row": place.row, "column": place.column},
        "end_location": {"row": place.end_row, "column": place.end_column},
    }
