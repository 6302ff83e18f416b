"""The project: one frozen snapshot of all that belongs to one cog.yaml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from cog_lsp.project.config import CogConfig, TargetRef, scalar_line
from cog_lsp.project.hardware import (
    HardwareDeclaration,
    declared_hardware,
    seconds_in,
    that_counts,
)
from cog_lsp.project.installed import Installed
from cog_lsp.project.inventory import Inventory
from cog_lsp.project.settings import Settings
from cog_lsp.project.weight_files import StoredWeights
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.directives import Directives, read_directives
from cog_lsp.syntax.dockerignore import dockerignore_comments
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, ImportTarget, PythonFacts
from cog_lsp.syntax.requirements import (
    Requirement,
    parse_line,
    parse_requirements,
    requirements_comments,
)
from cog_lsp.syntax.weights_lock import LOCK_NAME, LockedWeight, read_weights_lock
from cog_lsp.text import Document

METHODS = ("run", "predict")


@dataclass(frozen=True, slots=True, eq=False)
class EntryPoint:
    """What Cog calls for each request: a method of a runner class, or a function.

    ``function`` may stand in a base class in another file than ``runner``.
    """

    ref: TargetRef
    mode: Literal["predict", "train"]
    runner: ClassFacts | None
    function: FunctionFacts
    setup: FunctionFacts | None

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the parameters that callers fill: all but ``self``."""
        names = [param.name for param in self.function.node.params if param.name]
        return tuple(names if self.function.is_static else names[1:])


@dataclass(frozen=True, eq=False)
class Published:
    """What callers of the model have today, to compare with: one of the two is set.

    ``name`` is what people call it (``HEAD``, ``openapi.json``), ``project`` the project as it was
    then, ``document`` a saved OpenAPI document.
    """

    name: str
    project: Project | None = None
    document: Document | None = None


