"""Play a language-server session against a sick example, and show what an editor would show.

    make demo                       the example with several diseases
    examples/demo.py reload-llama   another one

The real server runs as a child and speaks LSP over its pipes. The example is copied to a temporary
folder first; nothing here is changed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

from lsprotocol import types as lsp
from pygls.lsp.client import LanguageClient

from cog_lsp.cli.output.frame import FrameStyle, draw_frame
from cog_lsp.cli.style import SEVERITY_TINTS, Style, style_for
from cog_lsp.rules.finding import Severity
from cog_lsp.text import Document, Span, TextEdit, apply_edits, split_lines, unified_diff

EXAMPLES = Path(__file__).resolve().parent
PATIENCE = 60.0
SEVERITIES = {
    lsp.DiagnosticSeverity.Error: Severity.ERROR,
    lsp.DiagnosticSeverity.Warning: Severity.WARNING,
    lsp.DiagnosticSeverity.Information: Severity.INFORMATION,
    lsp.DiagnosticSeverity.Hint: Severity.HINT,
}


class Editor:
    """The least of an editor: open documents, what the server said of them, and a menu."""

    def __init__(self, folder: Path, style: Style) -> None:
        self.folder = folder
        self.style = style
        self.documents: dict[str, Document] = {}
        self.diagnostics: dict[str, lsp.PublishDiagnosticsParams] = {}
        self.news = asyncio.Event()
        self.client = LanguageClient("cog-lsp-demo", "1")

        @self.client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params: lsp.PublishDiagnosticsParams) -> None:
            self.diagnostics[params.uri] = params
            self.news.set()

        @self.client.feature(lsp.WINDOW_LOG_MESSAGE)
        def logged(params: lsp.LogMessageParams) -> None:
            if params.type == lsp.MessageType.Error:
                print(params.message, file=sys.stderr)

    async def start(self) -> lsp.InitializeResult:
        """Start the server and shake hands."""
        await self.client.start_io(sys.executable, "-m", "cog_lsp", "server")
        uri = self.folder.as_uri()
        result = await self.client.initialize_async(
            lsp.InitializeParams(
                process_id=os.getpid(),
                capabilities=lsp.ClientCapabilities(
                    general=lsp.GeneralClientCapabilities(
                        position_encodings=[lsp.PositionEncodingKind.Utf32]
                    ),
                    text_document=lsp.TextDocumentClientCapabilities(
                        publish_diagnostics=lsp.PublishDiagnosticsClientCapabilities(
                            related_information=True, version_support=True
                        ),
                        code_action=lsp.CodeActionClientCapabilities(
                            code_action_literal_support=lsp.ClientCodeActionLiteralOptions(
                                lsp.ClientCodeActionKindOptions([lsp.CodeActionKind.QuickFix])
                            ),
                            is_preferred_support=True,
                            disabled_support=True,
                        ),
                    ),
                    workspace=lsp.WorkspaceClientCapabilities(
                        workspace_edit=lsp.WorkspaceEditClientCapabilities(document_changes=True)
                    ),
                ),
                workspace_folders=[lsp.WorkspaceFolder(uri, self.folder.name)],
                root_uri=uri,
            )
        )
        self.client.initialized(lsp.InitializedParams())
        return result

    def open(self, name: str) -> None:
        """Open a file of the folder."""
        path = self.folder / name
        document = Document(name, path.read_text(encoding="utf-8"), 1)
        uri = path.as_uri()
        self.documents[uri] = document
        language = "python" if name.endswith(".py") else "yaml"
        self.client.text_document_did_open(
            lsp.DidOpenTextDocumentParams(lsp.TextDocumentItem(uri, language, 1, document.text))
        )

    def change(self, uri: str, edits: list[TextEdit]) -> None:
        """Change an open document, and tell the server."""
        old = self.documents[uri]
        version = (old.version or 0) + 1
        new = Document(old.path, apply_edits(old.text, edits), version)
        self.documents[uri] = new
        self.client.text_document_did_change(
            lsp.DidChangeTextDocumentParams(
                lsp.VersionedTextDocumentIdentifier(version, uri),
                [lsp.TextDocumentContentChangeWholeDocument(new.text)],
            )
        )

    async def settled(self) -> None:
        """Wait until the server has spoken of every open document as it is now."""

        def current() -> bool:
            return all(
                uri in self.diagnostics and self.diagnostics[uri].version == document.version
                for uri, document in self.documents.items()
            )

        while not current():
            self.news.clear()
            await asyncio.wait_for(self.news.wait(), PATIENCE)

    def findings(self) -> list[tuple[str, lsp.Diagnostic]]:
        """Every diagnostic of the open documents, in order."""
        return [(uri, d) for uri in self.documents for d in self.diagnostics[uri].diagnostics]

    def span(self, uri: str, place: lsp.Range) -> Span:
        """A range of the protocol in one of our documents."""
        lines = self.documents[uri].lines
        start = lines.from_units(place.start.line, place.start.character, "utf-32")
        return Span(start, lines.from_units(place.end.line, place.end.character, "utf-32"))

    async def menu(self, uri: str, diagnostic: lsp.Diagnostic) -> list[lsp.CodeAction]:
        """What the lightbulb offers for one finding."""
        answer = await self.client.text_document_code_action_async(
            lsp.CodeActionParams(
                lsp.TextDocumentIdentifier(uri),
                diagnostic.range,
                lsp.CodeActionContext([diagnostic]),
            )
        )
        return [action for action in answer or () if isinstance(action, lsp.CodeAction)]

    def edits(self, action: lsp.CodeAction) -> dict[str, list[TextEdit]]:
        """The edits of an action, by document."""
        found: dict[str, list[TextEdit]] = {}
        changes = action.edit.document_changes if action.edit is not None else None
        for change in changes or ():
            if isinstance(change, lsp.TextDocumentEdit):
                uri = change.text_document.uri
                found[uri] = [
                    TextEdit(self.span(uri, edit.range), edit.new_text)
                    for edit in change.edits
                    if not isinstance(edit, lsp.SnippetTextEdit)
                ]
        return found

    def show(self, uri: str, diagnostic: lsp.Diagnostic) -> None:
        """A finding with its source."""
        document = self.documents[uri]
        severity = SEVERITIES[diagnostic.severity or lsp.DiagnosticSeverity.Error]
        tint = SEVERITY_TINTS[severity]
        line = diagnostic.range.start.line + 1
        head = f"{severity.label}[{diagnostic.code}]"
        print(f"{self.style(f'{document.path}:{line}', 'bold')} {self.style(head, tint)}")
        print(f"  {diagnostic.message}")
        look = FrameStyle(self.style, len(str(line + 2)), 96, tint, context=1)
        for row in draw_frame(document.lines, self.span(uri, diagnostic.range), look):
            print(f"  {row}")
        for related in diagnostic.related_information or ():
            name = related.location.uri.rpartition("/")[2]
            place = f"{name}:{related.location.range.start.line + 1}"
            print(f"  {self.style(place, 'dim')} {related.message}")

    def show_menu(self, actions: list[lsp.CodeAction], chosen: lsp.CodeAction | None) -> None:
        """The lightbulb's entries, the one that is taken marked."""
        for action in actions:
            if action.disabled is not None:
                print(self.style(f"    - {action.title}: {action.disabled.reason}", "dim"))
            elif action is chosen:
                print(self.style(f"  > - {action.title}", "green", "bold"))
            else:
                print(f"    - {action.title}")

    def show_diff(self, path: str, old: str, new: str) -> None:
        """What a fix changes."""
        tints = {"-": "red", "+": "green", "@": "cyan"}
        for row in split_lines(unified_diff(old, new, path, context=1))[2:]:
            text = row.rstrip("\r\n")
            tint = tints.get(text[:1])
            print("    " + (self.style(text, tint) if tint else text))  # type: ignore[arg-type]


