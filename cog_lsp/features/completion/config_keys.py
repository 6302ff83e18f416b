"""The keys of cog.yaml: those that are missing where the cursor is, each with a stub of a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.features.completion.config_targets import references_for
from cog_lsp.features.completion.item import Completion, CompletionKind, choice, escaped, stop
from cog_lsp.features.config_pages import key_page
from cog_lsp.knowledge.cog import ConfigKey, config_keys
from cog_lsp.project import Project
from cog_lsp.resolution import fitting_cudas, fitting_pythons
from cog_lsp.syntax.yaml_place import YamlPlace, yaml_place

_OFFERED = ("current", "deprecated")
_FITTING = {"build.python_version": fitting_pythons, "build.cuda": fitting_cudas}
_BRACKETS = {"mapping": ("{", "}"), "list": ("[", "]")}


def config_key_items(project: Project, path: str, offset: int) -> Iterator[Completion]:
    """The keys that Cog reads at the cursor and that are not there."""
    if path != project.config.path:
        return
    document = project.documents[path]
    place = yaml_place(document, offset)
    if place is None or place.kind == "value" or (place.kind == "item" and place.flow):
        return
    parent = ".".join(place.path)
    beside = {f"{parent}.{name}".strip(".") for name in place.keys}
    typed = document.slice(place.word).strip("\"'")
    for key in config_keys():
        if key.parent != parent or key.status not in _OFFERED:
            continue
        # What is being typed may be whole already: the list is narrowed, not emptied.
        if key.path in beside or (key.excludes in beside and key.name != typed):
            continue
        example = _fitting_example(project, key)
        yield _item(replace(key, example=example) if example else key, place)


def _fitting_example(project: Project, key: ConfigKey) -> str:
    """The newest version that fits what the project requires, or code that is there; or nothing."""
    if key.path in _FITTING:
        versions = _FITTING[key.path](project)
        return f'"{versions[-1]}"' if versions else ""
    reference = next(references_for(project, key.path), None)
    return f'"{reference.label}"' if reference is not None else ""


def _item(key: ConfigKey, place: YamlPlace) -> Completion:
    insert, snippet = (key.name, "") if place.written and place.kind == "key" else _stub(key, place)
    deprecated = key.status == "deprecated"
    return Completion(
        label=key.name,
        kind=CompletionKind.KEY,
        replace=place.word,
        insert=place.lead + insert,
        snippet=place.lead + snippet if snippet else "",
        detail="deprecated" if deprecated else key.type,
        documentation=key_page(key),
        rank=1 if deprecated else 0,
        deprecated=deprecated,
        plain=True,
        reopen=True,
    )


def _stub(key: ConfigKey, place: YamlPlace) -> tuple[str, str]:
    """The key with the beginning of its value, plainly and as a snippet."""
    if place.flow:
        opening, closing = _BRACKETS.get(key.type, ("", ""))
        snippet = f"{key.name}: {opening}{stop(0)}{escaped(closing)}"
        return f"{key.name}: {opening}{closing}", snippet
    if key.type in ("mapping", "list"):
        step, dash = (place.step, "") if key.type == "mapping" else (place.item_step, "- ")
        head = f"{key.name}:\n{' ' * (place.column + step)}{dash}"
        return head, head + stop(0)
    if key.values:
        return f"{key.name}: ", f"{key.name}: {choice(1, key.values)}"
    if key.example:
        return f"{key.name}: ", f"{key.name}: {_example(key.example)}"
    return f"{key.name}: ", f"{key.name}: {stop(0)}"


def _example(text: str) -> str:
    """``text`` as a place to fill in, its quotes outside of it."""
    if text[:1] in ("'", '"') and text[-1:] == text[:1]:
        return f"{text[0]}{stop(1, text[1:-1])}{text[0]}"
    return stop(1, text)
