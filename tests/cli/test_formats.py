"""What machines read: JSON, GitHub's commands, GitLab's issues, SARIF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cog_lsp import __version__
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.page import rule_page
from cog_lsp.rules.plan import DeclareHardware, DeleteText
from cog_lsp.rules.registry import find_rule
from cog_lsp.rules.rule import Report, Rule

from .conftest import CONFIG, HEALTHY, PREDICTOR, Lay, Run, WithRules, at, stand_in

IDLE = "# cog-lsp: ignore[no-such-rule]\n"
FILES = {"my models/cog.yaml": CONFIG, "my models/predict.py": f"# \U0001f41f\n{PREDICTOR}{IDLE}"}
COMMENT = {"row": 8, "column": 1}
COMMENT_END = {"row": 8, "column": len(IDLE)}


def wide(severity: Severity) -> Rule:
    """A rule that finds several lines, speaks of another file, and has two fixes in it."""

    def check(project: Project) -> Iterator[Report]:
        config = at(project, "cog.yaml", "build", ":")
        yield Report(
            "predict.py",
            at(project, "predict.py", "class", "return"),
            "100% wrong,\nsee: cog.yaml",
            related=(Related("cog.yaml", config, "there"),),
            plans=(
                DeclareHardware("cog.yaml", "made-up"),
                DeleteText("predict.py", at(project, "predict.py", "\U0001f41f\n"), "Delete"),
            ),
        )

    return stand_in(check, severity=severity)


def read(run: Run, name: str, *arguments: str) -> Any:
    return json.loads(run("check", "--output-format", name, *arguments).out)


def test_json_has_the_shape_of_ruffs(run: Run, lay: Lay) -> None:
    filename = str(lay(FILES) / "my models" / "predict.py")
    assert read(run, "json") == [
        {
            "code": "COG901",
            "rule": "unused-suppression",
            "severity": "hint",
            "message": "no rule is called 'no-such-rule'",
            "filename": filename,
            "location": COMMENT,
            "end_location": COMMENT_END,
            "url": "https://github.com/cog-lsp/cog-lsp/blob/main/docs/rules/unused-suppression.md",
            "fix": {
                "applicability": "safe",
                "message": "Delete the comment that silences nothing",
                "warning": None,
                "edits": [
                    {
                        "content": "",
                        "filename": filename,
                        "location": COMMENT,
                        "end_location": {"row": 9, "column": 1},
                    }
                ],
                "files": [],
            },
            "related": [],
        }
    ]


def test_json_of_a_clean_project_is_an_empty_list(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    assert read(run, "json") == []
    assert run("check", "--output-format", "jsonl").out == ""
    assert run("check", "--output-format", "github").out == ""
    assert read(run, "gitlab") == []


def test_json_has_related_places_and_the_preferred_fix(
    run: Run, lay: Lay, with_rules: WithRules
) -> None:
    top = lay(FILES)
    with_rules(wide(Severity.ERROR))
    found = read(run, "json", "--select", "stand-in")[0]
    assert found["location"] == {"row": 5, "column": 1}
    assert found["end_location"] == {"row": 7, "column": 15}
    assert found["related"] == [
        {
            "message": "there",
            "filename": str(top / "my models" / "cog.yaml"),
            "location": {"row": 1, "column": 1},
            "end_location": {"row": 1, "column": 7},
        }
    ]
    assert found["fix"]["applicability"] == "unsafe"
    assert found["fix"]["message"] == "Declare made-up"
    assert found["fix"]["warning"] == "your decision"


def test_columns_count_code_points(run: Run, lay: Lay, with_rules: WithRules) -> None:
    def fish(project: Project) -> Iterator[Report]:
        yield Report("predict.py", at(project, "predict.py", "e\u0301"), "m")

    lay({**HEALTHY, "predict.py": "# \U0001f41f\U0001f41fe\u0301\n" + PREDICTOR})
    with_rules(stand_in(fish))
    found = read(run, "json")[0]
    assert found["location"] == {"row": 1, "column": 5}
    assert found["end_location"] == {"row": 1, "column": 7}


def test_json_lines_are_the_same_objects(run: Run, lay: Lay, with_rules: WithRules) -> None:
    lay(FILES)
    with_rules(wide(Severity.ERROR))
    lines = run("check", "--output-format", "jsonl").out.splitlines()
    assert [json.loads(line) for line in lines] == read(run, "json")


def test_github_commands_are_escaped(run: Run, lay: Lay, with_rules: WithRules) -> None:
    top = lay({f"a,b:c%/{name}": text for name, text in HEALTHY.items()})
    with_rules(wide(Severity.ERROR))
    file = f"{top}/a%2Cb%3Ac%25/predict.py"
    with_fish = top / "a,b:c%" / "predict.py"
    with_fish.write_text(f"# \U0001f41f\n{PREDICTOR}", encoding="utf-8")
    assert run("check", "--output-format", "github").out == (
        f"::error title=cog-lsp (COG499 stand-in),file={file},line=5,endLine=7"
        "::100%25 wrong,%0Asee: cog.yaml%0Ahelp: Declare made-up\n"
    )


@pytest.mark.parametrize(
    ("severity", "command"),
    [
        (Severity.ERROR, "error"),
        (Severity.WARNING, "warning"),
        (Severity.INFORMATION, "notice"),
        (Severity.HINT, "notice"),
    ],
)
def test_github_commands_by_severity(
    run: Run, lay: Lay, with_rules: WithRules, severity: Severity, command: str
) -> None:
    def start(project: Project) -> Iterator[Report]:
        yield Report("cog.yaml", at(project, "cog.yaml", "build"), "m")

    top = lay(HEALTHY)
    with_rules(stand_in(start, severity=severity))
    assert run("check", "--output-format", "github").out == (
        f"::{command} title=cog-lsp (COG499 stand-in),file={top}/cog.yaml,"
        "line=1,endLine=1,col=1,endColumn=6::m\n"
    )


def test_gitlab_issues(
    run: Run, lay: Lay, monkeypatch: pytest.MonkeyPatch, with_rules: WithRules
) -> None:
    top = lay({**FILES, **{f"other/{name.split('/')[1]}": text for name, text in FILES.items()}})
    with_rules(wide(Severity.WARNING))
    issues = read(run, "gitlab")
    assert [issue["severity"] for issue in issues] == ["major", "info", "major", "info"]
    assert issues[1] == {
        "check_name": "unused-suppression",
        "description": "COG901: no rule is called 'no-such-rule'",
        "severity": "info",
        "fingerprint": issues[1]["fingerprint"],
        "location": {
            "path": "my models/predict.py",
            "positions": {
                "begin": {"line": 8, "column": 1},
                "end": {"line": 8, "column": len(IDLE)},
            },
        },
    }
    assert len({issue["fingerprint"] for issue in issues}) == 4
    # The same from another folder, and with a line more above: a known issue stays known.
    source = top / "my models" / "predict.py"
    source.write_text("\n" + source.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("CI_PROJECT_DIR", str(top))
    monkeypatch.chdir(top / "my models")
    again = read(run, "gitlab")
    assert [issue["fingerprint"] for issue in again] == [
        issue["fingerprint"] for issue in issues[:2]
    ]
    assert again[0]["location"]["path"] == "my models/predict.py"


def test_sarif(run: Run, lay: Lay, with_rules: WithRules) -> None:
    top = lay(FILES)
    with_rules(wide(Severity.INFORMATION))
    log = read(run, "sarif")
    assert log["version"] == "2.1.0"
    (sarif,) = log["runs"]
    driver = sarif["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("cog-lsp", __version__)
    assert sarif["columnKind"] == "unicodeCodePoints"
    assert sarif["originalUriBaseIds"] == {"%SRCROOT%": {"uri": f"{top.as_uri()}/"}}
    assert sarif["invocations"][0]["executionSuccessful"] is True

    stand, unused = sarif["results"]
    for result in (stand, unused):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert len(result["partialFingerprints"]["cogLspFinding/v1"]) == 16
    rule = find_rule("unused-suppression")
    assert rule is not None
    described = driver["rules"][unused["ruleIndex"]]
    assert described["name"] == "unused-suppression"
    assert described["help"]["markdown"] == rule_page(rule)
    assert described["helpUri"] == rule.url
    assert described["defaultConfiguration"] == {"level": "note"}

    assert (stand["level"], unused["level"]) == ("note", "note")
    place = stand["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {
        "uri": "my%20models/predict.py",
        "uriBaseId": "%SRCROOT%",
    }
    assert place["region"] == {"startLine": 5, "startColumn": 1, "endLine": 7, "endColumn": 15}
    assert [note["message"]["text"] for note in stand["relatedLocations"]] == ["there"]
    assert [fix["properties"] for fix in stand["fixes"]] == [
        {"applicability": "unsafe", "warning": "your decision"},
        {"applicability": "safe"},
    ]
    assert unused["fixes"] == [
        {
            "description": {"text": "Delete the comment that silences nothing"},
            "artifactChanges": [
                {
                    "artifactLocation": place["artifactLocation"],
                    "replacements": [
                        {
                            "deletedRegion": {
                                "startLine": 8,
                                "startColumn": 1,
                                "endLine": 9,
                                "endColumn": 1,
                            },
                            "insertedContent": {"text": ""},
                        }
                    ],
                }
            ],
            "properties": {"applicability": "safe"},
        }
    ]


def test_sarif_levels_and_places_outside_the_folder(
    run: Run, lay: Lay, with_rules: WithRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = lay({**FILES, "elsewhere/x": ""})
    with_rules(wide(Severity.ERROR))
    monkeypatch.chdir(top / "elsewhere")
    result = read(run, "sarif", "../my models")["runs"][0]["results"][0]
    assert result["level"] == "error"
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": Path(top, "my models", "predict.py").as_uri()}


def test_sarif_tells_of_a_rule_that_broke_down(run: Run, lay: Lay, with_rules: WithRules) -> None:
    def broken(_: Project) -> Iterator[Report]:
        raise ZeroDivisionError("by zero")

    lay(HEALTHY)
    with_rules(stand_in(broken))
    (invocation,) = read(run, "sarif")["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    (notification,) = invocation["toolExecutionNotifications"]
    assert "stand-in" in notification["message"]["text"]
