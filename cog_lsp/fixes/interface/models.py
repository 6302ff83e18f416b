"""Classes: the missing method, the models of an output."""

from __future__ import annotations

from cog_lsp.fixes.interface.fields import field_edits, is_field, needs_field
from cog_lsp.fixes.interface.imports import without_import
from cog_lsp.fixes.interface.scene import (
    BlockedError,
    Scene,
    document_fixed,
    fixed,
    insert,
    replace,
    without_lines,
)
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import UseCogModel
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts


def add_method(scene: Scene) -> Outcome:
    """Give the class the method that Cog calls, to be filled in."""
    runner = scene.facts.classes.get(scene.problem.subject)
    if runner is None or not runner.node.body:
        raise BlockedError("the class has no body")
    document = scene.document
    first, last = runner.node.body[0], runner.node.body[-1]
    line = document.line_span(first.span.start)
    margin = document.text[line.start : first.span.start]
    if margin.strip():
        raise BlockedError("the class is written on one line")
    name, newline = scene.problem.text, document.newline
    lines = (f"{margin}def {name}(self) -> str:", f"{margin}    raise NotImplementedError")
    end = document.line_span(last.span.end).end
    added = newline * 2 + newline.join(lines)
    decision = "the method body has to be written"
    return fixed(scene, f"Add {name}()", [insert(end, added)], decision=decision)


def default_to_none(scene: Scene) -> Outcome:
    """Let an input that may be null be left out."""
    input_ = scene.input
    node = input_.node
    if node.annotation is None or input_.path != scene.path or input_.is_shared:
        raise BlockedError("the input is not declared here")
    title = f"Let `{node.name}` default to None"
    if input_.call is None:
        return fixed(scene, title, [insert(node.annotation.span.end, " = None")])
    args = input_.call.node.args
    if not args:
        return fixed(scene, title, [insert(input_.call.node.args_span.end - 1, "default=None")])
    return fixed(scene, title, [insert(args[0].span.start, "default=None, ")])


def use_cog_model(project: Project, plan: UseCogModel) -> Outcome:
    """Build a class on cog's BaseModel, and drop the configuration that it then has no use for."""
    title = f"Build `{plan.name}` on cog's BaseModel"
    facts = project.python[plan.path]
    others = {
        name
        for name, target in facts.imports.items()
        if target.module.partition(".")[0] == "pydantic"
        and target.member not in ("BaseModel", "ConfigDict", "Field")
        and not (target.member is None and _is_for_base(facts, name))
    }
    known = facts.classes.get(plan.name)
    if others or known is None:
        used = ", ".join(f"`{name}`" for name in sorted(others)) or "it"
        return Refusal(title, f"the file uses {used} from pydantic, which cog's BaseModel lacks")
    document = facts.document
    base = document.slice(plan.base)
    if base not in ("BaseModel", "pydantic.BaseModel"):
        return Refusal(title, "pydantic's BaseModel has another name here")
    try:
        if base == "BaseModel":
            edits = [without_import(document, facts.tree, "pydantic", "BaseModel")]
        else:
            edits = [replace(plan.base, "BaseModel")]
        edits += [
            without_lines(document, facts.tree, statement.span, "its configuration")
            for statement in known.node.body
            if isinstance(statement, py.Assign) and _is_config(statement)
        ]
        fields = list(field_edits(project, facts, known))
        if len(fields) != sum(is_field(project, facts, node) for node in py.walk(facts.tree)):
            raise BlockedError("another class of the file uses pydantic's `Field`")
    except BlockedError as error:
        return Refusal(title, str(error))
    add = [("cog", "BaseModel")]
    if needs_field(fields):
        if "field" in facts.globals | set(facts.imports):
            return Refusal(title, "`field` means something else in this file")
        add.append(("dataclasses", "field"))
    return document_fixed(
        document,
        title,
        [*edits, *fields],
        add=add,
        drop=[("pydantic", "ConfigDict"), ("pydantic", "Field"), ("pydantic", "")],
        caution="every BaseModel in the file becomes cog's, a dataclass, which validates less",
    )


def _is_for_base(facts: PythonFacts, name: str) -> bool:
    """Whether the module called ``name`` is used for base classes and configurations only."""
    used = {
        node.attr
        for node in py.walk(facts.tree)
        if isinstance(node, py.Attribute) and py.dotted(node.value) == name
    }
    return used <= {"BaseModel", "ConfigDict", "Field"}


def _is_config(statement: py.Assign) -> bool:
    target = statement.targets[0]
    return isinstance(target, py.Name) and target.id == "model_config"
