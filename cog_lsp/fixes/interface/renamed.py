"""Names of Cog's SDK that are called otherwise now."""

from __future__ import annotations

from cog_lsp.fixes.interface.scene import document_fixed, replace
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import RecordMetrics, UseNewBase
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

_OLD_BASE, _NEW_BASE = "BasePredictor", "BaseRunner"
_OLD_METRIC, _NEW_METRIC = "emit_metric", "self.record_metric"
_BASES = frozenset(f"cog.{name}" for name in (_OLD_BASE, _NEW_BASE))


def use_new_base(project: Project, plan: UseNewBase) -> Outcome:
    """Build the runner on ``BaseRunner``: it has all that ``BasePredictor`` has."""
    title = f"Write `{_NEW_BASE}`"
    facts = project.python[plan.path]
    old = facts.document.slice(plan.base)
    owner, _, name = old.rpartition(".")
    if name != _OLD_BASE:
        return Refusal(title, "the base class has another name here")
    if owner:
        return document_fixed(facts.document, title, [replace(plan.base, f"{owner}.{_NEW_BASE}")])
    target = facts.imports[name]
    if _NEW_BASE in facts.classes:
        return Refusal(title, f"`{_NEW_BASE}` means something else in this file")
    return document_fixed(
        facts.document,
        title,
        [replace(plan.base, _NEW_BASE)],
        add=[(target.module, _NEW_BASE)],
        drop=[(target.module, _OLD_BASE)],
    )


def record_metrics(project: Project, plan: RecordMetrics) -> Outcome:
    """Let the runner record the metrics that ``emit_metric`` was called for."""
    title = f"Write `{_NEW_METRIC}`"
    facts = project.python[plan.path]
    inside = {
        id(node)
        for known in facts.classes.values()
        if _BASES & set(project.external_bases(known))
        for method in known.methods.values()
        if _takes_self(method.node)
        for node in py.walk(method.node)
    }
    edits = []
    for node in py.walk(facts.tree):
        if isinstance(node, py.Call) and id(node) in inside and _is_old(node.func):
            edits.append(replace(node.func.span, _NEW_METRIC))
    used = sum(_is_old(node) for node in py.walk(facts.tree))
    if not edits or used != len(edits):
        return Refusal(title, f"`{_OLD_METRIC}` is used outside the runner's methods")
    module = _module(facts)
    return document_fixed(facts.document, title, edits, drop=[(module, _OLD_METRIC)])


def _takes_self(function: py.FunctionDef) -> bool:
    return bool(function.params) and function.params[0].name == "self"


def _is_old(node: py.Node) -> bool:
    return isinstance(node, py.Name) and node.id == _OLD_METRIC


def _module(facts: PythonFacts) -> str:
    target = facts.imports.get(_OLD_METRIC)
    return target.module if target is not None else "cog"
