"""On which ways through a prediction something happens: conditions, and ends that come before."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Guard, Origin
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts


def is_of_request(guard: Guard) -> bool:
    """Whether a condition asks for the request alone, and not for what is there already."""
    return guard.kind == "if" and bool(guard.inputs) and not guard.origin & Origin.STATE


def is_same(one: Guard, other: Guard) -> bool:
    """Whether two conditions are the same branch of the same statement."""
    return (
        one is other
        or (one.test is not None and one.test is other.test and one.branch == other.branch)
    )  # fmt: skip


def implied(project: Project, guard: Guard, holding: tuple[Guard, ...], frame: Frame) -> bool:
    """Whether ``guard``, met in ``frame``, holds wherever all of ``holding`` do.

    A test that is written the same way counts as the same test.
    """
    if guard.available:
        return True
    words = _words(project, guard, frame)
    return any(
        is_same(guard, other)
        or (
            words is not None
            and other.branch == guard.branch
            and _words(project, other, frame) == words
        )
        for other in holding
    )


def _words(project: Project, guard: Guard, frame: Frame) -> str | None:
    """The test of ``guard`` as it is written, if it stands in the function of ``frame``."""
    if guard.test is None or statement_of(frame.function, guard) is None:
        return None
    return project.documents[frame.path].slice(guard.test.span)


def statement_of(function: FunctionFacts | None, guard: Guard) -> py.If | py.Match | None:
    """The statement of ``function`` whose condition ``guard`` is."""
    if function is None or guard.test is None:
        return None
    for node in py.walk(function.node):
        if isinstance(node, py.If) and node.test is guard.test:
            return node
        if isinstance(node, py.Match) and node is guard.test:
            return node
    return None


def frame_of(frame: Frame, guard: Guard) -> Frame | None:
    """The frame, ``frame`` itself or one that led to it, in whose function ``guard`` stands."""
    current: Frame | None = frame
    while current is not None:
        if statement_of(current.function, guard) is not None:
            return current
        current = current.parent
    return None


def place_in(frame: Frame, function: FunctionFacts, node: py.Node) -> py.Node | None:
    """What of ``function`` leads to ``node``, which stands in ``frame``: itself, or a call."""
    current: Frame | None = frame
    while current is not None:
        if current.function is function:
            return node
        call, current = current.call, current.parent
        if call is None:
            return None
        node = call
    return None


def end_between(first: CallEvent, second: CallEvent) -> py.Return | py.Raise | None:
    """A statement behind ``first`` that ends the prediction before ``second``, if one is there.

    It stands under a condition, on a way that leads over ``first``, in the function that leads to
    both, and nothing there catches or undoes.
    """
    frame: Frame | None = second.frame
    while frame is not None and frame.function is not None:
        start = place_in(first.frame, frame.function, first.node)
        stop = place_in(second.frame, frame.function, second.node)
        if start is not None and stop is not None and start is not stop:
            return next(_ends(frame.function.node.body, start, stop, caught=False), None)
        frame = frame.parent
    return None


def _ends(
    block: py.Block, start: py.Node, stop: py.Node, *, caught: bool
) -> Iterator[py.Return | py.Raise]:
    for statement in block:
        if isinstance(statement, py.Return | py.Raise):
            if start.span.end <= statement.span.start < stop.span.start and not caught:
                yield statement
            continue
        inside = caught or isinstance(statement, py.Try)
        blocks = tuple(_blocks(statement))
        over = [inner for inner in blocks if _spans(inner, start)]
        for inner in over or blocks:
            yield from _ends(inner, start, stop, caught=inside)


def _blocks(statement: py.Stmt) -> Iterator[py.Block]:
    match statement:
        case py.If() | py.For() | py.While():
            yield statement.body
            yield statement.orelse
        case py.With():
            yield statement.body
        case py.Try():
            yield statement.body
            yield from (handler.body for handler in statement.handlers)
            yield statement.orelse
        case py.Match():
            yield from (case.body for case in statement.cases)
        case _:
            return


def _spans(block: py.Block, node: py.Node) -> bool:
    return any(statement.span.contains(node.span) for statement in block)
