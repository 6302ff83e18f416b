"""Commands that start a Python interpreter, and which script or module it runs."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass

from cog_lsp.project.commands import Words, without_prefixes

SCRIPT = re.compile(r"(?:^|(?<=\s))(?:\./|/src/)?([\w./-]+\.py)(?=\s|$)")
_INTERPRETER = re.compile(r"python[\d.]*$")
_WITH_VALUE = frozenset(("-W", "-X"))  # options of the interpreter before another word
# Programs that start an interpreter for the script that follows their own options, and modules that
# do the same with `python -m`.
_LAUNCHERS = frozenset(("torchrun", "accelerate", "deepspeed"))
_LAUNCHING = frozenset(
    ("torch.distributed.run", "torch.distributed.launch", "accelerate.commands.launch")
)
# Programs that start another in an environment of its own, by their first words.
_WRAPPERS = (("uv", "run"), ("poetry", "run"), ("pipenv", "run"), ("xvfb-run",))


@dataclass(frozen=True, slots=True)
class PythonCommand:
    """A command that starts an interpreter: what it runs, and the words behind that.

    ``name`` is the script as it is written, or the module behind ``-m`` if ``is_module``;
    ``folder`` is where the command runs, as far as a ``cd`` before it says so.
    """

    name: str
    is_module: bool
    arguments: tuple[str | None, ...]
    folder: str = ""

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the project that it may run."""
        if not self.is_module:
            script = _inside(self.name)
            return (joined(self.folder, script),) if script is not None else ()
        path = joined(self.folder, self.name.replace(".", "/"))
        return f"{path}.py", f"{path}/__main__.py"


def python_command(words: Words, folder: str = "") -> PythonCommand | None:
    """What a command runs in a Python interpreter, if it starts one."""
    words = without_prefixes(words)
    for wrapper in _WRAPPERS:
        if tuple(words[: len(wrapper)]) == wrapper:
            words = _without_options(words[len(wrapper) :])
    program = posixpath.basename((words[0] if words else "") or "")
    if _INTERPRETER.match(program):
        return _run_by_interpreter(words[1:], folder)
    if program in _LAUNCHERS:
        return _launched(words[1:], folder)
    if program.endswith(".py"):
        return PythonCommand(words[0] or "", False, tuple(words[1:]), folder)
    return None


def _run_by_interpreter(words: Words, folder: str) -> PythonCommand | None:
    while words:
        word, *rest = words
        if word is None or word == "-c":
            return None
        if not word.startswith("-"):
            return PythonCommand(word, False, tuple(rest), folder)
        if word == "-m":
            module = rest[0] if rest else None
            if module in _LAUNCHING:
                return _launched(rest[1:], folder)
            return PythonCommand(module, True, tuple(rest[1:]), folder) if module else None
        words = rest[1:] if word in _WITH_VALUE else rest
    return None


def _launched(words: Words, folder: str) -> PythonCommand | None:
    """What a launcher runs: the first script among its words, or the module behind ``-m``."""
    for at, word in enumerate(words):
        if word is not None and word.endswith(".py"):
            return PythonCommand(word, False, tuple(words[at + 1 :]), folder)
        if word in ("-m", "--module") and at + 1 < len(words) and words[at + 1]:
            return PythonCommand(words[at + 1] or "", True, tuple(words[at + 2 :]), folder)
    return None


def _without_options(words: Words) -> Words:
    while words and (words[0] or "").startswith("-"):
        words = words[1:]
    return words


def _inside(script: str) -> str | None:
    """A script's path as the project has it; ``None`` if it lies elsewhere, or nobody can tell."""
    match = SCRIPT.fullmatch(script)
    return match[1] if match is not None and not match[1].startswith("/") else None


def joined(folder: str, path: str) -> str:
    """``path`` as seen from the project's root when a command names it in ``folder``."""
    inside = folder.removeprefix("/src/").removeprefix("/src") if folder else ""
    return posixpath.normpath(posixpath.join(inside, path))
