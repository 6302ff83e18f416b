"""What Cog makes of an input without saying so: it is required after all, or a bound is gone."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.hints.hint import InlayHint
from cog_lsp.interface import Cause, Interface, Problem, interfaces_of
from cog_lsp.project import Project

_REQUIRED = {
    Cause.DEFAULT_NONE_REQUIRED: "The type does not allow `None`, so Cog drops the default.",
    Cause.DEFAULT_DROPPED: "Cog cannot read the default without running code, and drops it.",
    Cause.DEFAULT_POSITIONAL: "Cog reads a default only after `default=`.",
    Cause.OPTIONAL_REQUIRED: "A union of several types is required even if it allows null.",
}
_DROPPED = "Cog cannot read `{}` without running code, and drops it: nothing is checked."


def interface_hints(project: Project, path: str) -> Iterator[InlayHint]:
    """The hints of ``path``: one behind the name of each input that is not what it looks like."""
    for interface in interfaces_of(project):
        for problem in interface.problems:
            hint = _hint(interface, problem) if problem.path == path else None
            if hint is not None:
                yield hint


def _hint(interface: Interface, problem: Problem) -> InlayHint | None:
    found = interface.input(problem.subject)
    if found is None or found.is_shared:
        return None
    if problem.cause in _REQUIRED and found.required:
        return InlayHint(found.node.name_span.end, "required", tooltip=_REQUIRED[problem.cause])
    if problem.cause is Cause.KEYWORD_DROPPED and problem.detail != "unpacked":
        label, tooltip = f"no {problem.text}", _DROPPED.format(problem.text)
        return InlayHint(problem.span.end, label, tooltip=tooltip)
    return None
