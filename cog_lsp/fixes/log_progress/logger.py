"""The logger that progress goes to: the one that the file has, or a new one that reaches the log.

Cog configures no logging: its server replaces the two standard streams and leaves Python's root
logger at WARNING without a handler (read in cog and coglet 0.23.1, and tried: an INFO record is
lost). So a file that configures nothing gets a ``basicConfig`` at INFO. Its format has no prefix,
because clients read progress only from a line that begins with it.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.log_progress.items import NoItemError
from cog_lsp.fixes.log_progress.report import Sink
from cog_lsp.fixes.log_progress.tree import Bindings, Tree, code, last_name
from cog_lsp.text import Span, TextEdit

_CONFIGURES = {"basicConfig", "dictConfig", "fileConfig", "addHandler"}
_PLAIN_FORMAT = re.compile(r"format\s*=\s*['\"]%\(message\)s")
_REST_OF_LINE = re.compile(r"[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")
_NAMES = ("logger", "progress_logger", "_progress_logger")


@dataclass(frozen=True, slots=True)
class LoggerUse:
    """How the file logs: the call, and what has to be added for it at module level."""

    sink: Sink
    module: str
    adds: tuple[str, ...]
    imports: bool
    note: str


def use_logger(tree: Tree, function: cst.FunctionDef, taken: set[str]) -> LoggerUse:
    """The logger for ``function``; ``taken`` are the names in use in the file.

    Raises :class:`NoItemError` where ``logging`` is the name of something else.
    """
    bindings = Bindings(tree, function)
    loguru = _loguru(tree)
    if loguru is not None:
        sink = Sink(f"{loguru}.info", two='"{} {}"')
        note = "loguru's default format puts a prefix before each line"
        return LoggerUse(sink, "", (), False, f"{note}: clients' progress bars do not read it.")
    module = logging_name(tree)
    existing = _existing(tree, function, bindings)
    name = existing or next((one for one in _NAMES if one not in taken), _NAMES[-1])
    adds: list[str] = []
    calls = [node for node in tree.nodes if isinstance(node, cst.Call)]
    configured = [node for node in calls if last_name(node) in _CONFIGURES]
    imported = module or "logging"
    note = "The root logger is set to INFO, so other libraries log their INFO lines as well."
    if not configured:
        adds.append(f'{imported}.basicConfig(level={imported}.INFO, format="%(message)s")')
    elif any(_PLAIN_FORMAT.search(code(node)) for node in configured):
        note = ""
    else:
        note = (
            "The file configures logging itself: INFO has to pass, and clients read progress only "
            'if the format is "%(message)s".'
        )
    if existing is None:
        adds.append(f"{name} = {imported}.getLogger(__name__)")
    sink = Sink(f"{name}.info", lazy=True, two='"%s %s"')
    return LoggerUse(sink, imported, tuple(adds), bool(adds) and module is None, note)


def logger_edits(tree: Tree, use: LoggerUse, gone: list[Span]) -> list[TextEdit]:
    """The edits that bring what ``use`` needs: the import, and its statements behind the imports.

    ``gone`` are the lines of imports that are deleted at the same time.
    """
    place, follower = _import_place(tree)
    last = _last_import(tree, gone)
    added = "\n".join(use.adds)
    if not use.imports:
        return [_behind(tree, last, gone, f"\n\n{added}")] if use.adds and last else []
    if last is None or last < place:
        return [_behind(tree, place, gone, f"import logging\n\n{added}\n")]
    apart = "\n" if follower and follower not in sys.stdlib_module_names else ""
    edit = TextEdit(Span(place, place), f"import logging\n{apart}")
    return [edit, _behind(tree, last, gone, f"\n\n{added}")]


def _behind(tree: Tree, place: int, gone: list[Span], content: str) -> TextEdit:
    """The insertion of ``content``, with a blank line between it and code that follows."""
    following = place
    for span in gone:
        following = span.end if span.start == following else following
    if re.match(r"(?:\r\n|\r|\n)?[ \t]*[^\s]", tree.text[following:]):
        content += "\n"
    return TextEdit(Span(place, place), content)


def _last_import(tree: Tree, gone: list[Span]) -> int | None:
    """The end of the line of the last import before the first definition."""
    found: int | None = None
    for statement in tree.source.module.body:
        if isinstance(statement, cst.FunctionDef | cst.ClassDef):
            break
        end = tree.span(statement).end
        imports = any(isinstance(n, cst.Import | cst.ImportFrom) for n in tree.inside(statement))
        if imports and not any(span.start < end <= span.end for span in gone):
            rest = _REST_OF_LINE.match(tree.text, end)
            found = end if rest is None else rest.end()
    return found


def _import_place(tree: Tree) -> tuple[int, str]:
    """Where ``import logging`` goes among the first plain imports, and what module follows it.

    The name is empty where the line joins others of its kind.
    """
    place, among_plain = 0, False
    for line in tree.source.module.body:
        small = line.body[0] if isinstance(line, cst.SimpleStatementLine) else None
        module = ""
        if isinstance(small, cst.Import):
            module = code(small.names[0].name)
        elif isinstance(small, cst.ImportFrom) and small.module is not None:
            module = code(small.module)
        docstring = isinstance(small, cst.Expr) and isinstance(small.value, cst.SimpleString)
        plain_before = isinstance(small, cst.Import) and module < "logging"
        if docstring or plain_before or module == "__future__":
            end = _REST_OF_LINE.match(tree.text, tree.span(line).end)
            place = tree.span(line).end if end is None else end.end()
            line_end = _LINE_END.match(tree.text, place)
            place = place if line_end is None else line_end.end()
            among_plain = plain_before
            continue
        if module and not among_plain:
            return tree.span(line).start, module.partition(".")[0]
        break
    return place, ""


def logging_name(tree: Tree) -> str | None:
    """What the standard ``logging`` is called in the file, ``None`` if it is not imported.

    Raises :class:`NoItemError` where ``logging`` is the name of something else.
    """
    for node in tree.nodes:
        if not isinstance(node, cst.Import | cst.ImportFrom) or tree.function_of(node) is not None:
            continue
        if isinstance(node, cst.Import):
            for alias in node.names:
                if code(alias.name) == "logging" and alias.asname is not None:
                    return code(alias.asname.name)
                if code(alias.name).partition(".")[0] == "logging" and alias.asname is None:
                    return "logging"
        elif not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                local = alias.name if alias.asname is None else alias.asname.name
                if code(local) == "logging":
                    raise NoItemError("the name `logging` means something else in this file")
    return None


def _existing(tree: Tree, function: cst.FunctionDef, bindings: Bindings) -> str | None:
    """The logger that the file has already, as an expression that works in ``function``."""
    parameters = {parameter.name.value for parameter in bindings.parameters}
    for node in tree.nodes:
        if not (isinstance(node, cst.Assign) and isinstance(node.value, cst.Call)):
            continue
        if last_name(node.value) != "getLogger":
            continue
        target, holder = code(node.targets[0].target), tree.function_of(node)
        if holder is None and target.isidentifier() and target not in parameters:
            return target
        owner = None if holder is None else tree.class_of(holder)
        if target.startswith("self.") and owner and owner is tree.class_of(function):
            return target
    return None


def _loguru(tree: Tree) -> str | None:
    """What loguru's logger is called in the file, ``None`` if it is not imported."""
    for node in tree.nodes:
        if not isinstance(node, cst.ImportFrom) or isinstance(node.names, cst.ImportStar):
            continue
        if node.module is not None and code(node.module) == "loguru":
            for alias in node.names:
                if alias.name.value == "logger":
                    return "logger" if alias.asname is None else code(alias.asname.name)
    return None
