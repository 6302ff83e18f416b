"""The classes that Cog knows fields of: BaseModels and TypedDicts, local and imported ones.

Bases are matched by spelling. Of an imported file Cog takes its models (those that it imports
itself included) and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cog_lsp.interface.annotations import TypeExpr, UnreadableError, read_annotation
from cog_lsp.interface.literals import Literal, read_literal
from cog_lsp.interface.modules import is_external, module_file, submodule
from cog_lsp.interface.names import Import, Names
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts


@dataclass(frozen=True, slots=True, eq=False)
class ModelField:
    """One field: ``key_required`` is what a TypedDict says, ``None`` in a BaseModel."""

    path: str
    model: str
    name: str
    node: py.Assign
    annotation: TypeExpr
    default: Literal | None
    key_required: bool | None


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """One class. ``dropped`` are the fields whose annotation Cog cannot read: it has them not."""

    path: str
    name: str
    node: py.ClassDef
    is_typed_dict: bool
    fields: tuple[ModelField, ...]
    dropped: tuple[py.Assign, ...]


@dataclass
class _File:
    """One file's models while they are being found, under each name that reaches them."""

    source: Source
    names: Names
    models: dict[str, Model] = field(default_factory=dict)
    typed_dicts: set[str] = field(default_factory=set)

    @property
    def path(self) -> str:
        return self.source.path

    def collect(self) -> None:
        """Take the models among the file's own classes, in their order."""
        found: dict[str, Model] = {}
        for node in self.source.facts.tree.body:
            if not isinstance(node, py.ClassDef):
                continue
            parents, is_typed_dict, total = self._typed_dict(node)
            if not is_typed_dict and not self._is_base_model(node):
                continue
            own, dropped = self._fields(node, total if is_typed_dict else None)
            fields = {item.name: item for item in own}
            if is_typed_dict:
                inherited = [found.get(parent) or self.models.get(parent) for parent in parents]
                fields = {}
                for item in (*(f for m in inherited if m for f in m.fields), *own):
                    fields[item.name] = item
                self.typed_dicts.add(node.name)
            items = tuple(fields.values()) if is_typed_dict else own
            found[node.name] = Model(self.path, node.name, node, is_typed_dict, items, dropped)
        self.models.update(found)

    def _is_base_model(self, node: py.ClassDef) -> bool:
        for base in _bases(node):
            if isinstance(base, py.Name) and (
                base.id == "BaseModel" or self.names.is_base_model(base.id)
            ):
                return True
            if isinstance(base, py.Attribute) and self.source.text(base).endswith(".BaseModel"):
                return True
        return False

    def _typed_dict(self, node: py.ClassDef) -> tuple[list[str], bool, bool]:
        """The TypedDicts among the bases, whether it is one itself, and whether it is total."""
        parents: list[str] = []
        is_typed_dict, total = False, True
        for base in _bases(node):
            if not isinstance(base, py.Name | py.Attribute):
                continue
            text = self.source.text(base)
            if isinstance(base, py.Name):
                is_root = text == "TypedDict" or self.names.is_typed_dict(text)
            else:
                is_root = text.endswith(".TypedDict")
            if is_root:
                is_typed_dict = True
            elif text in self.typed_dicts:
                is_typed_dict = True
                parents.append(text)
        for argument in node.bases:
            if argument.name == "total" and self.source.text(argument.value) == "False":
                total = False
        return parents, is_typed_dict, total

    def _fields(
        self, node: py.ClassDef, total: bool | None
    ) -> tuple[tuple[ModelField, ...], tuple[py.Assign, ...]]:
        fields: list[ModelField] = []
        dropped: list[py.Assign] = []
        for statement in node.body:
            if not isinstance(statement, py.Assign) or statement.annotation is None:
                continue
            target = statement.targets[0]
            if not isinstance(target, py.Name):
                continue
            try:
                annotation = read_annotation(self.source, statement.annotation)
            except UnreadableError:
                dropped.append(statement)
                continue
            default = None
            if statement.value is not None and len(statement.targets) == 1:
                default = read_literal(self.source, statement.value)
            required = None
            if total is not None:
                annotation, required = self._key(annotation, total)
            fields.append(
                ModelField(
                    self.path, node.name, target.id, statement, annotation, default, required
                )
            )
        return tuple(fields), tuple(dropped)

    def _key(self, annotation: TypeExpr, total: bool) -> tuple[TypeExpr, bool]:
        """A TypedDict's field without its qualifier, and whether the key must be there."""
        if annotation.kind == "generic" and len(annotation.args) == 1:
            for qualifier in ("NotRequired", "Required"):
                if (
                    annotation.name == qualifier
                    or annotation.name.endswith(f".{qualifier}")
                    or self.names.is_field_qualifier(annotation.name, qualifier)
                ):
                    return annotation.args[0], qualifier == "Required"
        return annotation, total


