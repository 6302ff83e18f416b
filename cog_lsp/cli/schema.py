"""``cog-lsp schema``: the OpenAPI document of a model, or what changed in it."""

from __future__ import annotations

import json
from argparse import Namespace

from cog_lsp.cli.errors import ExitCode, UsageError
from cog_lsp.cli.targets import find_targets, shown_path
from cog_lsp.interface import Interface, document_of, interfaces_of, published_document
from cog_lsp.interface.compare import InterfaceChange, compare
from cog_lsp.interface.openapi import to_json
from cog_lsp.project import Project


def show_schema(options: Namespace) -> int:
    """Print the document, or with ``--diff`` the changes since a revision; the exit code."""
    targets = find_targets([options.path])
    if len(targets) > 1:
        listed = ", ".join(shown_path(target.root) for target in targets)
        raise UsageError(f"{options.path} contains several projects; name one of {listed}")
    (target,) = targets
    baseline = options.diff
    project = target.load(target.loader(), settings={"baseline": baseline or "off"})
    document = document_of(project)
    where = shown_path(target.root / project.config.path)
    if document is None:
        raise UsageError(f"{where}: {_why_not(project)}")
    if baseline is None:
        print(to_json(dict(document), 2))
        return ExitCode.CLEAN
    old = published_document(project.published) if project.published is not None else None
    if old is None:
        raise UsageError(
            f"{baseline} has no interface of {where} to compare with: pass a git revision at which"
            " Cog can read the project, or an OpenAPI document in the project (*.json)"
        )
    changes = compare(old, document)
    if options.output_format == "json":
        print(json.dumps([_as_json(change) for change in changes], indent=2))
    else:
        _print(changes, baseline)
    return ExitCode.FINDINGS if any(change.breaking for change in changes) else ExitCode.CLEAN


def _why_not(project: Project) -> str:
    interfaces = interfaces_of(project)
    if not interfaces:
        return "it names no predictor whose file exists"
    return "; ".join(_first_error(interface) for interface in interfaces)


def _first_error(interface: Interface) -> str:
    found = interface.first_error
    reason = f" ({found.cause.id})" if found is not None else ""
    return f"Cog cannot read {interface.ref.value}{reason}; `cog-lsp check` says why"


def _print(changes: tuple[InterfaceChange, ...], baseline: str) -> None:
    for change in changes:
        level = "breaking" if change.breaking else "compatible"
        print(f"{level}: {change.what}: {change.effect}")
    breaking = sum(change.breaking for change in changes)
    if not changes:
        print(f"The interface has not changed since {baseline}.")
    elif not breaking:
        print(f"Nothing since {baseline} breaks callers.")
    else:
        print(f"{breaking} of {len(changes)} changes since {baseline} break callers.")


def _as_json(change: InterfaceChange) -> dict[str, object]:
    return {
        "subject": change.subject.value,
        "name": change.name,
        "what": change.what,
        "effect": change.effect,
        "breaking": change.breaking,
    }
