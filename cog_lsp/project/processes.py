"""The child processes that a project starts: what is run, and whether anybody looks at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project.behavior import CallEvent, Trace
from cog_lsp.project.commands import Download, downloads_in, downloads_of
from cog_lsp.syntax import python_tree as py

_SHELL = frozenset(
    ("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput",
     "asyncio.create_subprocess_shell")
)  # fmt: skip
_STARTERS = frozenset(
    ("subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
     "subprocess.Popen")
)  # fmt: skip
# Takes the words of the command as arguments.
_STARTER_OF_WORDS = "asyncio.create_subprocess_exec"


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """One child process. ``words`` are its words as far as they are known, ``text`` a shell's text.

    A part of a text that is not known is a NUL; a word that is not known is ``None``. Where not
    ``is_whole``, there are more words than those.
    """

    event: CallEvent
    words: tuple[str | None, ...]
    text: str | None
    is_whole: bool = True

    @property
    def program(self) -> str:
        """The name of the program, without its folder; empty if it is not known."""
        words = self.words or tuple((self.text or "").split(maxsplit=1))
        name = words[0] if words and words[0] is not None else ""
        return name.rpartition("/")[2] if "\0" not in name else ""

    @property
    def downloads(self) -> tuple[Download, ...]:
        """What it downloads; a place or source that is not known is a NUL."""
        if self.text is not None:
            return tuple(downloads_in(self.text))
        if not self.is_whole:
            return ()
        words = [word if word is not None else "\0" for word in self.words]
        return tuple(downloads_of(words))


def processes_of(trace: Trace) -> Iterator[Process]:
    """The child processes of a trace whose command is known in part."""
    for event in trace.calls:
        if event.name == _STARTER_OF_WORDS:
            given = [arg for arg in event.args if arg.name is None]
            words = tuple(arg.value.text for arg in given if not arg.node.star)
            yield Process(event, words, None, len(words) == len(given))
        elif event.name in _SHELL or event.name in _STARTERS:
            process = _read(event)
            if process is not None:
                yield process


def _read(event: CallEvent) -> Process | None:
    arg = event.argument("args" if event.name in _STARTERS else "command", 0)
    if arg is None:
        return None
    value = arg.value
    if value.start or value.items is not None:
        words = tuple(item.text for item in value.start)
        return Process(event, words, None, value.items is not None)
    text = value.text if value.text is not None else value.pattern or _beginning(arg.node.value)
    return Process(event, (), text) if text is not None else None


def _beginning(expr: py.Expr) -> str | None:
    """What a text begins with, and a NUL for the rest: ``"wget " + url``."""
    expr = py.unparen(expr)
    while isinstance(expr, py.BinOp) and expr.op in ("+", "%"):
        expr = py.unparen(expr.left)
    if isinstance(expr, py.Call) and isinstance(expr.func, py.Attribute):
        expr = py.unparen(expr.func.value) if expr.func.attr == "format" else expr
    if isinstance(expr, py.Constant) and isinstance(expr.value, str):
        return f"{expr.value}\0"
    return None
