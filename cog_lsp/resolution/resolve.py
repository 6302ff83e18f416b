"""The resolution of one project: all that Cog decides from its versions, before Docker is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cog_lsp.project import Project
from cog_lsp.project.config import scalar_line
from cog_lsp.resolution.base_image import BaseImage, choose_base
from cog_lsp.resolution.cuda import CudaChoice, choose_cuda
from cog_lsp.resolution.local import LocalForm, read_local
from cog_lsp.resolution.reading import CogLine, package_name, read_lines, version_token
from cog_lsp.resolution.wheels import PipLine, pip_line, requirements_text
from cog_lsp.syntax.requirements import RequirementLine, parse_line
from cog_lsp.text import Span

FRAMEWORKS = ("torch", "torchvision", "torchaudio", "tensorflow")


@dataclass(frozen=True, slots=True, eq=False)
class Package:
    """One line of the requirements, from either list.

    ``text`` at ``span`` of the file ``path`` is what Cog's reader hands on, ``line`` how pip would
    read what is written, ``pip`` what pip gets. ``whole`` is what goes when the line goes: the
    requirement as pip joins it, or the item of the list in cog.yaml. ``cut`` is what Cog's reader
    cut off behind a ``#``; ``dropped`` says that it left out the whole line. ``local`` is set for
    what is local.
    """

    path: str
    span: Span
    whole: Span
    text: str
    line: RequirementLine | None
    pip: PipLine
    local: LocalForm | None = None
    cut: Span | None = None
    dropped: bool = False

    @property
    def name(self) -> str:
        """The name on PyPI of what pip would install, normalised; ``""`` if it cannot be told."""
        line = self.line
        return line.requirement.name if line is not None and line.requirement is not None else ""


@dataclass(frozen=True, slots=True, eq=False)
class Framework:
    """A framework that Cog knows by name, the line that asks for it, and the version it reads."""

    name: str
    package: Package
    token: str


@dataclass(frozen=True, slots=True, eq=False)
class Resolution:
    """What Cog makes of a project's versions for ``python`` (``""`` if it is not given).

    ``frameworks`` are those that Cog recognises. ``requirements`` are the lines of the
    requirements.txt inside the image, except that local archives keep their paths.
    """

    gpu: bool
    python: str
    packages: tuple[Package, ...]
    frameworks: tuple[Framework, ...]
    choice: CudaChoice
    base: BaseImage
    requirements: tuple[str, ...]

    def framework(self, name: str) -> Framework | None:
        """The framework called ``name``, if Cog recognises it in the requirements."""
        return next((found for found in self.frameworks if found.name == name), None)

    def token(self, name: str) -> str | None:
        """The version that Cog reads for a framework; ``None`` if it does not recognise it."""
        found = self.framework(name)
        return found.token if found is not None else None

    def named(self, *names: str) -> Iterator[Package]:
        """The lines that pip would install one of ``names`` (normalised) for."""
        return (package for package in self.packages if package.name in names)


_resolutions: WeakKeyDictionary[Project, Resolution] = WeakKeyDictionary()


def resolution_of(project: Project) -> Resolution:
    """The resolution of ``project``, made once for each snapshot."""
    known = _resolutions.get(project)
    if known is None:
        known = _resolutions[project] = _resolve(project)
    return known


def _resolve(project: Project) -> Resolution:
    config = project.config
    gpu = config.gpu
    python = config.text("build", "python_version") or ""
    lines = tuple(_lines(project))
    frameworks = {name: at for name in FRAMEWORKS if (at := _framework(name, lines)) is not None}
    tokens = {name: version_token(lines[at].line.text) for name, at in frameworks.items()}
    choice = choose_cuda(
        config.text("build", "cuda") or "",
        config.text("build", "cudnn") or "",
        tokens.get("torch"),
        tokens.get("tensorflow"),
        gpu=gpu,
    )
    packages = tuple(_package(found, choice.cuda, gpu) for found in lines)
    kept = [package.pip for package in packages if not package.dropped]
    return Resolution(
        gpu=gpu,
        python=python,
        packages=packages,
        frameworks=tuple(
            Framework(name, packages[at], tokens[name]) for name, at in frameworks.items()
        ),
        choice=choice,
        base=choose_base(choice.cuda, choice.cudnn, python, tokens.get("torch", ""), gpu=gpu),
        requirements=tuple(requirements_text(kept, tokens.items())),
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Source:
    """A line of one of the two lists, and the item of cog.yaml that it is, if it is one."""

    path: str
    line: CogLine
    item: Span | None = None


def _lines(project: Project) -> Iterator[_Source]:
    """What Cog reads, and in which file: the requirements file, or else the list in cog.yaml."""
    config = project.config
    path = config.requirements_path
    if path is not None:
        document = project.documents.get(path)
        for line in read_lines(document.text) if document is not None else ():
            yield _Source(path, line)
        return
    for item in config.strings("build", "python_packages"):
        if not item.is_null:
            joined = scalar_line(item, config.document.text)
            line = CogLine(joined.place(0, len(item.value)), item.value, joined)
            yield _Source(config.path, line, item.span)


def _framework(name: str, lines: tuple[_Source, ...]) -> int | None:
    """Which is the first line in which Cog sees the package called just ``name``."""
    for index, source in enumerate(lines):
        line = source.line
        if package_name(line.text) == name and not line.dropped and read_local(line.text) is None:
            return index
    return None


def _package(source: _Source, cuda: str, gpu: bool) -> Package:
    line = source.line
    parsed = parse_line(line.joined)
    return Package(
        path=source.path,
        span=line.span,
        whole=source.item or (parsed.span if parsed is not None else line.span),
        text=line.text,
        line=parsed,
        pip=PipLine("") if line.dropped else pip_line(line.text, cuda, gpu=gpu),
        local=None if line.dropped else read_local(line.text),
        cut=line.cut,
        dropped=line.dropped,
    )
