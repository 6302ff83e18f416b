"""The values of cog.yaml: versions that fit each other, files, and the few words that Cog knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cog_lsp.features.completion.item import Completion, CompletionKind, stop
from cog_lsp.features.completion.scalars import TypedScalar
from cog_lsp.knowledge.cog import config_key, python_versions
from cog_lsp.knowledge.compatibility import nvidia_images
from cog_lsp.knowledge.environment import variables
from cog_lsp.project import Project
from cog_lsp.resolution import fitting_cudas, fitting_pythons, resolution_of
from cog_lsp.syntax.yaml_place import YamlPlace, yaml_place

Values = Callable[[Project, TypedScalar, YamlPlace], Iterator[Completion]]


def config_value_items(project: Project, path: str, offset: int) -> Iterator[Completion]:
    """The values that go at the cursor."""
    if path != project.config.path:
        return
    document = project.documents[path]
    place = yaml_place(document, offset)
    if place is None or place.kind == "key":
        return
    name = ".".join(place.path)
    if place.kind == ("item" if name in _OF_ITEMS else "value"):
        scalar = TypedScalar.read(document, place.word)
        yield from _VALUES.get(name, _listed)(project, scalar, place)


def _value(
    scalar: TypedScalar,
    place: YamlPlace,
    text: str,
    detail: str = "",
    *,
    quotes: bool = True,
    rank: int = 0,
    documentation: str = "",
    plain: bool = False,
    kind: CompletionKind = CompletionKind.VALUE,
) -> Completion:
    insert = scalar.quoted(text, quotes)
    return Completion(
        label=text,
        kind=kind,
        replace=scalar.word,
        insert=place.lead + insert,
        detail=detail,
        documentation=documentation,
        rank=rank,
        filter=insert if scalar.quote else text,
        plain=plain,
    )


def _listed(project: Project, scalar: TypedScalar, place: YamlPlace) -> Iterator[Completion]:
    """The values of a key that has a short list of them."""
    key = config_key(".".join(place.path))
    for text in key.values if key is not None else ():
        yield _value(scalar, place, text, quotes=False, plain=True)


def _pythons(project: Project, scalar: TypedScalar, place: YamlPlace) -> Iterator[Completion]:
    """The versions that Cog documents, those first that the required framework has wheels for."""
    versions = python_versions()
    (major, first), (_, last) = versions.minimum, versions.documented_maximum
    wanted = _framework(project)
    fitting = fitting_pythons(project) if wanted else ()
    every = {f"{major}.{minor}" for minor in range(first, last + 1)} | set(fitting)
    for text in sorted(every, key=_number, reverse=True):
        fits = text in fitting
        detail = (f"fits {wanted}" if fits else f"not for {wanted}") if wanted else ""
        yield _value(scalar, place, text, detail, rank=0 if fits or not wanted else 1)


def _cudas(project: Project, scalar: TypedScalar, place: YamlPlace) -> Iterator[Completion]:
    """The versions of CUDA that fit the required framework, the newest first."""
    wanted = _framework(project)
    for text in sorted(fitting_cudas(project), key=_number, reverse=True):
        yield _value(scalar, place, text, f"fits {wanted}" if wanted else "")


def _cudnns(project: Project, scalar: TypedScalar, place: YamlPlace) -> Iterator[Completion]:
    """The major versions of cuDNN that there are for the CUDA of the build."""
    cuda = project.config.text("build", "cuda") or resolution_of(project).choice.cuda
    minor = ".".join(cuda.split(".")[:2])
    found = {image.cudnn for image in nvidia_images() if image.cuda.startswith(f"{minor}.")}
    for text in sorted(found or {image.cudnn for image in nvidia_images()}, reverse=True):
        yield _value(scalar, place, text, f"for CUDA {minor}" if found and minor else "")


def _requirement_files(
    project: Project, scalar: TypedScalar, place: YamlPlace
) -> Iterator[Completion]:
    """The files that may hold requirements, those that are called so first."""
    for name in sorted(project.names):
        base = name.rpartition("/")[2]
        if base.endswith(".txt"):
            rank = 0 if "requirements" in base else 1
            kind = CompletionKind.FILE
            yield _value(scalar, place, name, quotes=False, rank=rank, kind=kind)


def _environment(project: Project, scalar: TypedScalar, place: YamlPlace) -> Iterator[Completion]:
    """Variables that models are often given, as ``NAME=value``."""
    for variable in variables():
        yield Completion(
            label=variable.name,
            kind=CompletionKind.VARIABLE,
            replace=scalar.word,
            insert=place.lead + scalar.quoted(f"{variable.name}={variable.example}", False),
            detail="environment",
            documentation=f"{variable.summary}\n\n[Source]({variable.source})",
            filter=f"{scalar.quote}{variable.name}",
        )


def _weight_uris(project: Project, scalar: TypedScalar, place: YamlPlace) -> Iterator[Completion]:
    """The kinds of address that weights may have."""
    repository = f"hf://{stop(1, 'owner')}/{stop(2, 'name')}@{stop(3, 'revision')}"
    for label, snippet, detail in (
        ("hf://", repository, "a Hugging Face repository"),
        ("https://", f"https://{stop(0)}", "a file on a server"),
        ("./", f"./{stop(0)}", "a file or folder next to cog.yaml"),
    ):
        yield Completion(
            label=label,
            kind=CompletionKind.SNIPPET,
            replace=scalar.word,
            insert=place.lead + scalar.quoted(label, False),
            snippet=place.lead + scalar.quoted(snippet, False),
            detail=detail,
            filter=f"{scalar.quote}{label}",
        )


def _framework(project: Project) -> str:
    """The framework that decides what fits, with its version; empty if none is pinned."""
    resolution = resolution_of(project)
    for name in ("tensorflow", "torch"):
        version = resolution.token(name)
        if version:
            return f"{name} {version}"
    return ""


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


_VALUES: dict[str, Values] = {
    "build.python_version": _pythons,
    "build.cuda": _cudas,
    "build.cudnn": _cudnns,
    "build.python_requirements": _requirement_files,
    "environment": _environment,
    "weights.source.uri": _weight_uris,
}
_OF_ITEMS = ("environment",)
