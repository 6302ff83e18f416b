"""Old names of Cog's SDK, written as they are called now."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.result import Applicability, Fix, Outcome, Refusal
from cog_lsp.project import Project

from ...projects import project

CONFIG = 'build:\n  python_version: "3.12"\nrun: run.py:Runner\n'


def outcome(text: str, rule: str) -> tuple[Project, Outcome]:
    """What becomes of the first finding of ``rule`` in a project of ``text``."""
    made = project({"cog.yaml": CONFIG, "run.py": text})
    finding = next(each for each in engine.check(made).findings if each.rule == rule)
    return made, engine.outcomes(made, finding)[0]


def mended(text: str, rule: str) -> str:
    """``text`` after the fix, which has to be there."""
    made, found = outcome(text, rule)
    assert isinstance(found, Fix), found
    return engine.apply_fix(made, found).texts["run.py"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "from cog import BasePredictor, Input\n\n\nclass Runner(BasePredictor):\n",
            "from cog import Input, BaseRunner\n\n\nclass Runner(BaseRunner):\n",
        ),
        (
            "import cog\n\n\nclass Runner(cog.BasePredictor):\n",
            "import cog\n\n\nclass Runner(cog.BaseRunner):\n",
        ),
    ],
)
def test_the_old_base_of_a_runner(old: str, new: str) -> None:
    body = "    def run(self, x: str) -> str:\n        return x  # done\n"
    assert mended(old + body, "deprecated-name") == new + body


METRIC = """from cog import BaseRunner, emit_metric


class Runner(BaseRunner):
    def run(self, x: str) -> str:
        emit_metric("tokens", len(x))  # counted
        return x
"""


def test_a_metric_is_recorded_by_the_runner() -> None:
    expected = METRIC.replace(", emit_metric", "").replace("emit_metric(", "self.record_metric(")
    assert mended(METRIC, "deprecated-name") == expected


def test_a_metric_of_a_function_is_left_alone() -> None:
    _, found = outcome(METRIC + "\n\ndef f():\n    emit_metric('a', 1)\n", "deprecated-name")
    assert isinstance(found, Refusal)


def test_a_model_on_the_base_of_a_whole_pydantic() -> None:
    text = (
        "import pydantic\nfrom cog import BaseRunner\n\n\n"
        "class Out(pydantic.BaseModel):\n    a: str\n"
        "    model_config = pydantic.ConfigDict(arbitrary_types_allowed=True)\n\n\n"
        "class Runner(BaseRunner):\n    def run(self, x: str) -> Out:\n        return Out(a=x)\n"
    )
    made, found = outcome(text, "pydantic-output-model")
    assert isinstance(found, Fix) and found.applicability is Applicability.UNSAFE
    after = engine.apply_fix(made, found).texts["run.py"]
    assert after.startswith("from cog import BaseRunner, BaseModel\n\n\nclass Out(BaseModel):\n")
    other = text.replace("a: str\n", "a: str = pydantic.constr(min_length=1)\n")
    assert isinstance(outcome(other, "pydantic-output-model")[1], Refusal)


def test_fields_of_pydantic_become_plain_with_their_model() -> None:
    text = (
        "from cog import BaseRunner\nfrom pydantic import BaseModel, ConfigDict, Field\n\n\n"
        "class Out(BaseModel):\n"
        "    model_config = ConfigDict(arbitrary_types_allowed=True)\n"
        "    a: str = Field(description='what')\n"
        "    b: list[str] = Field(default_factory=list)\n\n\n"
        "class Runner(BaseRunner):\n    def run(self, x: str) -> Out:\n        return Out(a=x)\n"
    )
    made, found = outcome(text, "pydantic-output-model")
    assert isinstance(found, Fix) and found.warning == "may change behavior"
    after = engine.apply_fix(made, found).texts["run.py"]
    assert "pydantic" not in after
    assert "    a: str\n    b: list[str] = field(default_factory=list)\n" in after
    assert "from dataclasses import field\n" in after
    second = text.replace(
        "class Runner", "class Other(BaseModel):\n    c: int = Field(1)\n\n\nclass Runner"
    )
    assert isinstance(outcome(second, "pydantic-output-model")[1], Refusal)
