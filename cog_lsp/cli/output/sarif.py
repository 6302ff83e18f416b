"""The report as SARIF 2.1.0, which code scanning and editors read."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import quote

from cog_lsp import __version__
from cog_lsp.cli.errors import REPORT_URL
from cog_lsp.cli.report import Broken, Place, Report, Reported, edited_places
from cog_lsp.fixes.result import Fix
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.page import family, rule_page
from cog_lsp.rules.registry import find_rule
from cog_lsp.rules.rule import Rule

Json = dict[str, object]
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_BASE = "%SRCROOT%"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def write_sarif(report: Report) -> str:
    """One run with its results. Files at or below the current folder are named relative to it."""
    writer = _Writer(Path.cwd())
    results = [writer.result(found) for found in report.findings]
    run: Json = {
        "tool": {
            "driver": {
                "name": "cog-lsp",
                "semanticVersion": __version__,
                "informationUri": REPORT_URL.removesuffix("/issues"),
                "rules": [_rule(rule) for rule in writer.rules],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.broken,
                "toolExecutionNotifications": [_notification(broken) for broken in report.broken],
            }
        ],
        "originalUriBaseIds": {_BASE: {"uri": writer.base.as_uri().rstrip("/") + "/"}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n"


class _Writer:
    """Writes results, remembering which rules they speak of; ``base`` is what paths begin from."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.rules: list[Rule] = []

    def result(self, found: Reported) -> Json:
        finding = found.finding
        rule = find_rule(finding.rule)
        if rule is not None and rule not in self.rules:
            self.rules.append(rule)
        result: Json = {
            "ruleId": finding.code,
            "level": _level(finding.severity),
            "message": {"text": finding.message},
            "locations": [self._location(found.place)],
            "partialFingerprints": {"cogLspFinding/v1": finding.id},
        }
        if rule is not None:
            result["ruleIndex"] = self.rules.index(rule)
        if finding.related:
            result["relatedLocations"] = [
                {
                    "id": number,
                    **self._location(found.place_of(note.path, note.span)),
                    "message": {"text": note.message},
                }
                for number, note in enumerate(finding.related)
            ]
        # SARIF has no words for making a file, nor for giving one another name.
        fixes = [
            fix
            for fix in found.outcomes
            if isinstance(fix, Fix) and fix.files and not (fix.creates or fix.renames)
        ]
        if fixes:
            result["fixes"] = [self._fix(found, fix) for fix in fixes]
        return result

    def _fix(self, found: Reported, fix: Fix) -> Json:
        changes: dict[Path, list[Json]] = {}
        for place, content in edited_places(found, fix):
            replacement = {"deletedRegion": _region(place), "insertedContent": {"text": content}}
            changes.setdefault(place.path, []).append(replacement)
        return {
            "description": {"text": fix.title},
            "artifactChanges": [
                {"artifactLocation": self._artifact(path), "replacements": replacements}
                for path, replacements in changes.items()
            ],
            "properties": {
                "applicability": fix.applicability.value,
                **({"warning": fix.warning} if fix.warning else {}),
            },
        }

    def _location(self, place: Place) -> Json:
        artifact = self._artifact(place.path)
        return {"physicalLocation": {"artifactLocation": artifact, "region": _region(place)}}

    def _artifact(self, path: Path) -> Json:
        if path.is_relative_to(self.base):
            return {"uri": quote(path.relative_to(self.base).as_posix()), "uriBaseId": _BASE}
        return {"uri": path.as_uri()}


def _rule(rule: Rule) -> Json:
    page = rule_page(rule)
    return {
        "id": rule.code,
        "name": rule.slug,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": page, "markdown": page},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": _level(rule.severity)},
        "properties": {"tags": ["cog", family(rule)], "problem.severity": _problem(rule.severity)},
    }


def _region(place: Place) -> Json:
    return {
        "startLine": place.row,
        "startColumn": place.column,
        "endLine": place.end_row,
        "endColumn": place.end_column,
    }


def _level(severity: Severity) -> str:
    return _LEVELS.get(severity, "note")


def _problem(severity: Severity) -> str:
    """The name that code scanning sorts by."""
    return _LEVELS.get(severity, "recommendation")


def _notification(broken: Broken) -> Json:
    return {"level": "error", "message": {"text": broken.line}}
