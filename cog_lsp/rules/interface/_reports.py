"""What the rules of this family share: an interface's problems as reports, once each."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem, interfaces_of, model_problems
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity, Tag
from cog_lsp.rules.interface._ways import ways_of
from cog_lsp.rules.plan import MendInterface, Plan
from cog_lsp.rules.rule import Report


def found(project: Project, *causes: Cause) -> Iterator[Problem]:
    """The problems of these ``causes`` in every interface of ``project``.

    One that two references of cog.yaml lead to is given once, and none of a file that does not
    parse: what is half typed is not judged.
    """
    seen: set[Problem] = set()
    for interface in interfaces_of(project):
        for problem in interface.of(causes):
            if problem not in seen and is_whole(project, problem.path):
                seen.add(problem)
                yield problem


def in_models(project: Project, *causes: Cause) -> Iterator[Problem]:
    """The problems of these ``causes`` in classes built on Cog's BaseModel, wherever they are."""
    for problem in model_problems(project):
        if problem.cause in causes and is_whole(project, problem.path):
            yield problem


def is_whole(project: Project, path: str) -> bool:
    """Whether the Python file at ``path`` parses from its beginning to its end."""
    facts = project.python.get(path)
    return facts is not None and not facts.tree.problems


def report(
    problem: Problem,
    message: str,
    *,
    severity: Severity | None = None,
    tags: tuple[Tag, ...] = (),
    plans: tuple[Plan, ...] = (),
    ways: tuple[MendInterface, ...] | None = None,
) -> Report:
    """``problem`` in the words of ``message``; ``ways`` are those to mend it, if not all."""
    return Report(
        problem.path,
        problem.span,
        message,
        key=":".join((problem.cause.id, problem.subject, problem.text, problem.detail)),
        related=tuple(Related(place.path, place.span, place.label) for place in problem.related),
        tags=tags,
        plans=(*(ways_of(problem) if ways is None else ways), *plans),
        severity=severity,
    )
