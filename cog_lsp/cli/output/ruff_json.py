"""The report as JSON in the shape of Ruff's, so that what reads Ruff's reads ours.

A list of objects with ``code``, ``rule``, ``severity``, ``message``, ``filename`` (absolute),
``location`` and ``end_location`` (``row`` and ``column`` from 1, columns in code points), ``url``,
``fix`` and ``related``. ``fix`` is the one that ``--fix --unsafe-fixes`` would make, or null; its
``warning`` says in three words why it is unsafe, or is null, and its ``files`` are the files that
it makes or renames. The edits of the former go into an empty file, those of the latter are for the
file as it was.
"""

from __future__ import annotations

import json
from pathlib import Path

from cog_lsp.cli.report import Place, Report, Reported, edited_places
from cog_lsp.fixes.result import FileEdit
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
        "warning": fix.warning or None,
        "edits": [
            {"content": content, **_range(place)} for place, content in edited_places(found, fix)
        ],
        "files": [
            _operation(found.root, file)
            for file in fix.files
            if file.created or file.renamed_to is not None
        ],
    }


def _operation(root: Path, file: FileEdit) -> Json:
    name = str(root / file.path)
    if file.renamed_to is None:
        return {"operation": "create", "filename": name}
    return {
        "operation": "rename",
        "filename": name,
        "new_filename": str(root / file.renamed_to),
    }


def _range(place: Place) -> Json:
    return {
        "filename": str(place.path),
        "location": {"row": place.row, "column": place.column},
        "end_location": {"row": place.end_row, "column": place.end_column},
    }