def _bases(node: py.ClassDef) -> tuple[py.Expr, ...]:
    return tuple(base.value for base in node.bases if base.name is None and not base.star)


@dataclass(frozen=True, slots=True)
class Models:
    """What one file reaches: models and the names of TypedDicts, also as ``module.Name``."""

    by_name: Mapping[str, Model]
    typed_dicts: frozenset[str]


def models_of(source: Source, names: Names, files: Mapping[str, PythonFacts]) -> Models:
    """The models that ``source`` defines or imports from the ``files`` of the project."""
    file = _File(source, names)
    file.collect()
    _Importer(files).resolve(file)
    # Once more: a class may have an imported TypedDict for its base.
    file.collect()
    return Models(file.models, frozenset(file.typed_dicts))


class _Importer:
    """Follows imports from file to file; each file is read once."""

    def __init__(self, files: Mapping[str, PythonFacts]) -> None:
        self._files = files
        self._loaded: dict[str, _File] = {}

    def resolve(self, into: _File) -> None:
        """Add to ``into`` what its imports bring."""
        for local, entry in into.names:
            there, is_submodule = self._load_import(entry, into.path)
            if there is None:
                _alias(local, entry, into, into)
                continue
            for name, model in tuple(there.models.items()):
                into.models[f"{local}.{name}"] = model
            into.typed_dicts.update(f"{local}.{name}" for name in tuple(there.typed_dicts))
            if is_submodule or entry.is_module:
                continue
            _alias(local, entry, there, into)
            # One imported model makes all of its file known by their bare names.
            for name, model in tuple(there.models.items()):
                into.models.setdefault(name, model)

    def _load_import(self, entry: Import, importer: str) -> tuple[_File | None, bool]:
        """The file behind an import, and whether it is what was thought to be a member."""
        there = self._load(entry.module, importer)
        if there is not None:
            return there, False
        return self._load(submodule(entry.module, entry.original), importer), True

    def _load(self, module: str, importer: str) -> _File | None:
        path = module_file(module, importer) if not is_external(module) else None
        facts = self._files.get(path) if path is not None else None
        if path is None or facts is None:
            return None
        if path in self._loaded:
            return self._loaded[path]
        file = _File(Source(facts), Names(facts.tree.body))
        # A cycle sees an empty file; what it asked for is brought to it afterwards.
        self._loaded[path] = _File(file.source, Names(()))
        file.collect()
        self.resolve(file)
        file.collect()
        self._loaded[path] = file
        self._refresh()
        self.resolve(file)
        return file

    def _refresh(self) -> None:
        """Bring to every file what was not known when it imported it: the way out of a cycle."""
        for file in tuple(self._loaded.values()):
            for local, entry in file.names:
                path = module_file(entry.module, file.path)
                there = self._loaded.get(path) if path is not None else None
                if there is not None:
                    _alias(local, entry, there, file)


def _alias(local: str, entry: Import, there: _File, into: _File) -> None:
    """Let ``local`` be the model that ``entry`` names in ``there``, if it names one."""
    model = there.models.get(entry.original)
    if model is not None:
        into.models[local] = model
    if entry.original in there.typed_dicts:
        into.typed_dicts.add(local)
