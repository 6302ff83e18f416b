"""Annotations: made optional, added, spelled as Cog reads them."""

from __future__ import annotations

import re

from cog_lsp.fixes.interface.evaluate import TYPE_NAMES, NotConstantError, evaluate
from cog_lsp.fixes.interface.scene import (
    BlockedError,
    ImportName,
    Scene,
    fixed,
    replace,
    subscripts,
)
from cog_lsp.fixes.result import Outcome
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span


def make_optional(scene: Scene) -> Outcome:
    """Let the type of an input take ``None``, in the spelling that the file uses."""
    input_ = scene.input
    annotation = input_.node.annotation
    if annotation is None or input_.path != scene.path:
        raise BlockedError("the input's type is in another file")
    text = scene.text(annotation)
    if _spells_optional(scene):
        add = scene.importable("typing", "Optional")
        quote = text[0] if text[:1] in ("'", '"') else ""
        bare = text.strip(quote) if quote else text
        new = f"{quote}Optional[{bare}]{quote}"
    else:
        add = ()
        quote = text[-1] if text[-1:] in ("'", '"') else ""
        new = f"{text[:-1]} | None{quote}" if quote else f"{text} | None"
    title = f"Make `{input_.name}` optional: `{new}`"
    return fixed(scene, title, [replace(annotation.span, new)], add=add)


def _spells_optional(scene: Scene) -> bool:
    """Whether the file has ``Optional[...]``, and not ``... | None`` as well."""
    text = scene.document.text
    return "Optional" in scene.facts.imports and not re.search(r"\|\s*None\b", text)


def annotate_parameter(scene: Scene) -> Outcome:
    """Give a parameter the type of its default."""
    param = _parameter(scene)
    if param.default is None:
        raise BlockedError("without a default, the type is not known")
    value = param.default
    if isinstance(value, py.Call):
        value = value.keyword("default") or value
    try:
        name = _type_of_value(evaluate(scene.facts, value))
    except NotConstantError as error:
        raise BlockedError("the type does not follow from the default") from error
    if name is None:
        raise BlockedError("the type does not follow from the default")
    # Without a type there are no blanks around the equals sign; with one there are.
    text = scene.document.text
    gap = text[param.name_span.end : param.default.span.start]
    edit = replace(Span(param.name_span.end, param.default.span.start), f": {name} = ")
    if gap.strip() != "=":
        raise BlockedError("there is a comment between the name and its default")
    return fixed(scene, f"Add `: {name}` to `{param.name}`", [edit])


def _type_of_value(value: object) -> str | None:
    """The annotation of an input with the default ``value``."""
    if isinstance(value, list | tuple):
        names = {TYPE_NAMES.get(type(item)) for item in value}
        name = names.pop() if len(names) == 1 else None
        return f"list[{name}]" if name is not None else None
    return "dict" if isinstance(value, dict) else TYPE_NAMES.get(type(value))


def _parameter(scene: Scene) -> py.Param:
    for param in scene.function.params:
        if param.name == scene.problem.subject:
            return param
    raise BlockedError("the parameter no longer exists")


def list_of_any(scene: Scene) -> Outcome:
    """Say what is in a list: what its default holds, or else anything."""
    input_ = scene.input
    annotation = input_.node.annotation
    if annotation is None or input_.path != scene.path:
        raise BlockedError("the input's type is in another file")
    items = input_.default.value if input_.default is not None else None
    kinds = {type(item.value) for item in items} if isinstance(items, tuple | list) else set()
    element = TYPE_NAMES.get(kinds.pop()) if len(kinds) == 1 else None
    span = scene.problem.span
    text = span.text(scene.document.text)
    new = f"{text}[{element or 'Any'}]"
    add = () if element else scene.importable("typing", "Any")
    decision = "" if element else "to Cog, `Any` is a JSON object; write what callers send"
    return fixed(scene, f"Write `{new}`", [replace(span, new)], add=add, decision=decision)


