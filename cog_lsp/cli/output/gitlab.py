"""The report as GitLab's Code Quality JSON, which shows in a merge request."""

from __future__ import annotations

import hashlib
import json
import os

from cog_lsp.cli.report import Report, Reported
from cog_lsp.rules.finding import Severity

_SEVERITIES = {
    Severity.ERROR: "critical",
    Severity.WARNING: "major",
    Severity.INFORMATION: "minor",
    Severity.HINT: "info",
}


def write_gitlab(report: Report) -> str:
    """A list of issues. GitLab tells known from new ones by ``fingerprint``."""
    return json.dumps([_issue(found) for found in report.findings], indent=2) + "\n"


def _issue(found: Reported) -> dict[str, object]:
    finding, place = found.finding, found.place
    path = _path_in_repository(str(place.path))
    # Two projects may have a finding of the same id; the file's path tells them apart.
    text = f"{path}\0{finding.id}".encode(errors="surrogatepass")
    return {
        "check_name": finding.rule,
        "description": f"{finding.code}: {finding.message}",
        "severity": _SEVERITIES[finding.severity],
        "fingerprint": hashlib.blake2b(text, digest_size=16).hexdigest(),
        "location": {
            "path": path,
            "positions": {
                "begin": {"line": place.row, "column": place.column},
                "end": {"line": place.end_row, "column": place.end_column},
            },
        },
    }


def _path_in_repository(path: str) -> str:
    """``path`` as GitLab wants it: from the root of the repository (where a CI job says it is)."""
    try:
        return os.path.relpath(path, os.environ.get("CI_PROJECT_DIR") or None).replace(os.sep, "/")
    except ValueError:  # another drive
        return path
