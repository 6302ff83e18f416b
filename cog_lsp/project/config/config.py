"""One cog.yaml: its text, its tree, and its values by name."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cog_lsp.project.config.decode import decode
from cog_lsp.project.config.values import ConfigValues
from cog_lsp.syntax.directives import Directives, read_directives
from cog_lsp.syntax.requirements import JoinedLine
from cog_lsp.syntax.yaml_tree import (
    YamlEntry,
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    YamlTree,
    parse_yaml,
)
from cog_lsp.text import Document, Span

TargetKey = Literal["run", "predict", "train"]
_NAMED = re.compile(
    r"^(?:run|predict|train)[ \t]*:[ \t]*[\"']?(?P<file>[^\s\"':#]+\.py)\b", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class TargetRef:
    """A reference to the code that Cog runs: ``predict: "predict.py:Predictor"``.

    ``file`` and ``name`` are the parts around the first colon, as Cog splits them, the file's path
    cleaned; either may be empty when the author is still typing.
    """

    key: TargetKey
    value: str
    span: Span
    file: str
    name: str


@dataclass(frozen=True)
class CogConfig:
    """One cog.yaml: its document and its tree, with the few values that rules ask for by name."""

    document: Document
    tree: YamlTree

    @classmethod
    def read(cls, document: Document) -> CogConfig:
        """The configuration in ``document``; a broken one has no values and a problem."""
        return cls(document, parse_yaml(document.text))

    @property
    def path(self) -> str:
        """The file's name inside the project."""
        return self.document.path

    @cached_property
    def directives(self) -> Directives:
        """The ``# cog-lsp:`` comments of the file."""
        comments = ((comment.span, comment.text) for comment in self.tree.comments)
        return read_directives(comments, self.document.lines)

    def entry(self, *keys: str) -> YamlEntry | None:
        """The entry at a path of keys: ``entry("build", "gpu")``."""
        node: YamlNode | None = self.tree.root
        found: YamlEntry | None = None
        for key in keys:
            found = node.get(key) if isinstance(node, YamlMapping) else None
            if found is None:
                return None
            node = found.value
        return found

    def text(self, *keys: str) -> str | None:
        """The text of the scalar at a path of keys; ``None`` if there is none or it is null."""
        entry = self.entry(*keys)
        if entry is None or not isinstance(entry.value, YamlScalar) or entry.value.is_null:
            return None
        return entry.value.value

    def strings(self, *keys: str) -> tuple[YamlScalar, ...]:
        """The scalars of the list at a path of keys."""
        entry = self.entry(*keys)
        if entry is None or not isinstance(entry.value, YamlSequence):
            return ()
        return tuple(item for item in entry.value.items if isinstance(item, YamlScalar))

    @cached_property
    def values(self) -> ConfigValues:
        """What Cog's decoder makes of the file: typed values, each with its place."""
        return decode(self.tree.root)

    @property
    def requirements_path(self) -> str | None:
        """The path under ``build.python_requirements``, cleaned; ``None`` if there is none."""
        path = self.text("build", "python_requirements")
        return posixpath.normpath(path) if path else None

    @property
    def gpu(self) -> bool:
        """Whether ``build.gpu`` is on, as Cog's decoder takes it."""
        build = self.values.build
        return build is not None and build.gpu is not None and build.gpu.value

    @property
    def named_files(self) -> tuple[str, ...]:
        """The Python files that its lines refer to, for a text that does not parse for now.

        ``run: run.py:`` is no YAML, yet it is what one types on the way to ``run: run.py:Runner``.
        """
        return tuple(
            posixpath.normpath(match["file"]) for match in _NAMED.finditer(self.document.text)
        )

    @property
    def targets(self) -> tuple[TargetRef, ...]:
        """The references under ``run``, ``predict`` and ``train``, those that are there."""
        keys: tuple[TargetKey, ...] = ("run", "predict", "train")
        found: list[TargetRef] = []
        for key in keys:
            entry = self.entry(key)
            if entry is None or not isinstance(entry.value, YamlScalar) or entry.value.is_null:
                continue
            file, _, name = entry.value.value.partition(":")
            file = posixpath.normpath(file) if file else ""
            found.append(TargetRef(key, entry.value.value, entry.value.span, file, name))
        return tuple(found)


def scalar_line(scalar: YamlScalar, text: str) -> JoinedLine:
    """``scalar``, an item of ``python_packages``, as a line of requirements with its places.

    What is not written just as it is meant (escapes, folding) has one place as a whole.
    """
    start = scalar.span.start + (scalar.style in ("single", "double"))
    if text[start : start + len(scalar.value)] == scalar.value:
        return JoinedLine(scalar.value, ((0, start),))
    return JoinedLine(scalar.value, (), scalar.span)
