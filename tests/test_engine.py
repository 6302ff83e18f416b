"""The engine: settings, suppressions, ids, faults, cancellation, and fixing to the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from cog_lsp import engine
from cog_lsp.project import Project
from cog_lsp.project.settings import Settings
from cog_lsp.rules import registry
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, Rule
from cog_lsp.text import Document
from tests.projects import project

FILES = {
    "cog.yaml": 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n',
    "predict.py": (
        "from transformers import AutoModel\n"
        "class Predictor:\n"
        "    def predict(self, x: str) -> str:\n"
        '        m = AutoModel.from_pretrained("org/model")\n'
        "        return m.generate(x)\n"
    ),
}
LOAD = '        m = AutoModel.from_pretrained("org/model")'


def rules_of(made: Project) -> list[str]:
    return [finding.rule for finding in engine.check(made).findings]


def with_load(line: str) -> Project:
    return project({**FILES, "predict.py": FILES["predict.py"].replace(LOAD, line)})


def test_a_finding_is_there_to_begin_with() -> None:
    assert rules_of(project(FILES)) == ["model-load-in-predict"]


@pytest.mark.parametrize(
    "line",
    [
        f"{LOAD}  # cog-lsp: ignore[model-load-in-predict] cold on purpose",
        f"{LOAD}  # cog-lsp: ignore[COG401]",
        f"{LOAD}  # cog-lsp: ignore",
        f"        # cog-lsp: ignore[model-load-in-predict]\n{LOAD}",
        f"        # cog-lsp: ignore-file[model-load-in-predict]\n\n{LOAD}",
    ],
)
def test_a_comment_silences_it_and_is_used(line: str) -> None:
    checked = engine.check(with_load(line))
    assert checked.findings == ()
    assert [finding.rule for finding in checked.suppressed] == ["model-load-in-predict"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (f"{LOAD}  # cog-lsp: ignore[progress-in-output]", "silences nothing here"),
        (f"{LOAD}  # cog-lsp: ignore[model-load]", "no rule is called"),
        (f"        # cog-lsp: ignore[COG401]\n\n{LOAD}", "silences nothing here"),
    ],
)
def test_a_comment_that_silences_nothing_is_a_finding_of_its_own(line: str, message: str) -> None:
    findings = engine.check(with_load(line)).findings
    assert sorted(finding.rule for finding in findings) == [
        "model-load-in-predict",
        "unused-suppression",
    ]
    assert any(message in finding.message for finding in findings)


def test_one_idle_name_among_several_goes_alone() -> None:
    made = with_load(f"{LOAD}  # cog-lsp: ignore[COG403, COG401]")
    fixed = engine.fix(made, rebuild_from(made))
    assert "# cog-lsp: ignore[COG401]" in fixed.changed["predict.py"]


def rebuild_from(made: Project) -> engine.Rebuild:
    def rebuild(changes: Mapping[str, Document]) -> Project:
        texts = {path: document.text for path, document in made.documents.items()}
        return project({**texts, **{path: d.text for path, d in changes.items()}})

    return rebuild


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (Settings(), ["model-load-in-predict"]),
        (Settings(select=("COG5",)), []),
        (Settings(select=("cog4",)), ["model-load-in-predict"]),
        (Settings(select=("all",), ignore=("COG401",)), []),
        (Settings(ignore=("model-load-in-predict",)), []),
        (Settings(severity={"COG401": "off"}), []),
    ],
)
def test_settings_choose_rules(settings: Settings, expected: list[str]) -> None:
    assert rules_of(replace(project(FILES), settings=settings)) == expected


def test_settings_change_a_severity() -> None:
    made = replace(project(FILES), settings=Settings(severity={"model-load-in-predict": "hint"}))
    (finding,) = engine.check(made).findings
    assert finding.severity is Severity.HINT


def test_an_id_survives_edits_elsewhere_and_tells_equal_findings_apart() -> None:
    (before,) = engine.check(project(FILES)).findings
    (after,) = engine.check(with_load(f"        print(x)\n{LOAD}")).findings
    assert before.id == after.id
    twice = engine.check(with_load(f"{LOAD}\n{LOAD}")).findings
    assert len({finding.id for finding in twice}) == 2


def test_a_rule_that_breaks_does_not_take_the_others_with_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(made: Project) -> Iterator[Report]:
        raise ZeroDivisionError
        yield

    bad = Rule("bad-rule", "COG999", Severity.ERROR, "0.1.0", "", "", broken)
    rules = (*registry.all_rules(), bad)
    monkeypatch.setattr(engine, "all_rules", lambda: rules)
    checked = engine.check(project(FILES))
    assert [finding.rule for finding in checked.findings] == ["model-load-in-predict"]
    assert [(fault.rule, type(fault.error)) for fault in checked.faults] == [
        ("bad-rule", ZeroDivisionError)
    ]


def test_a_check_that_is_no_longer_wanted_stops() -> None:
    with pytest.raises(engine.CancelledError):
        engine.check(project(FILES), cancelled=lambda: True)


def test_fixing_ends_and_a_second_run_has_nothing_to_do() -> None:
    made = with_load(f"{LOAD}  # cog-lsp: ignore[COG403]")
    rebuild = rebuild_from(made)
    fixed = engine.fix(made, rebuild, wanted=lambda finding: finding.rule == "unused-suppression")
    assert [finding.rule for finding, _ in fixed.applied] == ["unused-suppression"]
    again = engine.fix(fixed.project, rebuild, wanted=lambda f: f.rule == "unused-suppression")
    assert again.applied == ()
    assert fixed.changed["predict.py"].splitlines()[3] == LOAD


def test_findings_that_are_alike_are_all_mended() -> None:
    text = FILES["predict.py"] + "# cog-lsp: ignore[xx]\n" * 5
    made = project({**FILES, "predict.py": text})
    fixed = engine.fix(made, rebuild_from(made), wanted=lambda f: f.rule == "unused-suppression")
    assert fixed.changed["predict.py"] == FILES["predict.py"]


def test_codes_and_slugs_are_unique_and_in_their_families() -> None:
    rules = registry.all_rules()
    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.slug for rule in rules}) == len(rules)
    families = {"config": "1", "dependencies": "2", "interface": "3", "behavior": "4",
                "hardware": "5", "image": "6", "secrets": "7", "house": "9"}  # fmt: skip
    assert set(families) == set(registry.FAMILIES)
    for rule in rules:
        family = rule.check.__module__.split(".")[2]
        assert rule.code.startswith(f"COG{families[family]}"), rule.slug
