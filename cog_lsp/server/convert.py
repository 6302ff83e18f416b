"""Our values to the protocol's, in the client's units and within its abilities. Nothing decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lsprotocol import types

from cog_lsp.fixes.result import Applicability, FileEdit, Fix
from cog_lsp.rules.finding import Finding, Related, Severity, Tag
from cog_lsp.rules.registry import find_rule
from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.incoming import SOURCE
from cog_lsp.text import Document, Span, normalize_edits

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.HINT: types.DiagnosticSeverity.Hint,
}
_TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}
_UNSAFE = "cog-lsp.unsafe"
_EMPTY = Document("", "")


@dataclass(frozen=True, slots=True)
class Outward:
    """How the ``documents`` of a project look to a client, which spells a path as ``uri`` does."""

    documents: Mapping[str, Document]
    caps: ClientCaps
    uri: Callable[[str], str]

    def range(self, path: str, span: Span) -> types.Range:
        """``span`` of the file at ``path`` in the client's units."""
        lines = self.documents.get(path, _EMPTY).lines
        encoding = self.caps.position_encoding
        return types.Range(
            types.Position(*lines.to_units(span.start, encoding)),
            types.Position(*lines.to_units(span.end, encoding)),
        )

    def span(self, path: str, place: types.Range) -> Span:
        """The inverse of :meth:`range`; what lies outside of the text is moved to its edge."""
        lines = self.documents.get(path, _EMPTY).lines
        start, end = sorted(
            lines.from_units(at.line, at.character, self.caps.position_encoding)
            for at in (place.start, place.end)
        )
        return Span(start, end)

    def diagnostic(self, finding: Finding) -> types.Diagnostic:
        """``finding`` as the client may show it."""
        rule = find_rule(finding.rule)
        described = self.caps.code_description and rule is not None
        tags = [_TAGS[tag] for tag in finding.tags if _TAGS[tag] in self.caps.diagnostic_tags]
        related = self.caps.related_information and finding.related
        return types.Diagnostic(
            range=self.range(finding.path, finding.span),
            message=finding.message,
            severity=_SEVERITIES[finding.severity],
            code=finding.rule,
            code_description=types.CodeDescription(rule.url) if described and rule else None,
            source=SOURCE,
            tags=tags or None,
            related_information=[self._related(place) for place in related] if related else None,
            data={"id": finding.id},
        )

    def _related(self, place: Related) -> types.DiagnosticRelatedInformation:
        location = types.Location(self.uri(place.path), self.range(place.path, place.span))
        return types.DiagnosticRelatedInformation(location, place.message)

    def workspace_edit(self, fix: Fix) -> types.WorkspaceEdit:
        """The edits of ``fix``, with the versions they were made for where the client takes them.

        Files are made first and renamed last, so that every edit names its file as the client
        knows it. Edits of an unsafe fix carry an annotation where the client takes it; it asks for
        a look at them first when they go beyond one file. Raises ``EditConflictError`` when edits
        overlap. Only for a fix that the client can make, as ``ClientCaps`` says.
        """
        # Neovim takes document changes, with files made and renamed, and says only the latter.
        if not (self.caps.document_changes or fix.creates or fix.renames):
            changes = {self.uri(file.path): self._edits(file) for file in fix.files}
            return types.WorkspaceEdit(changes=changes)
        unsafe = fix.applicability is Applicability.UNSAFE and self.caps.change_annotations
        annotation = types.ChangeAnnotation(
            label=fix.title,
            needs_confirmation=len(fix.files) > 1,
            description=fix.note or fix.warning,
        )
        marked = _UNSAFE if unsafe else None
        return types.WorkspaceEdit(
            document_changes=[
                # The default of both: a name that is taken is an error.
                *(
                    types.CreateFile(self.uri(file.path), annotation_id=marked)
                    for file in fix.files
                    if file.created
                ),
                *(self._document_edit(file, unsafe) for file in fix.files if file.edits),
                *(
                    types.RenameFile(
                        self.uri(file.path), self.uri(file.renamed_to), annotation_id=marked
                    )
                    for file in fix.files
                    if file.renamed_to is not None
                ),
            ],
            change_annotations={_UNSAFE: annotation} if unsafe else None,
        )

    def _document_edit(self, file: FileEdit, unsafe: bool) -> types.TextDocumentEdit:
        version = self.documents.get(file.path, _EMPTY).version
        return types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(self.uri(file.path), version),
            [
                types.AnnotatedTextEdit(_UNSAFE, edit.range, edit.new_text) if unsafe else edit
                for edit in self._edits(file)
            ],
        )

    def _edits(self, file: FileEdit) -> list[types.TextEdit]:
        if file.created:
            # An editor's empty buffer is one line without an end, which goes with the edit: else
            # Neovim would keep it below the text.
            whole = types.Range(types.Position(0, 0), types.Position(1, 0))
            return [types.TextEdit(whole, edit.content) for edit in file.edits]
        return [
            types.TextEdit(self.range(file.path, edit.span), edit.content)
            for edit in normalize_edits(file.edits)
        ]
