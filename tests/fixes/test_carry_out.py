"""Every plan is carried out by a function that takes it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from cog_lsp.fixes.carry_out import CARRIERS, carry_out, find_carrier
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules import plan as plans
from cog_lsp.rules.plan import Plan

from ..projects import project


def plan_types(base: type[Plan] = Plan) -> Iterator[type[Plan]]:
    for kind in base.__subclasses__():
        if kind.__module__.startswith("cog_lsp."):
            yield kind
            yield from plan_types(kind)


@pytest.mark.parametrize("kind", CARRIERS, ids=lambda kind: kind.__name__)
def test_the_function_takes_the_plan(kind: type[Plan]) -> None:
    _, given = inspect.signature(find_carrier(CARRIERS[kind])).parameters.values()
    assert given.annotation.removeprefix("plans.") == kind.__name__


def test_the_package_names_every_plan() -> None:
    assert {kind.__name__ for kind in plan_types()} | {"Plan"} == set(plans.__all__)


def test_every_plan_is_carried_out() -> None:
    assert {kind.__name__ for kind in plan_types()} - {"TitledPlan"} == {
        kind.__name__ for kind in CARRIERS
    }


def test_a_plan_of_nobody_is_refused() -> None:
    assert isinstance(carry_out(project({"cog.yaml": ""}), Plan("cog.yaml")), Refusal)
