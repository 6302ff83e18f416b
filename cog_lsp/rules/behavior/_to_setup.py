"""The plan that moves a load into setup(), and the way that a prediction takes to it."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project.behavior import Frame
from cog_lsp.rules.finding import Related
from cog_lsp.rules.plan import HoistToSetup, MoveToSetup
from cog_lsp.rules.plan.python import Step
from cog_lsp.syntax import python_tree as py


def to_setup(frame: Frame, site: py.Call) -> HoistToSetup | MoveToSetup:
    """The plan that moves what ``site`` loads out of the function of ``frame``."""
    function = frame.function
    name = function.name if function is not None else ""
    if frame.runner and function is not None:
        return MoveToSetup(frame.path, function.owner or "", name, site.span)
    return HoistToSetup(
        frame.path,
        _runner(frame),
        function.qualname if function is not None else "",
        site.span,
        tuple(_steps(frame)),
    )


def _steps(frame: Frame) -> Iterator[Step]:
    """The calls from ``frame`` outwards, up to the first that stands in a method of the runner."""
    while frame.parent is not None and frame.call is not None and not frame.runner:
        caller = frame.parent.function
        qualname = caller.qualname if caller is not None else ""
        yield Step(frame.parent.path, qualname, frame.call.span)
        frame = frame.parent


def _runner(frame: Frame) -> str:
    while frame.parent is not None and not frame.runner:
        frame = frame.parent
    owner = frame.function.owner if frame.function is not None and frame.runner else None
    return owner or ""


def way_to(frame: Frame) -> Iterator[Related]:
    """The calls that lead from the entry point to the function of ``frame``, innermost first."""
    while frame.parent is not None and frame.call is not None:
        caller = frame.parent.function
        name = f"{caller.name}()" if caller is not None else "the module"
        yield Related(frame.parent.path, frame.call.span, f"{name} reaches it through this call")
        frame = frame.parent


def entry_of(frame: Frame) -> Frame:
    """The frame of the entry point that led to ``frame``."""
    while frame.parent is not None:
        frame = frame.parent
    return frame
