"""Child processes of a prediction that start Python, and how it is known that they load weights."""

from __future__ import annotations

import itertools
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Origin, Phase, Trace, trace_of, trace_script
from cog_lsp.project.commands import Words, commands_in
from cog_lsp.project.loads import Load, loads_in
from cog_lsp.project.outliving import is_of_runner
from cog_lsp.project.processes import Process, processes_of
from cog_lsp.project.python_commands import PythonCommand, python_command
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.rules.behavior._repeated import is_heavy
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts

_MOST_CALLS = 600  # of a script, to its loads
# What takes seconds to import, and is imported to run a model.
_FRAMEWORKS = frozenset(
    ("torch", "tensorflow", "keras", "jax", "paddle", "transformers", "diffusers", "mxnet")
)
# Programs of packages that load a model whenever they run, by their names and as modules.
_LOADING_PROGRAMS = frozenset(("demucs", "demucs.separate", "whisper", "spleeter"))
# Options that name weights, that may name a repository of the hub, and that name something else.
_NAMES_WEIGHTS = re.compile(r"ckpt|checkpoint|weights|pretrained|model_?(?:path|dir|file|name_or)")
_NAMES_REPOSITORY = re.compile(r"model|repo")
_NAMES_RESULT = re.compile(r"out|save|dest|export|lora|adapter")
_REPOSITORY = re.compile(r"\w[\w-]*/[\w-]+(?:\.\d[\w-]*)*")
# A training needs weights of its own each time.
_TRAINS = re.compile(r"(?:^|_)(?:fine_?)?(?:train|tune)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Child:
    """A start of Python that every prediction which gets there makes.

    What tells that weights are loaded: ``load`` in the project's own script, or the ``argument``
    of the command that names them, or a ``program`` that is known to load. If there is none of
    them, the script is known to import the ``framework``, and no more.
    """

    event: CallEvent
    command: PythonCommand
    load: Load | None = None
    argument: str = ""
    program: str = ""
    framework: str = ""

    @property
    def loads_weights(self) -> bool:
        """Whether it is known to load, and not only to import."""
        return bool(self.load is not None or self.argument or self.program)


def children_that_load(project: Project) -> Iterator[Child]:
    """Those starts of Python in code that a prediction leads to."""
    whole = replace(project, python={**project.programs, **project.python})
    trace = trace_of(project)
    kept, folders = _kept(trace), _folders(trace)
    seen: set[py.Call] = set()
    for process in processes_of(trace):
        event = process.event
        if event.phase is not Phase.PREDICT or event.node in seen or event in kept:
            continue
        if not all(guard.available or guard.origin == Origin.INPUT for guard in event.guards):
            continue
        for command in _commands(process, folders.get(event, "")):
            child = _child(whole, event, command)
            if child is not None:
                seen.add(event.node)
                yield child
                break


def _kept(trace: Trace) -> frozenset[CallEvent]:
    """The starts whose process is kept on the runner, where the next prediction finds it."""
    return frozenset(
        call
        for store in trace.stores
        if is_of_runner(store.frame, store.node)
        for call in store.value.loads
    )


def _folders(trace: Trace) -> Mapping[CallEvent, str]:
    """The folder that the code has changed to before each call, where it is not the project's."""
    folder = ""
    folders: dict[CallEvent, str] = {}
    for call in trace.calls:
        if call.name == "os.chdir" and call.args:
            folder = posixpath.join(folder, call.args[0].value.text or "\0")
        elif folder:
            folders[call] = folder
    return folders


def _commands(process: Process, folder: str) -> Iterator[PythonCommand]:
    """The commands of a process, or of the shell that it is, that start Python in ``folder``."""
    cwd = process.event.argument("cwd", None)
    if cwd is not None:
        folder = posixpath.join(folder, cwd.value.text or "\0")
    given: list[tuple[Words, str]] = [(process.words, "")]
    if process.text is not None:
        given = [*commands_in(process.text)]
    elif process.words[1:2] == ("-c",) and len(process.words) == 3 and process.words[2]:
        given = [*commands_in(process.words[2])]  # of `bash -c`
    for words, place in given:
        known = [word if word is None or "\0" not in word else None for word in words]
        command = python_command(known, posixpath.join(folder, place))
        program = (known[0] if known else None) or ""
        if program in _LOADING_PROGRAMS:
            command = PythonCommand(program, True, tuple(known[1:]))
        if command is not None and not _TRAINS.search(posixpath.basename(command.name)):
            yield command


def _child(whole: Project, event: CallEvent, command: PythonCommand) -> Child | None:
    program = command.name if command.is_module else ""
    if program in _LOADING_PROGRAMS:
        return Child(event, command, program=program)
    facts = next((whole.python[path] for path in command.paths if path in whole.python), None)
    argument = _weights_named(command.arguments)
    if facts is None:
        return Child(event, command, argument=argument) if argument else None
    load = _first_load(whole, facts)
    framework = _imported_framework(whole, facts)
    if load is None and not argument and not framework:
        return None
    return Child(event, command, load, argument, framework=framework)


def _weights_named(arguments: Words) -> str:
    """The option of a command that names weights, and the same ones for every request."""
    for option, value in itertools.pairwise((*arguments, None)):
        name, is_joined, joined = (option or "").partition("=")
        given = (joined if is_joined else value) or ""
        if name.startswith("-") and _is_of_weights(name.strip("-").replace("-", "_"), given):
            return f"{name} {given}"
    return ""


def _is_of_weights(option: str, value: str) -> bool:
    """Whether an option with that value says which weights to load."""
    option = option.lower()
    if value.startswith("-") or _NAMES_RESULT.search(option):
        return False
    if value.lower().endswith(WEIGHT_FILES):
        return True
    if _NAMES_REPOSITORY.search(option) and _REPOSITORY.fullmatch(value):
        return True
    return bool(_NAMES_WEIGHTS.search(option)) and "/" in value


def _first_load(whole: Project, facts: PythonFacts) -> Load | None:
    """The first load of a script that no condition guards: its arguments may say not to load."""
    trace = trace_script(whole, facts, most_calls=_MOST_CALLS)
    for load in loads_in(trace):
        if all(guard.available for guard in load.event.guards) and (
            is_heavy(load) if load.loader.kind != "file" else _is_given_to_model(load, trace)
        ):
            return load
    return None


def _is_given_to_model(load: Load, trace: Trace) -> bool:
    """Whether what a file holds becomes the parameters of a model."""
    return any(
        isinstance(call.node.func, py.Attribute)
        and call.node.func.attr == "load_state_dict"
        and any(load.event in arg.value.loads for arg in call.args)
        for call in trace.calls
    )


def _imported_framework(whole: Project, facts: PythonFacts) -> str:
    """The framework that importing a script imports, in the script or a module of the project."""
    seen: dict[str, PythonFacts] = {facts.path: facts}
    pending = [facts]
    while pending:
        current = pending.pop(0)
        for target in (*current.imports.values(), *current.star_imports):
            package = target.module.partition(".")[0]
            path = whole.module_path(current.path, target.module, target.level)
            if path is None and target.level == 0 and package in _FRAMEWORKS:
                return package
            if path is not None and path not in seen:
                seen[path] = whole.python[path]
                pending.append(whole.python[path])
    return ""
