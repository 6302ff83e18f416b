"""What a prediction leaves on disk for the next one: files that nothing of it takes away."""

from __future__ import annotations

import posixpath

from cog_lsp.project.behavior import CallEvent, Phase, Trace
from cog_lsp.project.processes import Process, processes_of
from cog_lsp.syntax import python_tree as py

# Functions that delete a file or put it elsewhere, and methods of a path that do.
_REMOVERS = frozenset(
    ("os.remove", "os.unlink", "os.rmdir", "os.removedirs", "os.rename", "os.renames",
     "os.replace", "shutil.rmtree", "shutil.move")
)  # fmt: skip
_REMOVING_METHODS = frozenset(("unlink", "rmdir", "rmtree", "rename", "remove", "cleanup"))
_REMOVING_PROGRAMS = frozenset(("rm", "mv", "find", "rsync", "trash"))


def stays(trace: Trace, path: str) -> bool:
    """Whether the prediction surely leaves the file or folder ``path`` where it is.

    ``path`` is as the code writes it. Whatever may take it away, or changes the folder that it is
    in, counts as doing so; so does code that is too much to follow.
    """
    if not trace.complete:
        return False
    fixed = posixpath.isabs(path)
    for call in trace.calls:
        if call.phase is Phase.PREDICT and (
            _may_remove(call, path) or (call.name == "os.chdir" and not fixed)
        ):
            return False
    return not any(
        process.event.phase is Phase.PREDICT and _runs_remover(process)
        for process in processes_of(trace)
    )


def _may_remove(call: CallEvent, path: str) -> bool:
    func = py.unparen(call.node.func)
    target = None
    if call.name in _REMOVERS:
        first = call.argument(None, 0)
        target = first.value.text if first is not None else None
    elif isinstance(func, py.Attribute) and (
        func.attr in _REMOVING_METHODS or (func.attr == "replace" and len(call.args) == 1)
    ):
        target = call.receiver.text if call.receiver is not None else None
    else:
        return False
    return target is None or _is_around(target, path) or _is_around(path, target)


def _is_around(outer: str, inner: str) -> bool:
    outer, inner = posixpath.normpath(outer), posixpath.normpath(inner)
    return outer in (inner, ".") or inner.startswith(f"{outer.rstrip('/')}/")


def _runs_remover(process: Process) -> bool:
    words = (process.text or "").replace("\0", " ").split() if process.text else process.words
    return not _REMOVING_PROGRAMS.isdisjoint(
        posixpath.basename(word) for word in words if word is not None
    )
