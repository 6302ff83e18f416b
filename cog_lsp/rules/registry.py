"""Every rule there is, found by looking through the families' folders."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module

from cog_lsp.rules.rule import Rule

FAMILIES = {
    "config": "cog.yaml",
    "dependencies": "dependencies and CUDA",
    "interface": "predictor interface",
    "behavior": "what setup and predict do",
    "hardware": "hardware and memory",
    "image": "image and weights",
    "secrets": "secrets",
    "house": "cog-lsp's own comments and settings",
}


@cache
def all_rules() -> tuple[Rule, ...]:
    """All rules in the order of their codes."""
    found: list[Rule] = []
    package = import_module("cog_lsp.rules")
    for family in pkgutil.iter_modules(package.__path__, "cog_lsp.rules."):
        if family.name.rpartition(".")[2] not in FAMILIES:
            continue
        members = import_module(family.name)
        for member in pkgutil.iter_modules(members.__path__, f"{family.name}."):
            value = getattr(import_module(member.name), "check", None)
            if isinstance(value, Rule):
                found.append(value)
    return tuple(sorted(found, key=lambda rule: rule.code))


def find_rule(name: str) -> Rule | None:
    """The one rule called ``name``, by slug or code."""
    wanted = name.strip().lower()
    return next(
        (rule for rule in all_rules() if wanted in (rule.slug, rule.code.lower())),
        None,
    )


def unknown_names(names: Iterable[str]) -> tuple[str, ...]:
    """Those of ``names`` that mean no rule at all."""
    return tuple(name for name in names if not any(rule.answers_to(name) for rule in all_rules()))
