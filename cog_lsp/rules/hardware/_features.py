"""Where the code uses a feature that the declared GPU may not have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from cog_lsp.knowledge.gpu_features import Feature, GpuUse, gpu_uses
from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.choices import alternatives
from cog_lsp.memory.handling import taken_with_gpu
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Guard, Origin, Value, trace_of
from cog_lsp.project.behavior.values import BoundArgument
from cog_lsp.rules.hardware._places import as_related, other_tiers
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

# Words of a condition that asks what the GPU can do: code behind it knows.
_ASKS = ("capab", "bf16", "bfloat16", "sm_", "device_name", "properties", "flash", "fp8", "ampere")
# Dictionaries of arguments that are handed on to the model.
_DICTIONARIES = ("model_kwargs",)


@dataclass(frozen=True, slots=True)
class Use:
    """A call that uses a feature: its file, the place of the telling argument (or of the call)."""

    row: GpuUse
    path: str
    span: Span
    node: py.Expr


def uses_of(project: Project, feature: Feature) -> Iterator[Use]:
    """Every use of ``feature`` that happens on whatever GPU there is, each place once."""
    seen: set[tuple[str, Span]] = set()
    for call in trace_of(project, with_gpu=True).calls:
        for row in gpu_uses(feature):
            node = _telling(project, call, row)
            place = (call.frame.path, node.span) if node is not None else None
            if node is None or place is None or place in seen:
                continue
            if _surely_happens(project, call):
                seen.add(place)
                yield Use(row, *place, node)


def too_new(project: Project, feature: Feature, name: str) -> Iterator[tuple[Use, Report]]:
    """A report for each use that the GPU of the declared tier is too old for.

    ``name`` is what to call the feature.
    """
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or tier.compute_capability is None:
        return
    for use in uses_of(project, feature):
        if tier.compute_capability >= use.row.minimum:
            continue
        yield (
            use,
            Report(
                use.path,
                use.span,
                f"{name} needs compute capability {dotted(use.row.minimum)}, but {tier.sku} "
                f"({tier.gpu}), declared by {declared.place}, has "
                f"{dotted(tier.compute_capability)}: {use.row.effect}",
                key=project.documents[use.path].slice(use.span),
                related=as_related([declared]),
                plans=other_tiers(project, declared, partial(_is_new_enough, use.row)),
            ),
        )


def _is_new_enough(row: GpuUse, tier: Tier) -> bool:
    return tier.compute_capability is not None and tier.compute_capability >= row.minimum


def instead(use: Use, caution: str) -> tuple[ReplaceText, ...]:
    """The plan that writes the value that does without the feature, where it is written out."""
    node, wanted = use.node, use.row.instead
    if not wanted:
        return ()
    if isinstance(node, py.Constant) and isinstance(node.value, str):
        # Inside of the quotes, which stay as they are.
        place = Span(node.span.end - 1 - len(node.value), node.span.end - 1)
    elif isinstance(node, py.Constant):
        place = node.span
    elif isinstance(node, py.Attribute) and node.attr == "bfloat16":
        place = Span(node.span.end - len(node.attr), node.span.end)
    else:
        return ()
    return (ReplaceText(use.path, place, wanted, title=f"Use {wanted}", caution=caution),)


def dotted(version: Iterable[int]) -> str:
    """``8.0`` of ``(8, 0)``."""
    return ".".join(map(str, version))


def _telling(project: Project, call: CallEvent, row: GpuUse) -> py.Expr | None:
    """The expression by which ``call`` uses the feature of ``row``; ``None`` if it does not."""
    is_loaded = call.receiver is not None and bool(call.receiver.loads)
    if not row.is_meant_by(call.name) and not (call.node.method in row.methods and is_loaded):
        return None
    if not row.arguments:
        return call.node
    for arg in call.args:
        if arg.name in _DICTIONARIES:
            found = _in_dictionary(project, call, arg, row)
            if found is not None:
                return found
        if (arg.name or str(arg.index)) in row.arguments:
            values = alternatives(project, arg.value, arg.node.value, call.frame)
            if values and all(_text(value) in row.values for value in values):
                return arg.node.value
    return None


def _in_dictionary(
    project: Project, call: CallEvent, arg: BoundArgument, row: GpuUse
) -> py.Expr | None:
    node = py.unparen(arg.node.value)
    if not isinstance(node, py.Dict):
        return None
    for key, value in zip(node.keys, node.values, strict=True):
        if not isinstance(key, py.Constant) or key.value not in row.arguments:
            continue
        literal = py.unparen(value)
        known = str(literal.value) if isinstance(literal, py.Constant) else None
        name = project.qualified(call.frame.facts, literal, call.frame.function)
        if (known or name) in row.values:
            return value
    return None


def _text(value: Value) -> str | None:
    """A literal as text, or the dotted name of something of another package."""
    return str(value.constant) if value.truth is not None else value.qualified


def _surely_happens(project: Project, call: CallEvent) -> bool:
    """Whether ``call`` happens on any GPU, be it for some requests only."""
    return not any(
        guard.kind == "except"
        or _asks_for_gpu(guard)
        or not (
            guard.kind == "cache"
            or guard.origin & (Origin.INPUT | Origin.STATE)
            or taken_with_gpu(project, guard, call)
        )
        for guard in call.guards
    )


def _asks_for_gpu(guard: Guard) -> bool:
    """Whether a condition may ask what the GPU can do."""
    if guard.test is None:
        return False
    names = (
        node.attr if isinstance(node, py.Attribute) else node.id
        for node in py.walk(guard.test)
        if isinstance(node, py.Attribute | py.Name)
    )
    return any(word in name.lower() for name in names for word in _ASKS)
