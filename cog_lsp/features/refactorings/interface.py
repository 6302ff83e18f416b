"""What a runner may have and does not: ``Input(...)`` around a default, a ``setup()``."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.refactorings.refactoring import Refactoring
from cog_lsp.project import Project
from cog_lsp.rules.plan import AddSetup, ExtractInput
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span

_KNOWN_BASES = frozenset(("cog.BasePredictor", "cog.BaseRunner"))


def extract_inputs(project: Project, path: str) -> Iterator[Refactoring]:
    """``steps: int = 50`` can become ``steps: int = Input(default=50)``, to be described."""
    facts = project.python.get(path)
    if facts is None or not _may_import_input(facts):
        return
    for entry in project.entry_points:
        function = entry.function
        for param in function.node.params if function.path == path else ():
            if param.name in entry.inputs and _is_literal(param.default):
                yield Refactoring(
                    f"extract-input:{function.qualname}.{param.name}",
                    f"Extract the default of `{param.name}` into `Input(...)`",
                    param.span,
                    ExtractInput(path, function.qualname, param.name),
                )


def add_setup(project: Project, path: str) -> Iterator[Refactoring]:
    """A class without one can have a ``setup()``, which Cog runs once before it predicts."""
    facts = project.python.get(path)
    for entry in project.entry_points:
        runner = entry.runner
        if facts is None or runner is None or runner.path != path or entry.setup is not None:
            continue
        if entry.mode == "train" or not runner.methods:
            continue
        if not _KNOWN_BASES.issuperset(project.external_bases(runner)):
            # Another package's class may bring one along.
            continue
        line = facts.document.line_span(runner.node.name_span.start)
        header = Span(runner.node.span.start, line.end)
        plan = AddSetup(path, runner.qualname)
        yield Refactoring(
            f"add-setup:{runner.qualname}", f"Add `setup()` to `{runner.name}`", header, plan
        )


def _may_import_input(facts: PythonFacts) -> bool:
    """Whether ``Input`` of cog has a name in the file, or can have its own."""
    if any(target.qualified == "cog.Input" for target in facts.imports.values()):
        return True
    bound = {*facts.imports, *facts.classes, *facts.functions, *facts.globals}
    return "Input" not in bound and not facts.tree.problems


def _is_literal(default: py.Expr | None) -> bool:
    if isinstance(default, py.UnaryOp) and default.op in ("-", "+"):
        default = default.operand
    return isinstance(default, py.Constant) and default.value is not ...
