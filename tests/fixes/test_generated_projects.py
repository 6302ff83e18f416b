"""Random sick cog.yaml and every fix of every finding in it: each keeps its promises."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cog_lsp import engine
from cog_lsp.fixes.result import Fix
from cog_lsp.syntax.yaml_tree import parse_yaml

from .diseased import texts
from .harness import Laid, check_edits, check_fix

NOWHERE = Path(__file__).parent / "no-such-folder"
PREDICT = """\
import cog
from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, x: str) -> str:
        return x
"""
# Where Cog cannot read a value, it does not come to say what else is wrong with it.
_HIDES_ERRORS = frozenset(
    ("wrong-type", "duplicate-key", "packages-and-requirements", "weights-need-model")
)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(texts(), st.data())
def test_each_fix_keeps_its_promises(text: str, data: st.DataObject) -> None:
    laid = Laid(NOWHERE, {"cog.yaml": text, "predict.py": PREDICT})
    planned = [finding for finding in laid.findings if finding.plans]
    if not planned:
        return
    finding = data.draw(st.sampled_from(planned))
    for plan, outcome in zip(finding.plans, engine.outcomes(laid.project, finding), strict=True):
        if not isinstance(outcome, Fix) or not outcome.files:
            continue
        event(f"{finding.rule}: {type(plan).__name__}")
        if finding.rule in _HIDES_ERRORS:
            check_edits(laid, finding, plan, outcome)
        else:
            check_fix(laid, finding, plan, outcome)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(texts(), st.booleans())
def test_all_fixes_together_come_to_an_end(text: str, unsafe: bool) -> None:
    laid = Laid(NOWHERE, {"cog.yaml": text, "predict.py": PREDICT})
    fixed = laid.fix_all(unsafe)
    assert not fixed.faults
    again = laid.fix_all(unsafe, fixed.project)
    assert not again.applied


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(texts(), st.data())
def test_a_slip_of_the_keyboard_costs_no_comment(text: str, data: st.DataObject) -> None:
    """Odd YAML has odd places: what comes of a fix is YAML all the same, or there is no fix."""
    at = data.draw(st.integers(0, max(len(text) - 1, 0)))
    typed = data.draw(st.sampled_from(["", *" \n\t:-#'\"[]{},&*!|>?%@`"]))
    text = text[:at] + typed + text[at + data.draw(st.integers(0, 1)) :]
    before = parse_yaml(text)
    laid = Laid(NOWHERE, {"cog.yaml": text, "predict.py": PREDICT})
    for finding in laid.findings:
        for plan, outcome in zip(
            finding.plans, engine.outcomes(laid.project, finding), strict=True
        ):
            if isinstance(outcome, Fix) and outcome.files and before.problem is None:
                check_edits(laid, finding, plan, outcome)
