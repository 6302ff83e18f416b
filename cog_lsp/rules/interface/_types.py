"""What to write instead of a type that Cog does not take."""

from __future__ import annotations

from cog_lsp.interface import Problem
from cog_lsp.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts

INPUTS = (
    "`str`, `int`, `float`, `bool`, `Path`, `Secret`, `dict`, a `list` of one of these, and any "
    "of them `| None`"
)
OUTPUTS = (
    "`str`, `int`, `float`, `bool`, `Path`, `dict`, `list[...]`, `Iterator[...]` or a BaseModel"
)

_SEVERAL = ("tuple", "Tuple", "set", "Set", "frozenset", "Sequence", "Iterable", "Collection")
_FILES = ("ndarray", "Image", "bytes", "BinaryIO", "IO", "BytesIO", "Tensor", "DataFrame")
STREAMS = ("Generator", "AsyncGenerator", "Iterable", "AsyncIterable")


def input_hint(project: Project, problem: Problem) -> str:
    """What an input of the type ``problem.text`` could be instead."""
    name = _last(problem.text)
    if name == "Literal":
        return "write `str = Input(choices=[...])`"
    if name in _SEVERAL:
        return "write `list[...]`"
    if name in _FILES:
        return "take a `Path` and open it in the method"
    known = _class(project, problem)
    if is_enumeration(project, problem):
        return "write `str = Input(choices=[...])` with the values of the enumeration"
    if known is not None and _has_base(known, "BaseModel"):
        return "a BaseModel is for outputs: take a TypedDict or a `dict`"
    if known is not None:
        return "take a TypedDict or a `dict`, or a separate input for each part"
    assigned = _assigned(project, problem)
    if assigned is not None:
        return f"Cog does not follow type aliases: write `{assigned}` itself"
    if name == "None":
        return "write the type of the value"
    if problem.detail not in ("", "builtins"):
        return (
            f"take one of {INPUTS}; or, if callers send it as JSON, write "
            f"`Annotated[{problem.text}, Opaque]`"
        )
    return f"take one of {INPUTS}"


def output_hint(project: Project, problem: Problem) -> str:
    """What an output of the type ``problem.text`` could be instead."""
    name = _last(problem.text)
    if name == "None":
        return "a model must return something, such as a `str` that describes the result"
    if name in STREAMS:
        return "write `Iterator[...]` if it yields, or `list[...]` if it returns"
    if name in ("Iterator", "AsyncIterator", "ConcatenateIterator", "AsyncConcatenateIterator"):
        return f"write what it yields: `{name}[str]`"
    if name in _SEVERAL:
        return "write `list[...]`"
    if name in _FILES:
        return "write it to a file and return its `Path`"
    if name in ("Literal", "Enum"):
        return "write `str`"
    known = _class(project, problem)
    if known is not None and _has_base(known, "Enum"):
        return "write `str` and return its value"
    if known is not None:
        return (
            f"make `BaseModel` a direct base of `{known.name}`: Cog does not read the fields of "
            "other classes, or of a subclass of a subclass"
        )
    assigned = _assigned(project, problem)
    if assigned is not None:
        return f"Cog does not follow type aliases: write `{assigned}` itself"
    if problem.detail not in ("", "builtins"):
        return f"return {OUTPUTS}; or, if it is JSON, write `Annotated[{problem.text}, Opaque]`"
    return f"return {OUTPUTS}"


def is_enumeration(project: Project, problem: Problem) -> bool:
    """Whether the type ``problem.text`` is an enumeration of the project."""
    known = _class(project, problem)
    return known is not None and _has_base(known, "Enum")


def _last(name: str) -> str:
    return name.rpartition(".")[2]


def _class(project: Project, problem: Problem) -> ClassFacts | None:
    facts = project.python.get(problem.path)
    if facts is None:
        return None
    return project.find_class(facts, py.Name(problem.span, problem.text))


def _has_base(known: ClassFacts, name: str) -> bool:
    return any(
        (py.dotted(base.value) or "").rpartition(".")[2].endswith(name)
        for base in known.node.bases
        if base.name is None
    )


def _assigned(project: Project, problem: Problem) -> str | None:
    """The source of what the name is assigned at the top of the file: a type alias."""
    facts = project.python.get(problem.path)
    value = facts.constants.get(problem.text) if facts is not None else None
    return facts.document.slice(value.span) if facts is not None and value is not None else None


def type_of(default: py.Expr) -> str | None:
    """The type of a literal default, as an annotation."""
    value = default.value if isinstance(default, py.Constant) else None
    for type_ in (bool, int, float, str):
        if isinstance(value, type_):
            return type_.__name__
    return None
