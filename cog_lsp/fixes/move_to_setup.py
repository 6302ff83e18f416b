# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""The fix "Move model load to setup()": text and plan in, the changed text or a refusal out.

Only the order of the steps lives here. What moves is decided by ``moving.gather``, what that means
for predictions by ``moving.holding`` and ``moving.caution``; the writers put it down.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.moving import naming
from cog_lsp.fixes.moving.caution import cautions
from cog_lsp.fixes.moving.expressions import dotted
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.gather import select
from cog_lsp.fixes.moving.holding import Holding
from cog_lsp.fixes.moving.layout import Statement, comments_in
from cog_lsp.fixes.moving.method_writer import rewritten_method
from cog_lsp.fixes.moving.moved_statements import MovedStatements
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.setup_view import InheritedSetup, SetupView
from cog_lsp.fixes.moving.setup_writer import extended_setup, insert_setup, new_setup
from cog_lsp.fixes.moving.site import BlockedError, Site
from cog_lsp.fixes.python_edit import PythonSource, UnparsableError
from cog_lsp.fixes.result import Applicability, Refusal
from cog_lsp.rules.plan import MoveToSetup

__all__ = ["InheritedSetup", "Moved", "Surroundings", "move_to_setup"]

_TITLE = "Move model load to setup()"
_NOTED = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What other files of the project say about the runner's class.

    ``inherited_setup`` is the setup() of a base class in another local file, ``inherited_names``
    are the attributes and methods that such base classes own.
    """

    inherited_setup: InheritedSetup | None = None
    inherited_names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Moved:
    """The file after the move.

    ``note`` says why the fix is not safe and is empty if it is; ``attributes`` are the attributes
    of self that hold what moved.
    """

    text: str
    title: str
    applicability: Applicability
    note: str
    attributes: tuple[str, ...]


def move_to_setup(
    text: str,
    plan: MoveToSetup,
    around: Surroundings = Surroundings(),
) -> Moved | Refusal:
    """Move the load that ``plan`` names out of its method into ``setup()`` of its class.

    Never raises for odd input: a load that cannot move gives a :class:`Refusal` whose reason names
    the input or the name that stands in the way.
    """
    title = _TITLE
    try:
        source = PythonSource(text)
        site = Site(source, plan.runner, plan.function, plan.call)
        title = naming.title_for(site.call, _target(site))
        return _moved(site, around, title)
    except UnparsableError as error:
        return Refusal(title, f"The file has to parse first: {error}.")
    except RecursionError:
        return Refusal(title, "The file is nested too deeply to be changed.")
    except BlockedError as blocked:
        return Refusal(title, str(blocked))


def _moved(site: Site, around: Surroundings, title: str) -> Moved:
    _refuse_method(site)
    facts = ClassFacts(site, around.inherited_names)
    names = MethodNames(site.source, site.method, facts)
    name = site.method.name.value
    if not facts.is_receiver(names.receiver, name):
        raise BlockedError(f"`{name}` has no `self` to keep the model on.")
    if name in facts.early:
        raise BlockedError(f"`{name}` runs in setup() too, so the load cannot leave it.")
    if facts.slots:
        raise BlockedError(
            "The class has `__slots__`, so no attribute can be added to its instances."
        )
    view = SetupView(site, facts, around.inherited_setup)
    selection = select(site, names, facts)
    holding = Holding(site, names, facts, selection, view)
    moved = MovedStatements(site, names, selection, holding, view)
    reasons = cautions(site, names, facts, selection, holding, view)
    method = rewritten_method(site, names, selection, holding, moved.written)
    awaits = any(names.effects(unit).awaits for unit in moved.written) or (
        selection.anchor.expression is not None
        and names.effects(selection.anchor.expression).awaits
    )
    text = _written(site, view, method, moved.statements, moved.receiver, awaits)
    _check(site, text)
    held = sorted(
        {*holding.attributes.values(), *filter(None, [holding.expression])}
        | {v.partition(".")[2] for v in holding.held() if v.startswith(f"{SELF}.")}
    )
    return Moved(
        text,
        title,
        Applicability.UNSAFE if reasons else Applicability.SAFE,
        _note(reasons),
        tuple(held),
    )


def _refuse_method(site: Site) -> None:
    name = site.method.name.value
    if name in {"setup", "__init__"}:
        raise BlockedError(f"The load is already in `{name}`, which runs once.")
    for decorator in site.method.decorators:
        kind = dotted(decorator.decorator).rpartition(".")[2]
        if kind in {"staticmethod", "classmethod"}:
            raise BlockedError(f"`{name}` is a {kind}, so it has no `self` to read the model from.")


def _target(site: Site) -> str:
    """The name that the load's statement gives its value, where there is one."""
    unit = site.unit_of(site.call)
    if isinstance(unit, cst.Assign):
        return dotted(unit.targets[0].target)
    return dotted(unit.target) if isinstance(unit, cst.AnnAssign) else ""


def _written(
    site: Site,
    view: SetupView,
    method: cst.FunctionDef,
    statements: Sequence[Statement],
    receiver: str,
    awaits: bool,
) -> str:
    block = site.method.body
    indent = block.indent if isinstance(block, cst.IndentedBlock) else None
    replaced: dict[cst.CSTNode, cst.CSTNode] = {site.method: method}
    added: cst.FunctionDef | None = None
    if statements and view.own is not None:
        replaced[view.own] = extended_setup(view.own, statements, indent, awaits)
    elif statements:
        added = new_setup(site, view, statements, receiver, awaits)
    changed = site.source.module.visit(_Replacing(replaced, site.runner, added, indent))
    return changed.code


class _Replacing(cst.CSTTransformer):
    """Puts the new functions in place of the old ones, and a new setup() into its class."""

    def __init__(
        self,
        replaced: dict[cst.CSTNode, cst.CSTNode],
        runner: cst.ClassDef,
        added: cst.FunctionDef | None,
        indent: str | None,
    ) -> None:
        super().__init__()
        self.indent = indent
        self.replaced = replaced
        self.runner = runner
        self.added = added

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return node not in self.replaced

    def leave_FunctionDef(
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef:
        changed = self.replaced.get(original_node, updated_node)
        return cst.ensure_type(changed, cst.FunctionDef)

    def leave_ClassDef(
        self, original_node: cst.ClassDef, updated_node: cst.ClassDef
    ) -> cst.ClassDef:
        if original_node is self.runner and self.added is not None:
            return insert_setup(original_node, updated_node, self.added, self.indent)
        return updated_node


def _check(site: Site, text: str) -> None:
    """Refuse rather than hand out a file that is broken or has lost a comment."""
    try:
        after = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        raise BlockedError("The statement cannot be written on `self` in setup().") from error
    before = Counter(_comment_texts(site.source.module))
    if before - Counter(_comment_texts(after)):
        raise BlockedError("Moving it would lose a comment.")


def _comment_texts(module: cst.Module) -> list[str]:
    return [line.comment.value for line in comments_in(module) if line.comment is not None]


def _note(reasons: Sequence[str]) -> str:
    if not reasons:
        return ""
    shown = list(reasons[:_NOTED])
    if len(reasons) > _NOTED:
        shown.append(f"and {len(reasons) - _NOTED} more")
    return f"Check first: {'; '.join(shown)}."
