"""A model's interface in words: what callers send and what they get."""

from __future__ import annotations

import json
from collections.abc import Iterator

from cog_lsp.interface import Input, Interface, OutputType

_CALLERS = {
    "Path": "file",
    "File": "file",
    "Secret": "secret",
    "str": "string",
    "int": "integer",
    "float": "number",
    "bool": "boolean",
    "dict": "object",
}


def interface_page(interface: Interface) -> str:
    """The interface as a table of Markdown, as the users of the API will see it."""
    name = "Training" if interface.mode == "train" else "Prediction"
    parts = [f"**{name} interface** of `{interface.ref.value}`"]
    if interface.inputs:
        rows = "\n".join(f"| {' | '.join(_cells(found))} |" for found in interface.inputs)
        parts.append(f"| Input | Type | Default | Takes |\n| --- | --- | --- | --- |\n{rows}")
    else:
        parts.append("No inputs.")
    parts.append(f"Output: {output_words(interface)}")
    if interface.errors:
        parts.append("Cog cannot read all of it; see the findings.")
    return "\n\n".join(parts)


def output_words(interface: Interface) -> str:
    """The output in a few words: ``file``, ``list of file``, ``stream of text``."""
    return _output(interface.output) if interface.output is not None else "unknown"


def summary(interface: Interface) -> str:
    """The interface in a line: ``5 inputs (2 required) → file``."""
    count = len(interface.inputs)
    required = sum(found.required for found in interface.inputs)
    inputs = f"{count} input{'' if count == 1 else 's'}"
    if required:
        inputs += f" ({required} required)"
    return f"{inputs} → {output_words(interface)}"


def _cells(found: Input) -> Iterator[str]:
    yield f"`{found.name}`"
    yield _escaped(_input_type(found))
    default = found.effective_default
    if found.required:
        yield "**required**"
    else:
        yield f"`{_escaped(_json(default.to_json()))}`" if default is not None else "null"
    yield _escaped(", ".join(_limits(found)))


def _input_type(found: Input) -> str:
    if found.type is None:
        return "unknown"
    return " or ".join(_word(part.strip()) for part in str(found.type).split("|"))


def _word(name: str) -> str:
    if name.startswith("list[") and name.endswith("]"):
        return f"list of {_word(name[5:-1])}"
    return {"None": "null"}.get(name) or _CALLERS.get(name, name)


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"


def _limits(found: Input) -> Iterator[str]:
    if found.choices:
        yield "one of " + ", ".join(_json(choice.to_json()) for choice in found.choices)
    if found.ge is not None or found.le is not None:
        low = f"{found.ge:g} ≤ " if found.ge is not None else ""
        high = f" ≤ {found.le:g}" if found.le is not None else ""
        yield f"{low}x{high}"
    if found.min_length is not None:
        yield f"at least {_characters(found.min_length)}"
    if found.max_length is not None:
        yield f"at most {_characters(found.max_length)}"
    if found.regex is not None:
        yield f"matches {found.regex}"
    if found.deprecated:
        yield "deprecated"


def _output(output: OutputType) -> str:
    inner = _output(output.elem) if output.elem is not None else "object"
    match output.kind:
        case "primitive":
            words = _CALLERS.get(output.primitive, output.primitive)
        case "array":
            words = f"list of {inner}"
        case "iterator":
            words = f"stream of {inner}"
        case "concat_iterator":
            words = "stream of text"
        case "dict":
            words = f"object of {inner}"
        case "object":
            names = ", ".join(f"{item.name}: {_output(item.type)}" for item in output.fields)
            words = f"object {{{names}}}"
        case "any":
            words = "object"
    return f"{words} or null" if output.nullable else words


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _escaped(text: str) -> str:
    """``text`` for a cell of a table."""
    return text.replace("|", "\\|").replace("\n", " ")
