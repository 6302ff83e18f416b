"""What a statement, a block, a context or a variable is to a load: part of it, idle, or foreign."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.expressions import dotted, is_immutable
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit


def stranger(site: Site, names: MethodNames, block: Unit, wanted: set[str]) -> Unit | None:
    """The last statement of ``block`` that serves no variable of ``wanted``, if there is one.

    ``wanted`` grows by what the serving statements read, so that helper variables are welcome.
    """
    leaves = [
        unit for unit in site.inside(block) if not isinstance(unit, cst.BaseCompoundStatement)
    ]
    wanted = set(wanted)
    for loop in site.inside(block):
        if isinstance(loop, cst.For) and names.root(loop.iter) in wanted:
            wanted |= names.effects(loop.target).binds
    for unit in reversed(leaves):
        effects = names.effects(unit)
        served = wanted & (effects.affects | effects.touches)
        if served:
            wanted |= effects.reads
        elif not is_idle(unit):
            return unit
    return None


def is_idle(unit: Unit) -> bool:
    """Whether a statement only logs, imports, raises, asserts or prepares the environment."""
    if isinstance(unit, cst.Pass | cst.Raise | cst.Assert | cst.Import | cst.ImportFrom):
        return True
    if not isinstance(unit, cst.Expr):
        return False
    if isinstance(unit.value, cst.Call):
        name = dotted(unit.value.func)
        prepares = vocabulary.sets_environment(name) or vocabulary.fetches_weights(name)
        return prepares or vocabulary.logs(name)
    return isinstance(unit.value, cst.SimpleString | cst.Ellipsis)


def is_plain(site: Site, names: MethodNames, variable: str) -> bool:
    """Whether every binding of a local variable gives it a plain, immutable value."""
    values = list(_values(site, names, variable))
    return bool(values) and all(value is not None and is_immutable(value) for value in values)


def _values(site: Site, names: MethodNames, variable: str) -> Iterator[cst.BaseExpression | None]:
    for unit in site.units:
        if isinstance(unit, cst.BaseCompoundStatement):
            continue
        if variable in names.effects(unit).binds:
            yield unit.value if isinstance(unit, cst.Assign | cst.AnnAssign) else None


def kept_items(
    site: Site, names: MethodNames, block: cst.With, needed: Collection[str]
) -> list[cst.WithItem]:
    """The contexts of ``block`` that a load inside it must keep around it, ``needed`` being the
    variables it needs. Raises :class:`BlockedError` where it cannot leave the block at all."""
    kept = []
    for item in block.items:
        name = dotted(item.item)
        binds = names.effects(item).binds
        if vocabulary.owns_what_it_made(name):
            raise BlockedError(
                f"The load belongs to `with {site.code(item.item)}`, which ends what was created"
                " inside it."
            )
        wanted = bool(binds & set(needed))
        idle = bool(binds) or vocabulary.is_idle_context(name)
        # These two alter what a model computes, not what is loaded, so an input may switch them.
        if name.endswith(("autocast", "inference_mode")):
            idle |= bool(names.effects(item).reads & names.parameters)
        if wanted or not idle:
            kept.append(item)
    if kept and block.asynchronous is not None:
        raise BlockedError(f"The load is inside `async with {site.code(kept[0].item)}`.")
    return kept
