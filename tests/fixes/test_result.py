"""How far a fix may be trusted, and what its reader is told of that."""

from __future__ import annotations

import pytest

from cog_lsp.features.actions import actions_for
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Concern, Fix, gravest, made
from cog_lsp.rules.plan import DeclareHardware, TitledPlan
from cog_lsp.rules.registry import find_rule
from tests.projects import project

SAFE, UNSAFE, SUGGESTION = Applicability.SAFE, Applicability.UNSAFE, Applicability.SUGGESTION


@pytest.mark.parametrize(
    ("plan", "given", "level", "warning", "note"),
    [
        ({}, {}, SAFE, "", ""),
        ({"caution": "a"}, {}, UNSAFE, "may change behavior", "a"),
        ({"decision": "b"}, {}, UNSAFE, "your decision", "b"),
        ({"decision": "b"}, {"caution": "a"}, UNSAFE, "may change behavior", "a; b"),
        ({"decision": "b"}, {"decision": "b"}, UNSAFE, "your decision", "b"),
        ({"decision": "b", "choice": True}, {}, SUGGESTION, "", "b"),
    ],
)
def test_what_makes_a_fix_unsafe_is_what_its_reader_is_told(
    plan: dict[str, str], given: dict[str, str], level: Applicability, warning: str, note: str
) -> None:
    fix = made(TitledPlan("cog.yaml", **plan), "Do it", **given)  # type: ignore[arg-type]
    assert (fix.applicability, fix.warning, fix.note) == (level, warning, note)


def test_of_several_fixes_the_gravest_concern_is_told() -> None:
    safe = Fix("a", SAFE)
    decision = Fix("b", UNSAFE, concern=Concern.DECISION)
    behavior = Fix("c", UNSAFE, concern=Concern.BEHAVIOR)
    assert gravest([safe, decision, decision]) is Concern.DECISION
    assert gravest([decision, behavior]) is Concern.BEHAVIOR


def test_a_declared_tier_is_a_decision_and_changes_no_behavior() -> None:
    fix = carry_out(project({"cog.yaml": "build: {}\n"}), DeclareHardware("cog.yaml", "gpu-t4"))
    assert isinstance(fix, Fix)
    assert (fix.applicability, fix.warning) == (UNSAFE, "your decision")


@pytest.mark.parametrize(
    ("rule", "config", "title"),
    [
        (
            "unknown-key",
            "build:\n  python_version: '3.12'\n  machine: big\n",
            "cog: Delete `machine` (your decision)",
        ),
        (
            "unknown-key",
            "build:\n  python_versoin: '3.12'\n",
            "cog: Rename `python_versoin` to `python_version` (may change behavior)",
        ),
        (
            "reserved-environment-name",
            "environment:\n  - NVIDIA_X=1\n",
            "cog: Delete `NVIDIA_X=1` (your decision)",
        ),
    ],
)
def test_titles_in_a_lightbulb(rule: str, config: str, title: str) -> None:
    found, known = project({"cog.yaml": config}), find_rule(rule)
    assert known is not None
    assert title in [action.title for action in actions_for(found, known.run(found))]