def name_itself(scene: Scene) -> Outcome:
    """Write the name of Cog or typing in place of the alias that it was imported as."""
    span = scene.problem.span
    alias = scene.problem.text
    target = scene.facts.imports.get(alias)
    if target is None or target.member is None or target.level:
        raise BlockedError(f"`{alias}` is not an alias of an import")
    text = span.text(scene.document.text)
    name = target.member
    known = scene.facts.imports.get(name)
    add: tuple[ImportName, ...]
    if target.module == "cog" and known is not None and known.module != "cog":
        # The name is another's here, such as pathlib's Path; Cog reads one that is qualified too.
        whole = scene.facts.imports.get("cog")
        if whole is None and "cog" in scene.names_bound():
            raise BlockedError("`cog` means something else in this file")
        name, add = f"cog.{name}", (("cog", ""),) if whole is None else ()
    else:
        add = scene.importable(target.module, name)
    new = re.sub(rf"(?<![\w.]){re.escape(alias)}(?!\w)", name, text)
    if new == text:
        raise BlockedError("the name is not written here")
    return fixed(scene, f"Write `{name}` itself", [replace(span, new)], add=add)


def on_one_line(scene: Scene) -> Outcome:
    """Write an annotation as Cog can read it: without a trailing comma, on one line."""
    span = scene.problem.span
    text = span.text(scene.document.text)
    new = re.sub(r",\s*([\])])", r"\1", re.sub(r"\s*\n\s*", " ", text))
    new = re.sub(r"([\[(])\s+", r"\1", re.sub(r"\s+([\])])", r"\1", new))
    if "#" in text or new == text or not re.fullmatch(r"[\w\s.,|\[\]\"']+", new):
        raise BlockedError("it contains more than names")
    return fixed(scene, f"Write `{new}`", [replace(span, new)])


_STREAMS = {
    "Generator": "Iterator",
    "AsyncGenerator": "AsyncIterator",
    "Iterable": "Iterator",
    "AsyncIterable": "AsyncIterator",
}


def iterator_output(scene: Scene) -> Outcome:
    """Say ``Iterator[...]`` of a generator."""
    function = scene.function
    returns = function.returns
    if not isinstance(returns, py.Subscript) or not any(
        isinstance(found, py.Yield) for found in py.walk_scope(function)
    ):
        raise BlockedError("it yields nothing")
    name = (py.dotted(returns.value) or "").rpartition(".")[2]
    iterator = _STREAMS.get(name)
    if iterator is None:
        raise BlockedError("Cog has no stream of that kind")
    new = f"{iterator}[{scene.text(subscripts(returns)[0])}]"
    add = scene.importable("typing", iterator)
    drop = [(target.module, name)] if (target := scene.facts.imports.get(name)) else []
    return fixed(scene, f"Write `-> {new}`", [replace(returns.span, new)], add=add, drop=drop)


def output_never_none(scene: Scene) -> Outcome:
    """Take ``None`` out of the type of the output."""
    returns = scene.function.returns
    if returns is None:
        raise BlockedError("there is no type")
    text = scene.text(returns)
    new = _without_none(scene, returns)
    if new == text or new == "None":
        raise BlockedError("`None` is nested inside the type")
    if any(_is_none(found) for found in py.walk_scope(scene.function)):
        raise BlockedError(
            "the method does return None; return a value, or a BaseModel that wraps it"
        )
    caution = "Cog refuses an output that may be null; the method must always return one"
    drop = [("typing", "Union" if "Union[" in text else "Optional")]
    return fixed(
        scene, f"Write `-> {new}`", [replace(returns.span, new)], drop=drop, caution=caution
    )


def _without_none(scene: Scene, returns: py.Expr) -> str:
    """The source of ``returns`` without a ``None`` that stands at its top."""
    text = scene.text(returns)
    if isinstance(returns, py.Subscript):
        name = (py.dotted(returns.value) or "").rpartition(".")[2]
        kept = [scene.text(part) for part in subscripts(returns) if scene.text(part) != "None"]
        if name in ("Optional", "Union") and len(kept) == 1:
            return kept[0]
    return re.sub(r"^None\s*\|\s*|\s*\|\s*None\b", "", text)


def _is_none(node: py.Node) -> bool:
    if not isinstance(node, py.Return):
        return False
    value = node.value
    return value is None or (isinstance(value, py.Constant) and value.value is None)


def concatenate_str(scene: Scene) -> Outcome:
    """Let a stream of text be one of ``str``."""
    span = scene.problem.span
    text = span.text(scene.document.text)
    new = re.sub(r"\[.*\]", "[str]", text, flags=re.DOTALL) if "[" in text else "str"
    if text.endswith("ConcatenateIterator"):
        new = f"{text}[str]"
    caution = "everything it yields has to be a string"
    return fixed(scene, f"Write `{new}`", [replace(span, new)], caution=caution)
