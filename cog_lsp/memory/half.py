"""What an estimate would be if what is loaded in float32 were loaded in half of that."""

from __future__ import annotations

from dataclasses import replace

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.amount import Amount
from cog_lsp.memory.estimate import Component, Estimate
from cog_lsp.memory.given import Given
from cog_lsp.memory.handling import Course
from cog_lsp.memory.versions import is_before
from cog_lsp.project import Project

_FULL = 32.0
_DTYPES = ("torch_dtype", "dtype")
_RENAMED = (4, 56)  # transformers took `dtype` for `torch_dtype` (pull request 39782, 2025-08-22)
_BFLOAT16_SINCE = (8, 0)


def in_default_float32(project: Project, estimate: Estimate) -> tuple[Component, ...]:
    """The loads that are in float32 on the GPU only because no dtype was given.

    Those of transformers and diffusers alone: there the argument is known by which to change it.
    """
    course = Course(project)
    return tuple(part for part in estimate.known if _is_default_float32(course, part))


def at_half(estimate: Estimate, parts: tuple[Component, ...]) -> Estimate:
    """``estimate`` with each of ``parts`` in two bytes a parameter instead of four."""
    return replace(
        estimate,
        components=tuple(_halved(part) if part in parts else part for part in estimate.components),
    )


def dtype_argument(project: Project, part: Component, tier: Tier | None) -> tuple[str, str]:
    """The keyword and the value that load ``part`` in half precision on ``tier``.

    diffusers takes float16, in which its checkpoints are published; transformers' models are
    trained in bfloat16, which a GPU older than Ampere has not.
    """
    is_transformers = part.load.name.startswith("transformers.")
    renamed = is_transformers and is_before(project, "transformers", _RENAMED) is False
    capability = tier.compute_capability if tier is not None else None
    has_bfloat16 = capability is not None and capability >= _BFLOAT16_SINCE
    name = "dtype" if renamed else "torch_dtype"
    return name, f"torch.{'bfloat16' if is_transformers and has_bfloat16 else 'float16'}"


def _is_default_float32(course: Course, part: Component) -> bool:
    name, precision = part.load.name, part.precision
    if precision is None or not precision.low == precision.high == _FULL:
        return False
    if not name.startswith(("transformers.", "diffusers.")):
        return False
    if not name.endswith(".from_pretrained") and name != "transformers.pipeline":
        return False
    if Given(course.project, part.load).values(*_DTYPES):
        return False
    # What is converted to float32 after the load was meant to be in it.
    return not any(
        method in ("float", "double")
        or any((arg.value.qualified or "").endswith("float32") for arg in call.args)
        for method, call in course.of(part.load).method_calls
    )


def _halved(part: Component) -> Component:
    amount = part.item.amount
    half = Amount(
        amount.least // 2,
        amount.low // 2,
        amount.high // 2,
        None if amount.most is None else amount.most // 2,
    )
    size = replace(part.size, amount=half) if part.size is not None else None
    return replace(part, item=replace(part.item, amount=half), size=size)
