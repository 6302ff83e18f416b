"""concurrency.max of cog.yaml to a decorator of the async method."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix, Refusal
from cog_lsp.rules.plan import ConcurrencyToDecorator

from ..projects import project

CONFIG = "run: run.py:Runner\nconcurrency:  # c\n  max: 4  # four\nimage: x\n"
AFTER = "run: run.py:Runner\n# c\n# four\nimage: x\n"
METHOD = "class Runner:\n    async def run(self) -> str:\n        return ''\n"
DECORATED = "class Runner:\n    @{}(max=4)\n    async def run(self) -> str:\n        return ''\n"
PLAN = ConcurrencyToDecorator("cog.yaml")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            f"from cog import BaseRunner\n{METHOD}",
            f"from cog import BaseRunner, concurrent\n{DECORATED.format('concurrent')}",
        ),
        (
            f"from cog import (\n    BaseRunner,\n    Input,  # i\n)\n{METHOD}",
            f"from cog import (\n    BaseRunner,\n    Input, concurrent,  # i\n)\n"
            f"{DECORATED.format('concurrent')}",
        ),
        (f"import cog\n{METHOD}", f"import cog\n{DECORATED.format('cog.concurrent')}"),
        (f"import cog as c\n{METHOD}", f"import cog as c\n{DECORATED.format('c.concurrent')}"),
        (
            f"from cog import concurrent as many\n{METHOD}",
            f"from cog import concurrent as many\n{DECORATED.format('many')}",
        ),
        (
            f"import concurrent.futures\nfrom cog import BaseRunner\n{METHOD}",
            "import concurrent.futures\nimport cog\nfrom cog import BaseRunner\n"
            f"{DECORATED.format('cog.concurrent')}",
        ),
        (
            f"from cog import *\n{METHOD}",
            f"import cog\nfrom cog import *\n{DECORATED.format('cog.concurrent')}",
        ),
        (
            "import cog\n" + METHOD.replace("    async", "    @other\n    async"),
            "import cog\n"
            + DECORATED.replace("    @", "    @other\n    @").format("cog.concurrent"),
        ),
        (
            "from cog import concurrent\n" + DECORATED.format("concurrent"),
            "from cog import concurrent\n" + DECORATED.format("concurrent"),
        ),
    ],
)
def test_the_number_moves_to_the_method(before: str, after: str) -> None:
    given = project({"cog.yaml": CONFIG, "run.py": before})
    fix = carry_out(given, PLAN)
    assert isinstance(fix, Fix), fix
    assert fix.title == "Write `@cog.concurrent(max=4)`"
    assert fix.applicability is Applicability.UNSAFE
    assert {"run.py": before, **engine.apply_fix(given, fix).texts} == {
        "cog.yaml": AFTER,
        "run.py": after,
    }


def test_what_nothing_reads_goes_along() -> None:
    config = "run: run.py:Runner\nconcurrency:\n  max: 4\n  default_target: 2\n"
    given = project({"cog.yaml": config, "run.py": f"import cog\n{METHOD}"})
    fix = carry_out(given, PLAN)
    assert isinstance(fix, Fix)
    assert engine.apply_fix(given, fix).texts["cog.yaml"] == "run: run.py:Runner\n"


@pytest.mark.parametrize(
    ("config", "source", "reason"),
    [
        (CONFIG, "import cog\n" + METHOD.replace("async ", ""), "is not async"),
        (CONFIG, "import cog\n" + METHOD.replace("run(", "go("), "was not found"),
        (CONFIG, "import cog\nx = (\n" + METHOD, "does not parse"),
        (CONFIG.replace("4", "many"), f"import cog\n{METHOD}", "is not a positive integer"),
        (CONFIG.replace("4", "0"), f"import cog\n{METHOD}", "is not a positive integer"),
        (CONFIG.replace("image", "  more"), f"import cog\n{METHOD}", "has other keys"),
        (CONFIG, METHOD, "imports nothing from cog"),
        (
            CONFIG,
            "import concurrent.futures\nfrom cog import Input\ncog = 1\n" + METHOD,
            "`cog` means something else",
        ),
        (
            CONFIG,
            "import cog\n" + DECORATED.format("cog.concurrent").replace("4", "5"),
            "already has another `@concurrent`",
        ),
        (
            CONFIG,
            "import cog\n" + DECORATED.format("cog.concurrent").replace("(max=4)", ""),
            "already has another `@concurrent`",
        ),
    ],
)
def test_what_keeps_it_where_it_is(config: str, source: str, reason: str) -> None:
    refusal = carry_out(project({"cog.yaml": config, "run.py": source}), PLAN)
    assert isinstance(refusal, Refusal)
    assert reason in refusal.reason