async def play(name: str, style: Style) -> int:
    """Open the example ``name``, cure it, and return how many findings are left."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(EXAMPLES / name, Path(scratch) / name))
        editor = Editor(folder, style)
        heading(style, f"examples/{name}: an editor opens it and starts `cog-lsp server`")
        result = await editor.start()
        if result.server_info is not None:
            print(f"{result.server_info.name} {result.server_info.version} answers over stdio")
        for path in sorted(folder.glob("*")):
            if path.name == "cog.yaml" or path.suffix == ".py":
                editor.open(path.name)
        await editor.settled()
        findings = editor.findings()
        heading(style, f"{len(findings)} finding{'s' * (len(findings) != 1)}")
        for uri, diagnostic in findings:
            editor.show(uri, diagnostic)
            print()
        await cure(editor, style)
        left = editor.findings()
        heading(style, "after" if left else "clean: no finding is left")
        for uri, diagnostic in left:
            editor.show(uri, diagnostic)
        await editor.client.shutdown_async(None)
        editor.client.exit(None)
        await asyncio.wait_for(editor.client.stop(), PATIENCE)
        return len(left)


async def cure(editor: Editor, style: Style) -> None:
    """Take the first fix of each finding until none is offered."""
    refused: set[str] = set()
    while True:
        open_ones = [
            (uri, d) for uri, d in editor.findings() if f"{uri}{d.code}{d.message}" not in refused
        ]
        if not open_ones:
            return
        uri, diagnostic = open_ones[0]
        actions = await editor.menu(uri, diagnostic)
        chosen = next((action for action in actions if editor.edits(action)), None)
        line = editor.documents[uri].lines.line_text(diagnostic.range.start.line).strip()
        heading(style, f"the lightbulb at `{line}`")
        editor.show_menu(actions, chosen)
        if chosen is None:
            refused.add(f"{uri}{diagnostic.code}{diagnostic.message}")
            continue
        for changed, edits in editor.edits(chosen).items():
            old = editor.documents[changed]
            editor.change(changed, edits)
            print()
            editor.show_diff(old.path, old.text, editor.documents[changed].text)
        await editor.settled()


def heading(style: Style, text: str) -> None:
    """A line that parts the acts."""
    print(f"\n{style('--', 'dim')} {style(text, 'bold')}\n")


def main() -> int:
    """Run the demo; the exit code is 0 when the example ends up clean."""
    names = sorted(path.parent.name for path in EXAMPLES.glob("*/cog.yaml"))
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("example", nargs="?", default="several", choices=names)
    chosen = parser.parse_args().example
    return 1 if asyncio.run(play(chosen, style_for("auto", sys.stdout))) else 0


if __name__ == "__main__":
    sys.exit(main())
