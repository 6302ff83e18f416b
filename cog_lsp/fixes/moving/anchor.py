"""Which piece of code moves: the whole statement of the load, or only the loading expression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.expressions import dotted
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit, own_nodes, units_of

_COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)


@dataclass(frozen=True, slots=True)
class Anchor:
    """What moves first: ``unit`` whole, or the ``expression`` in it (then ``unit`` stays).

    ``load`` is the loading expression in both cases, ``hint`` the name it has in the method.
    """

    unit: Unit
    load: cst.BaseExpression
    expression: cst.BaseExpression | None = None
    hint: str = ""


def anchors(site: Site, names: MethodNames) -> list[Anchor]:
    """The pieces that might move, the best first; at least one. Raises :class:`BlockedError`."""
    _refuse_nested(site)
    _refuse_coroutine(site, names)
    unit = site.unit_of(site.call)
    branch = _outermost_branch(site, unit)
    if branch is not None:
        return [Anchor(branch, site.call)]
    chain, whole = _grow(site)
    if names.effects(whole).odd_binding:
        raise BlockedError("The load binds a name with `:=` inside its own arguments.")
    _refuse_owner(site, whole)
    found: list[Anchor] = []
    if _is_statement(site, names, unit, whole):
        _refuse_global_target(names, unit)
        found.append(Anchor(unit, chain[-1]))
    condition = _condition(site, chain[-1], unit)
    if condition is None:
        hint = _target_name(site, unit, chain[-1])
        found += [Anchor(unit, load, load, hint) for load in reversed(chain)]
    elif not found:
        raise BlockedError(f"It is loaded only on a condition (`{site.code(condition)}`).")
    return found


def _refuse_nested(site: Site) -> None:
    for around in site.ancestors(site.call):
        if isinstance(around, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            what = "a lambda" if isinstance(around, cst.Lambda) else f"`{around.name.value}`"
            raise BlockedError(
                f"The load is inside {what}, which is created anew for each prediction."
            )


def _refuse_coroutine(site: Site, names: MethodNames) -> None:
    """A call that only makes a coroutine or generator gives nothing that can be kept."""
    call = site.call
    if not isinstance(call, cst.Call):
        return
    function = _local_function(site, names, call.func)
    if function is None:
        return
    parent = site.parents.get(call)
    outer = site.parents.get(parent) if isinstance(parent, cst.Arg) else None
    runs = isinstance(outer, cst.Call) and dotted(outer.func).endswith(
        ("asyncio.run", "run_until_complete")
    )
    if function.asynchronous is not None and not isinstance(parent, cst.Await) and not runs:
        raise BlockedError(
            f"`{function.name.value}` is an async function, so the call returns a coroutine, which"
            " can be awaited only once."
        )
    if own_nodes(function, cst.Yield):
        raise BlockedError(
            f"`{function.name.value}` is a generator, so what it returns can be used only once."
        )


def _local_function(
    site: Site, names: MethodNames, called: cst.BaseExpression
) -> cst.FunctionDef | None:
    """The function of this file that ``called`` names, where that is plain to see."""
    homes: list[Sequence[cst.CSTNode]]
    if isinstance(called, cst.Name):
        name, homes = called.value, [site.source.module.body]
    elif isinstance(called, cst.Attribute) and names.is_receiver(called.value):
        name, homes = called.attr.value, [site.owner.body.body, site.runner.body.body]
    else:
        return None
    for home in homes:
        for statement in home:
            if isinstance(statement, cst.FunctionDef) and statement.name.value == name:
                return statement
    return None


def _hands_failures_on(unit: cst.Try | cst.TryStar) -> bool:
    """Whether a failure in the ``try`` body leaves the method as an exception in any case."""

    def raises(suite: cst.BaseSuite) -> bool:
        inner = units_of(suite)
        return bool(inner) and isinstance(inner[-1], cst.Raise)

    return all(raises(handler.body) for handler in unit.handlers)


def _outermost_branch(site: Site, unit: Unit) -> Unit | None:
    """The outermost statement around ``unit`` that decides whether the load is run."""
    inner: Unit = unit
    found: Unit | None = None
    for around in reversed(site.path(unit)):
        if isinstance(around, cst.If | cst.Match):
            found = around
        elif isinstance(around, cst.Try | cst.TryStar):
            in_body = site.units[inner].suite is around.body
            if not in_body or not _hands_failures_on(around):
                found = around
        inner = around
    return found


def _grow(site: Site) -> tuple[list[cst.BaseExpression], cst.BaseExpression]:
    """The load with more and more of its finishing calls, and the largest expression around it
    that is only made of loads."""
    chain: list[cst.BaseExpression] = [site.call]
    whole: cst.BaseExpression = site.call
    growing = True
    for step, finishes in _steps(site, site.call):
        whole = step
        growing = growing and finishes
        if growing:
            chain.append(step)
    return chain, whole


def _target_name(site: Site, unit: Unit, value: cst.BaseExpression) -> str:
    """The name that is given to ``value``, where it has one."""
    around = site.parents.get(value)
    target: cst.CSTNode | None = None
    if isinstance(around, cst.NamedExpr):
        target = around.target
    elif isinstance(unit, cst.AnnAssign) and unit.value is value:
        target = unit.target
    elif isinstance(unit, cst.Assign) and unit.value is value and len(unit.targets) == 1:
        target = unit.targets[0].target
    return target.value if isinstance(target, cst.Name) else ""


def _steps(site: Site, start: cst.BaseExpression) -> Iterator[tuple[cst.BaseExpression, bool]]:
    """Larger and larger expressions around ``start``, and whether each just finishes the load."""
    node = start
    while True:
        parent = site.parents.get(node)
        above = site.parents.get(parent) if parent is not None else None
        finishes = False
        if isinstance(parent, cst.Await):
            node, finishes = parent, True
        elif isinstance(parent, cst.Attribute):
            called = isinstance(above, cst.Call) and above.func is parent
            if not called:
                node = parent
            elif isinstance(above, cst.Call) and vocabulary.finishes(parent.attr.value):
                node, finishes = above, True
            else:
                return
        elif isinstance(parent, cst.Subscript) and parent.value is node:
            node = parent
        elif isinstance(parent, cst.Arg) and isinstance(above, cst.Call):
            if not vocabulary.constructs(dotted(above.func)):
                return
            node = above
        elif isinstance(parent, cst.Element | cst.StarredElement | cst.DictElement) and isinstance(
            above, cst.BaseExpression
        ):
            node = above
        elif isinstance(parent, cst.IfExp | cst.BooleanOperation) or (
            isinstance(parent, _COMPREHENSIONS) and not isinstance(parent, cst.GeneratorExp)
        ):
            node = parent
        else:
            return
        yield node, finishes


def _refuse_owner(site: Site, whole: cst.BaseExpression) -> None:
    parent = site.parents.get(whole)
    if isinstance(parent, cst.WithItem):
        raise BlockedError(
            f"`{site.code(whole)}` is opened by a `with` statement, which closes it after each"
            " prediction."
        )
    if isinstance(parent, cst.For | cst.CompFor):
        raise BlockedError("What is loaded is consumed by a loop, so it cannot be kept.")


def _is_statement(site: Site, names: MethodNames, unit: Unit, whole: cst.BaseExpression) -> bool:
    """Whether ``unit`` does nothing but make, keep or finish the loaded thing."""
    if not isinstance(unit, cst.Assign | cst.AnnAssign | cst.Expr):
        return False
    value = unit.value
    if value is whole:
        return True
    call = value.expression if isinstance(value, cst.Await) else value
    if not isinstance(call, cst.Call):
        return False
    if isinstance(call.func, cst.Attribute) and names.root(call.func.value) is not None:
        return vocabulary.finishes(call.func.attr.value)
    return isinstance(unit, cst.Expr) and bool(names.effects(unit).changes)


def _refuse_global_target(names: MethodNames, unit: Unit) -> None:
    targets = (
        [target.target for target in unit.targets]
        if isinstance(unit, cst.Assign)
        else [unit.target]
        if isinstance(unit, cst.AnnAssign)
        else []
    )
    for target in targets:
        if isinstance(target, cst.Name) and names.variable(target) is None:
            raise BlockedError(
                f"`{target.value}` is declared global, so other functions may use it as well."
            )


def _condition(site: Site, node: cst.BaseExpression, unit: Unit) -> cst.BaseExpression | None:
    """The conditional expression inside ``unit`` that decides whether ``node`` is evaluated."""
    inner: cst.CSTNode = node
    for around in site.ancestors(node):
        if around is unit:
            return None
        if isinstance(around, cst.IfExp) and inner is not around.test:
            return around
        if isinstance(around, cst.BooleanOperation) and inner is around.right:
            return around
        inner = around
    return None