@dataclass(frozen=True, eq=False)
class Project:
    """Everything known of one project.

    ``documents`` holds every file that was read, by its path inside the project, ``python`` the
    facts of those that are Python and reachable from cog.yaml. ``published`` is what the
    interface's changes are measured against, if there is anything. ``names`` are the paths of all
    that lies beside cog.yaml and beside the files it names, read or not, folders too. ``installed``
    is what a lock or an environment says of versions. ``others`` are the Python files that cog.yaml
    does not lead to (tests, scripts), read only while ``predict:`` waits to be renamed. ``weights``
    are the files of weights that were found, ``scripts`` and ``shell_scripts`` what authors run
    before the build to fetch them, which no rule looks at. ``programs`` are the Python files that
    the code runs as processes of their own, and what these import, by their paths. ``inventory`` is
    all that lies in the folder, by name and size, where there is a folder. ``requirements_mark`` is
    the encoding that the requirements file names by a byte order mark, on disk. Two snapshots of
    the same texts and files are interchangeable.
    """

    config: CogConfig
    documents: Mapping[str, Document]
    python: Mapping[str, PythonFacts]
    settings: Settings = field(default_factory=Settings)
    published: Published | None = None
    names: frozenset[str] = frozenset()
    installed: Installed = field(default_factory=Installed)
    others: tuple[Document, ...] = ()
    weights: StoredWeights = field(default_factory=StoredWeights)
    scripts: tuple[PythonFacts, ...] = ()
    programs: Mapping[str, PythonFacts] = field(default_factory=dict)
    shell_scripts: tuple[Document, ...] = ()
    inventory: Inventory | None = None
    requirements_mark: str = ""

    def exists(self, path: str) -> bool:
        """Whether something is known to have the name ``path``: a file, read or not, or a folder.

        Only what ``names`` covers is known.
        """
        return path in self.documents or path in self.names

    @cached_property
    def directives(self) -> Mapping[str, Directives]:
        """The ``# cog-lsp:`` comments of every file in which they are read, by its path."""
        found = {path: facts.directives for path, facts in self.python.items()}
        found[self.config.path] = self.config.directives
        others = {
            self.config.requirements_path: requirements_comments,
            ".dockerignore": dockerignore_comments,
        }
        for path, comments in others.items():
            document = self.documents.get(path) if path is not None else None
            if document is not None and document.path not in found:
                found[document.path] = read_directives(comments(document.text), document.lines)
        return found

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """What pip installs, from ``python_requirements`` and ``python_packages`` together."""
        found: list[Requirement] = []
        path = self.config.requirements_path
        if path is not None and path in self.documents:
            found.extend(parse_requirements(self.documents[path].text))
        for item in self.config.strings("build", "python_packages"):
            line = parse_line(scalar_line(item, self.config.document.text))
            if line is not None and line.kind == "requirement" and line.requirement is not None:
                found.append(line.requirement)
        return tuple(found)

    def pinned(self, name: str) -> str | None:
        """The exact version that package ``name`` (normalised) is pinned to, if it is."""
        for requirement in self.requirements:
            if requirement.name == name:
                return requirement.version
        return None

    @cached_property
    def locked_weights(self) -> tuple[LockedWeight, ...]:
        """The managed weights that ``weights.lock`` lists with their files' sizes."""
        lock = self.documents.get(LOCK_NAME)
        return read_weights_lock(lock.text) if lock is not None else ()

    @cached_property
    def hardware(self) -> tuple[HardwareDeclaration, ...]:
        """Every place that names a tier, the one that counts first."""
        return declared_hardware(self.config, self.documents, self.settings)

    @cached_property
    def chosen_hardware(self) -> HardwareDeclaration | None:
        """The place that says what the model runs on, if one can be told from the others."""
        return that_counts(self.hardware)

    @property
    def prediction_seconds(self) -> float | None:
        """How long a prediction takes, as the author says in cog.yaml or in the settings."""
        for setting in self.config.directives.settings:
            if setting.key == "prediction-seconds":
                seconds = seconds_in(setting.value)
                if seconds is not None:
                    return seconds
        return self.settings.prediction_seconds

    @cached_property
    def entry_points(self) -> tuple[EntryPoint, ...]:
        """The targets of cog.yaml that can be found in the code."""
        found = (self._entry_point(ref) for ref in self.config.targets)
        return tuple(entry for entry in found if entry is not None)

    def _entry_point(self, ref: TargetRef) -> EntryPoint | None:
        facts = self.python.get(ref.file)
        if facts is None:
            return None
        mode: Literal["predict", "train"] = "train" if ref.key == "train" else "predict"
        names = ("train",) if mode == "train" else METHODS
        runner = facts.classes.get(ref.name)
        if runner is not None:
            for name in names:
                function = self.find_method(runner, name)
                if function is not None:
                    setup = self.find_method(runner, "setup")
                    return EntryPoint(ref, mode, runner, function, setup)
            return None
        function = facts.functions.get(ref.name) or facts.functions.get(names[-1])
        return EntryPoint(ref, mode, None, function, None) if function is not None else None

    def find_method(self, cls: ClassFacts, name: str) -> FunctionFacts | None:
        """Method ``name`` of ``cls`` or of its bases in this project, in the order Cog looks."""
        for candidate in self.ancestry(cls):
            method = candidate.methods.get(name)
            if method is not None:
                return method
        return None

    def ancestry(self, cls: ClassFacts) -> Iterator[ClassFacts]:
        """``cls`` and its base classes in this project, depth first, left to right, each once."""
        seen: set[tuple[str, str]] = set()
        stack = [cls]
        while stack:
            current = stack.pop()
            if (current.path, current.qualname) in seen:
                continue
            seen.add((current.path, current.qualname))
            yield current
            bases = [
                self.find_class(self.python[current.path], base.value)
                for base in current.node.bases
                if base.name is None and current.path in self.python
            ]
            stack.extend(base for base in reversed(bases) if base is not None)

    def external_bases(self, cls: ClassFacts) -> tuple[str, ...]:
        """Qualified names of those bases, of ``cls`` and its ancestors, that stand elsewhere."""
        names: list[str] = []
        for ancestor in self.ancestry(cls):
            facts = self.python[ancestor.path]
            for base in ancestor.node.bases:
                if base.name is None and self.find_class(facts, base.value) is None:
                    name = self.qualified(facts, base.value)
                    if name is not None:
                        names.append(name)
        return tuple(names)

    @cached_property
    def _found(
        self,
    ) -> dict[
        tuple[PythonFacts, py.Expr, FunctionFacts | None],
        ClassFacts | FunctionFacts | PythonFacts | None,
    ]:
        """What :meth:`find` has found so far: code that is followed asks for the same again."""
        return {}

    def find_class(
        self, facts: PythonFacts, expr: py.Expr, scope: FunctionFacts | None = None
    ) -> ClassFacts | None:
        """The class of this project that ``expr`` names in ``facts``, if it names one."""
        found = self.find(facts, expr, scope)
        return found if isinstance(found, ClassFacts) else None

    def find(
        self, facts: PythonFacts, expr: py.Expr, scope: FunctionFacts | None = None
    ) -> ClassFacts | FunctionFacts | PythonFacts | None:
        """The class, function or module of this project that a dotted ``expr`` names."""
        key = (facts, expr, scope)
        if key not in self._found:
            name = py.dotted(expr)
            self._found[key] = self._find(facts, name.split("."), scope, 8) if name else None
        return self._found[key]

    def _find(
        self, facts: PythonFacts, parts: list[str], scope: FunctionFacts | None, depth: int
    ) -> ClassFacts | FunctionFacts | PythonFacts | None:
        if depth == 0:
            return None
        name = ".".join(parts)
        if scope is not None:
            inner = f"{scope.qualname}.<locals>.{name}"
            local = facts.functions.get(inner) or facts.classes.get(inner)
            if local is not None:
                return local
        found = facts.classes.get(name) or facts.functions.get(name)
        if found is not None and "<locals>" not in found.qualname:
            return found
        for length in range(len(parts), 0, -1):
            prefix = ".".join(parts[:length])
            target = scope.imports.get(prefix) if scope is not None else None
            target = target or facts.imports.get(prefix)
            if target is not None:
                return self._through(facts, target, parts[length:], depth)
        for star in facts.star_imports:
            found_there = self._through(facts, star, parts, depth)
            if found_there is not None:
                return found_there
        return None

    def _through(
        self, facts: PythonFacts, target: ImportTarget, rest: list[str], depth: int
    ) -> ClassFacts | FunctionFacts | PythonFacts | None:
        """What ``rest`` names behind an import; a member may be a submodule."""
        names = ([target.member] if target.member is not None else []) + rest
        module = target.module
        while True:
            path = self.module_path(facts.path, module, target.level)
            if path is not None:
                there = self.python[path]
                found = self._find(there, names, None, depth - 1) if names else there
                if found is not None:
                    return found
            if not names:
                return None
            module = f"{module}.{names[0]}".strip(".")
            names = names[1:]

    def module_path(self, importer: str, module: str, level: int = 0) -> str | None:
        """The file of this project that ``module`` is when ``importer`` imports it."""
        for path in module_candidates(importer, module, level):
            if path in self.python:
                return path
        return None

    def qualified(
        self, facts: PythonFacts, expr: py.Expr, scope: FunctionFacts | None = None
    ) -> str | None:
        """The dotted name of ``expr`` with its first part replaced by what was imported as it.

        A name that is neither imported nor defined at module level stands for itself (a builtin, or
        a local variable: the caller knows which names are local).
        """
        name = py.dotted(expr)
        if name is None:
            return None
        parts = name.split(".")
        for length in range(len(parts), 0, -1):
            prefix = ".".join(parts[:length])
            target = scope.imports.get(prefix) if scope is not None else None
            target = target or facts.imports.get(prefix)
            if target is not None:
                return ".".join([target.qualified, *parts[length:]])
        return name


def module_candidates(importer: str, module: str, level: int) -> Iterator[str]:
    """The paths at which ``module`` may stand, the likelier first.

    Absolute imports are looked up from the project's root, which is the working directory of the
    container, then beside the importing file; relative ones from the importing file's package.
    """
    here = importer.rpartition("/")[0]
    inner = module.replace(".", "/")
    if level:
        base = here.split("/") if here else []
        base = base[: max(len(base) - (level - 1), 0)]
        folders = ["/".join(base)]
    else:
        folders = list(dict.fromkeys(("", here)))
    for folder in folders:
        stem = "/".join(part for part in (folder, inner) if part)
        if stem:
            yield f"{stem}.py"
            yield f"{stem}/__init__.py"
