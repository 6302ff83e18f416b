"""A variable that Cog refuses in cog.yaml, set in the code instead."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.rules.config import reserved_environment_name
from cog_lsp.rules.plan import EnvironmentToCode
from tests.projects import project

CONFIG = "predict: predict.py:Predictor\nenvironment:\n  - A=1\n  - HF_ENDPOINT=https://x.y\n"
SET = 'os.environ.setdefault("HF_ENDPOINT", "https://x.y")\n'
HEAD = '"""Doc."""\nfrom __future__ import annotations\n'
CLASS = "\n\nclass Predictor:\n    pass\n"


def moved(code: str, config: str = CONFIG) -> tuple[str, str] | str:
    """cog.yaml and the code after the fix, or why there is none."""
    made = project({"cog.yaml": config, "predict.py": code})
    (finding,) = reserved_environment_name.check.run(made)
    plan = finding.plans[0]
    assert isinstance(plan, EnvironmentToCode)
    outcome = carry_out(made, plan)
    if isinstance(outcome, Refusal):
        return outcome.reason
    assert isinstance(outcome, Fix) and outcome.warning == "your decision"
    texts = engine.apply_fix(made, outcome).texts
    return texts["cog.yaml"], texts["predict.py"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"import cog{CLASS}", f"import os\n{SET}import cog{CLASS}"),
        (f"import os\nimport cog{CLASS}", f"import os\n{SET}import cog{CLASS}"),
        (f"import cog\nimport os{CLASS}", f"import os\n{SET}import cog{CLASS}"),
        (
            f"import cog\nimport os  # paths{CLASS}",
            f"import os\n{SET}import cog\nimport os  # paths{CLASS}",
        ),
        (
            f"{HEAD}import os.path\nimport torch{CLASS}",
            f"{HEAD}import os.path\n{SET}import torch{CLASS}",
        ),
        ("class Predictor:\n    pass\n", f"import os\n{SET}class Predictor:\n    pass\n"),
        (f"import cog\r\n{CLASS}", f"import os\r\n{SET[:-1]}\r\nimport cog\r\n{CLASS}"),
    ],
)
def test_it_is_set_before_what_may_read_it(before: str, after: str) -> None:
    assert moved(before) == (CONFIG.rpartition("  - ")[0], after)


def test_the_last_item_takes_the_key_along() -> None:
    texts = moved(f"import cog{CLASS}", CONFIG.replace("  - A=1\n", ""))
    assert texts[0] == "predict: predict.py:Predictor\n"


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("import cog; import torch\n", '"a"', "which Docker would expand"),
        ("import cog\nos = 1\n", "a", "`os` means something else in predict.py"),
        ("import cog\nprint(x['HF_ENDPOINT'])\n", "a", "predict.py already mentions it"),
        ("import re; import torch\n", "a", "more than one statement"),
        ("import re\n", "a", "predict.py has no code of its own"),
        ("import cog\ndef (\n", "a", "predict.py does not parse"),
    ],
)
def test_where_it_cannot_be_set(code: str, value: str, reason: str) -> None:
    found = moved(code, CONFIG.replace("https://x.y", value))
    assert isinstance(found, str) and reason in found
