"""The imports around a change of progress: what nothing uses any more goes, what is new comes.

Only imports at the top level are touched, and only such names go as were used before.
"""

from __future__ import annotations

import re

import libcst as cst

from cog_lsp.fixes.log_progress.tree import Tree, code
from cog_lsp.text import Span, TextEdit

_LINE_START = re.compile(r"(?:^|[\r\n])[ \t]*$")
_LINE_REST = re.compile(r"[ \t]*,?[ \t]*(?:\r\n|\r|\n)")
_BLANK_LINE = re.compile(r"[ \t]*(?:\r\n|\r|\n)")
_BLANK_LINE_BEFORE = re.compile(r"(?:\r\n|\r(?!\n)|\n){2}$|^$")
_COMMA = re.compile(r"\s*,[\s\\]*")
_WORD = re.compile(r"[^\W\d]\w*")

Statement = cst.Import | cst.ImportFrom


class Imports:
    """The top-level imports of one module."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._statements: dict[Statement, list[tuple[str, cst.ImportAlias]]] = {}
        for line in tree.source.module.body:
            for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if not isinstance(small, cst.Import | cst.ImportFrom):
                    continue
                if not isinstance(small.names, cst.ImportStar):
                    self._statements[small] = [(_local(alias), alias) for alias in small.names]

    @property
    def names(self) -> set[str]:
        """The names that the imports bind."""
        return {local for aliases in self._statements.values() for local, _ in aliases}

    def changes(self, edits: list[TextEdit], *, path: bool) -> tuple[list[TextEdit], list[Span]]:
        """What ``edits`` ask of the imports: edits of their own, and the lines that go whole.

        ``path`` asks for ``Path`` of cog, unless that name is bound already.
        """
        unused = self._unused(edits)
        found: list[TextEdit] = []
        gone: list[Span] = []
        kept: list[tuple[str, cst.ImportAlias]] = []
        for statement, aliases in self._statements.items():
            going = [alias for local, alias in aliases if local in unused]
            if isinstance(statement, cst.ImportFrom) and _module(statement) == "cog":
                kept.extend(pair for pair in aliases if pair[1] not in going)
            if len(going) == len(aliases):
                span = self._whole_line(statement)
                if span is not None:
                    gone.append(span)
                    found.append(TextEdit(span, ""))
            else:
                found.extend(TextEdit(span, "") for span in self._some(aliases, going))
        if path and "Path" not in self.names and "Path" not in _definitions(self._tree):
            found.append(self._path(kept))
        return found, gone

    def _unused(self, edits: list[TextEdit]) -> set[str]:
        """The imported names that were used, and that nothing uses after ``edits``."""
        replaced = [edit.span for edit in edits if len(edit.span)]
        written = {word for edit in edits for word in _WORD.findall(edit.content)}
        before: set[str] = set()
        after: set[str] = set()
        names = self.names
        for node in self._tree.nodes:
            words = _words(self._tree, node) & names
            if words:
                before |= words
                span = self._tree.span(node)
                if not any(edit.contains(span) for edit in replaced):
                    after |= words
        return before - after - written

    def _whole_line(self, statement: Statement) -> Span | None:
        """The line of ``statement``, if it stands there alone and no comment with it."""
        text, span = self._tree.text, self._tree.span(statement)
        rest = _LINE_REST.match(text, span.end)
        if rest is None or not _LINE_START.search(text, 0, span.start):
            return None
        if self._tree.has_comment(span):
            return None
        after = _BLANK_LINE.match(text, rest.end())
        blank = after is not None and _BLANK_LINE_BEFORE.search(text, 0, span.start) is not None
        return Span(span.start, after.end() if after and blank else rest.end())

    def _some(
        self, aliases: list[tuple[str, cst.ImportAlias]], going: list[cst.ImportAlias]
    ) -> list[Span]:
        """What to delete so that some of the names of a statement go and no comment does."""
        text, spans = self._tree.text, [self._tree.span(alias) for _, alias in aliases]
        found: list[Span] = []
        last = max(i for i, (_, alias) in enumerate(aliases) if alias not in going)
        for at, (_, alias) in enumerate(aliases):
            if alias not in going:
                continue
            span = spans[at]
            rest = _LINE_REST.match(text, span.end)
            indent = _LINE_START.search(text, 0, span.start)
            if rest is not None and indent is not None:
                start = span.start - len(indent[0].lstrip("\r\n"))
                found.append(Span(start, rest.end()))
                continue
            gap = Span(span.end, spans[at + 1].start) if at < last else None
            if at > last:
                gap = Span(spans[at - 1].end, span.start)
            if gap is not None and _COMMA.fullmatch(gap.text(text)):
                found.append(Span(min(span.start, gap.start), max(span.end, gap.end)))
        return found

    def _path(self, of_cog: list[tuple[str, cst.ImportAlias]]) -> TextEdit:
        """``Path`` among the names that come from cog, in their order."""
        for local, alias in of_cog:
            if local > "Path":
                start = self._tree.span(alias).start
                return TextEdit(Span(start, start), "Path, ")
        if of_cog:
            end = self._tree.span(of_cog[-1][1]).end
            return TextEdit(Span(end, end), ", Path")
        first = next(iter(self._statements), None)
        start = 0 if first is None else self._tree.span(first).start
        return TextEdit(Span(start, start), "from cog import Path\n")


def _local(alias: cst.ImportAlias) -> str:
    name = alias.name if alias.asname is None else alias.asname.name
    return code(name).partition(".")[0]


def _module(statement: cst.ImportFrom) -> str:
    return "" if statement.module is None or statement.relative else code(statement.module)


def _definitions(tree: Tree) -> set[str]:
    return {node.name.value for node in tree.source.module.body if isinstance(node, cst.ClassDef)}


def _words(tree: Tree, node: cst.CSTNode) -> set[str]:
    """The names that ``node`` itself uses: a name outside imports, or what a quoted type says."""
    if isinstance(node, cst.Name):
        holders = tree.ancestors(node)
        imported = any(isinstance(holder, cst.Import | cst.ImportFrom) for holder in holders)
        return set() if imported else {node.value}
    if isinstance(node, cst.SimpleString):
        inner = node.raw_value
        if inner.isidentifier() or any(
            isinstance(holder, cst.Annotation) for holder in tree.ancestors(node)
        ):
            return set(_WORD.findall(inner))
    return set()
