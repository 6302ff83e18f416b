"""What the rules over behaviour find, put otherwise at random: each fix keeps its promises.

The forms are composed of :data:`REWRITINGS`, with comments and line breaks in odd places. A new
rule takes part by the example of its page, each time in the same form.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from cog_lsp import engine
from cog_lsp.fixes.result import Fix
from cog_lsp.rules.finding import Finding
from cog_lsp.rules.plan import Plan

from ..fixes.harness import Laid, check_fix
from ..rules.examples import BAD, DEFAULTS, Example
from ..rules.plans_of import plans_of
from ..rules.rewriting import REWRITINGS, rewritten
from ..rules.rewriting.layout import sprinkled
from ..rules.test_metamorphic import EXAMPLES, RULES

NOWHERE = Path(__file__).parent / "no-such-folder"
FIXABLE = [
    example
    for example in EXAMPLES
    if example.section == BAD
    and RULES[example.rule].code.startswith(("COG4", "COG7"))
    and plans_of(RULES[example.rule])
]


def put_otherwise(example: Example) -> dict[str, str]:
    """The files of ``example`` in a form that is drawn by its name."""
    random = Random(str(example))
    names = random.sample(list(REWRITINGS), random.randint(1, 3))
    files = rewritten({**DEFAULTS, **example.files}, *(REWRITINGS[name] for name in names))
    return {
        path: sprinkled(text, random) if path.endswith(".py") else text
        for path, text in files.items()
    }


def fixes_of(laid: Laid, rule: str) -> Iterator[tuple[Finding, Plan, Fix]]:
    for finding in laid.findings:
        if finding.rule == rule:
            outcomes = engine.outcomes(laid.project, finding)
            for plan, outcome in zip(finding.plans, outcomes, strict=True):
                if isinstance(outcome, Fix) and outcome.files:
                    yield finding, plan, outcome


@pytest.mark.parametrize("example", FIXABLE, ids=str)
def test_each_fix_keeps_its_promises(example: Example) -> None:
    files = put_otherwise(example)
    print(*files.values(), sep="\n")
    laid = Laid(NOWHERE, files)
    for finding, plan, fix in fixes_of(laid, example.rule):
        check_fix(laid, finding, plan, fix)

    fixed = laid.fix_all(unsafe=True)
    assert not fixed.faults
    assert not laid.fix_all(unsafe=True, project=fixed.project).applied
