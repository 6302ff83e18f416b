"""``cog-lsp.showSchema``: the OpenAPI document that ``cog build`` would write, as it is now."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.features.commands.outcome import Outcome, ShowDocument, ShowMessage
from cog_lsp.features.interface_pages import summary
from cog_lsp.interface import document_of, interfaces_of, readable_of
from cog_lsp.interface.openapi import to_json
from cog_lsp.project import Project


def show_schema(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """The document of the project, or why there is none."""
    interfaces = interfaces_of(project)
    document = document_of(project)
    if document is None:
        if not interfaces:
            return ShowMessage("cog.yaml names no predictor whose file exists")
        return ShowMessage("Cog cannot read the interface; the findings say why")
    said = "; ".join(summary(interface) for interface in readable_of(interfaces))
    message = f"{said}. `cog-lsp schema` prints the OpenAPI document"
    return ShowDocument("openapi.json", "json", f"{to_json(dict(document), 2)}\n", message)
