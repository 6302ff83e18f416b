"""What the rules of this family ask and say alike."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.project import Project
from cog_lsp.resolution import Framework, Package, resolution_of
from cog_lsp.rules.plan import DeleteRequirement, ReplaceRequirement
from cog_lsp.syntax.yaml_tree import YamlEntry
from cog_lsp.text import Span

COG = "Cog 0.22"
"""The release of Cog whose tables were asked."""


def build_entry(project: Project, key: str) -> YamlEntry | None:
    """The entry ``build.<key>`` of cog.yaml, if it is there and not null."""
    entry = project.config.entry("build", key)
    return entry if entry is not None and project.config.text("build", key) else None


def gpu_span(project: Project) -> Span:
    """Where ``gpu`` is turned on."""
    entry = project.config.entry("build", "gpu")
    return entry.span if entry is not None else Span(0, 0)


def requirements_file(project: Project) -> tuple[Package, ...]:
    """The lines of the requirements file; none where the packages are listed in cog.yaml."""
    if project.config.requirements_path is None:
        return ()
    return resolution_of(project).packages


def pinned(framework: Framework | None) -> str | None:
    """The exact version that pip gets for a framework, without its local tag; else ``None``."""
    if framework is None:
        return None
    text = framework.package.pip.text
    name, operator, version = text.partition("==")
    if not operator or name.strip() != framework.name or "*" in version or version[:1] == "=":
        return None
    return version.strip().partition("+")[0]


def replacing(package: Package, text: str, title: str, caution: str = "") -> ReplaceRequirement:
    """The plan that writes ``text`` in place of ``package``."""
    return ReplaceRequirement(package.path, package.whole, text, title=title, caution=caution)


def deleting(package: Package, title: str, caution: str = "") -> DeleteRequirement:
    """The plan that deletes ``package``."""
    return DeleteRequirement(package.path, package.whole, title=title, caution=caution)


def one_of(values: Iterable[str]) -> str:
    """``values`` as words to choose from: ``` `a`, `b` or `c` ```."""
    quoted = [f"`{value}`" for value in values]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"
