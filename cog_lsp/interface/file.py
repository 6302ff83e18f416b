"""One Python file with all that Cog collects of it before it looks for a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cog_lsp.interface.constants import Constant, read_constants
from cog_lsp.interface.input_call import InputCalls
from cog_lsp.interface.input_type import InputTypes
from cog_lsp.interface.models import Models, models_of
from cog_lsp.interface.modules import is_external, module_file, submodule
from cog_lsp.interface.names import Names
from cog_lsp.interface.shared_inputs import SharedInputs
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts


@dataclass(frozen=True, eq=False)
class CogFile:
    """A file of the project as Cog sees it; ``files`` are all that it may be led to."""

    facts: PythonFacts
    files: Mapping[str, PythonFacts]

    @property
    def path(self) -> str:
        """The file's name inside the project."""
        return self.facts.path

    @cached_property
    def source(self) -> Source:
        """The text and tree."""
        return Source(self.facts)

    @cached_property
    def names(self) -> Names:
        """The imports."""
        return Names(self.facts.tree.body)

    @cached_property
    def constants(self) -> Mapping[str, Constant]:
        """The module constants."""
        return read_constants(self.source)

    @cached_property
    def models(self) -> Models:
        """The models that the file defines and imports."""
        return models_of(self.source, self.names, self.files)

    @cached_property
    def calls(self) -> InputCalls:
        """The reader of its ``Input(...)`` calls."""
        return InputCalls(self.source, self.constants)

    @cached_property
    def shared_inputs(self) -> SharedInputs:
        """What it keeps on classes to use as a default."""
        return SharedInputs(self.source, self.names, self.calls)

    @cached_property
    def input_types(self) -> InputTypes:
        """The resolver of input types."""
        return InputTypes(self.path, self.names, self.models.typed_dicts)

    def find_class(self, name: str) -> py.ClassDef | None:
        """The first top-level class called ``name``."""
        for node in self.facts.tree.body:
            if isinstance(node, py.ClassDef) and node.name == name:
                return node
        return None

    def find_function(self, name: str) -> py.FunctionDef | None:
        """The first top-level function called ``name``."""
        for node in self.facts.tree.body:
            if isinstance(node, py.FunctionDef) and node.name == name:
                return node
        return None

    def base_class(
        self, base: str, opened: dict[str, CogFile]
    ) -> tuple[CogFile, py.ClassDef] | None:
        """The class that ``base`` names here, or in the file that it is imported from.

        ``opened`` holds the files that were looked into before, by path.
        """
        here = self.find_class(base)
        if here is not None:
            return self, here
        qualifier, dot, rest = base.partition(".")
        entry = self.names.get(qualifier)
        if entry is None:
            return None
        for module in (entry.module, submodule(entry.module, entry.original)):
            path = module_file(module, self.path) if not is_external(module) else None
            facts = self.files.get(path) if path is not None else None
            if path is not None and facts is not None:
                there = opened.setdefault(path, CogFile(facts, self.files))
                node = there.find_class(rest if dot else entry.original)
                return (there, node) if node is not None else None
        return None
