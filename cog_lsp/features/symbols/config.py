"""The outline of cog.yaml: its keys, and the items of its lists."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.symbols.symbol import Symbol, SymbolKind
from cog_lsp.knowledge.cog import config_key
from cog_lsp.project import Project
from cog_lsp.syntax.yaml_outline import Outline, OutlineNode, outline
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence
from cog_lsp.text import Span

_SCALARS = {
    "bool": SymbolKind.BOOLEAN,
    "int": SymbolKind.NUMBER,
    "float": SymbolKind.NUMBER,
    "null": SymbolKind.NULL,
}
_MAX_DEPTH = 20
_MAX_DETAIL = 60


def config_symbols(project: Project, path: str) -> Iterator[Symbol]:
    """The symbols of cog.yaml: from its values, or, while it does not parse, from its lines."""
    if path != project.config.path:
        return
    if project.config.tree.problem is None:
        yield from _of_node(project.config.tree.root, (), 0)
    else:
        yield from _of_lines(outline(project.config.document.lines), None)


def _of_node(node: YamlNode | None, path: tuple[str, ...], depth: int) -> Iterator[Symbol]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(node, YamlMapping):
        for entry in node.entries:
            name = entry.name or "?"
            inner = (*path, name)
            yield _symbol(name, entry.value, entry.span, entry.key.span, inner, depth)
    elif isinstance(node, YamlSequence):
        for number, item in enumerate(node.items):
            name = _item_name(item, number)
            yield _symbol(name, item, item.span, item.span, path, depth)


def _symbol(
    name: str, value: YamlNode, span: Span, name_span: Span, path: tuple[str, ...], depth: int
) -> Symbol:
    kind, detail = SymbolKind.LIST if isinstance(value, YamlSequence) else SymbolKind.MAPPING, ""
    if isinstance(value, YamlScalar):
        kind = _SCALARS.get(value.type, SymbolKind.STRING)
        detail = "" if value.is_null or _short(value.value) == name else _short(value.value)
    # What an alias stands for is elsewhere; an outline has every part once.
    inside = span.contains(value.span)
    children = tuple(_of_node(value, path, depth + 1)) if inside else ()
    is_key = name_span != span
    return Symbol(name, kind, span, name_span, detail, is_key and _is_old(path), children)


def _of_lines(found: Outline, parent: OutlineNode | None) -> Iterator[Symbol]:
    """The keys and items below ``parent``, as far as their lines tell."""
    for number, node in enumerate(found.children(parent)):
        children = tuple(_of_lines(found, node))
        end = max([node.span.end, node.value.end, *(child.span.end for child in children)])
        detail = _short(node.value_text) if not children else ""
        is_key = node.kind == "key"
        kind = SymbolKind.MAPPING if children else SymbolKind.STRING
        yield Symbol(
            name=node.name or "?" if is_key else detail or f"[{number}]",
            kind=kind,
            span=Span(node.span.start, end),
            name_span=node.span,
            detail=detail if is_key else "",
            deprecated=is_key and _is_old(node.path),
            children=children,
        )


def _is_old(path: tuple[str, ...]) -> bool:
    known = config_key(".".join(path))
    return known is not None and known.status != "current"


def _item_name(item: YamlNode, number: int) -> str:
    """An item by its text, by its name, or by its place."""
    if isinstance(item, YamlMapping):
        for key in ("name", "command"):
            entry = item.get(key)
            if entry is not None and isinstance(entry.value, YamlScalar) and entry.value.value:
                return _short(entry.value.value)
    if isinstance(item, YamlScalar) and item.value.strip():
        return _short(item.value)
    return f"[{number}]"


def _short(text: str) -> str:
    line = text.strip().partition("\n")[0]
    return line if len(line) <= _MAX_DETAIL else f"{line[: _MAX_DETAIL - 1]}…"
