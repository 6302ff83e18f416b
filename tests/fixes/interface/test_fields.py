"""Fields of pydantic's on the BaseModel of cog."""

from __future__ import annotations

import pytest

from cog_lsp.engine import apply_fix
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.interface import Cause
from cog_lsp.rules.interface import model_field_dropped
from cog_lsp.rules.plan import MendInterface
from cog_lsp.rules.plan.interface import Way

from .support import problems, runner, whole

FIELDS = "from cog import BaseModel\nfrom pydantic import Field\n\n\nclass Out(BaseModel):\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a: str = Field(default='x', description='d')", "a: str = 'x'"),
        ("a: int = Field(3, ge=1)", "a: int = 3"),
        ("a: int = Field(description='d')", "a: int"),
        ("a: int = Field(..., ge=1)", "a: int"),
        ("a: list = Field(default_factory=list)", "a: list = field(default_factory=list)"),
        ("a: list = Field([])", "a: list = field(default_factory=list)"),
        ("a: list = Field(default=[1])", "a: list = field(default_factory=lambda: [1])"),
        ("b: int\n    a: int = Field(3)\n    c: int = 1", "b: int\n    a: int = 3\n    c: int = 1"),
    ],
)
def test_fields_of_pydantic_on_the_model_of_cog(old: str, new: str) -> None:
    text = runner(returns=" -> Out", head=f"{FIELDS}    {old}\n")
    made = whole(text)
    (finding,) = model_field_dropped.check.run(made)
    # Cog does not see what a factory makes, so that the finding stays and offers nothing.
    assert bool(finding.plans) == ("field(" not in new)
    (problem,) = problems(made, Cause.FIELD_DEFAULT_DROPPED)
    fix = carry_out(made, MendInterface("run.py", problem, Way.PLAIN_FIELDS))
    assert isinstance(fix, Fix) and fix.warning == "your decision"
    after = apply_fix(made, fix).texts["run.py"]
    assert f"class Out(BaseModel):\n    {new}\n" in after
    assert "pydantic" not in after
    assert ("from dataclasses import field\n" in after) == ("field(" in new)


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("a: int = Field(1)\n    b: int = Field(ge=1)", "`b` has no default but comes after `a`"),
        ("a: int = Field(\n        1,  # why\n    )", "the `Field` of `a` contains a comment"),
        ("a: int = Field(**of)", "not spelled out"),
    ],
)
def test_fields_that_no_dataclass_has_are_left_alone(fields: str, reason: str) -> None:
    made = whole(runner(returns=" -> Out", head=f"{FIELDS}    {fields}\n"))
    problem = problems(made, Cause.FIELD_DEFAULT_DROPPED)[0]
    found = carry_out(made, MendInterface("run.py", problem, Way.PLAIN_FIELDS))
    assert isinstance(found, Refusal) and reason in found.reason


def test_a_default_that_is_made_otherwise_gets_no_fix() -> None:
    made = whole(runner(returns=" -> Out", head=f"{FIELDS}    a: int = f()\n"))
    (finding,) = model_field_dropped.check.run(made)
    assert finding.plans == ()
