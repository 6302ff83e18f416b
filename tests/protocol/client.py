"""A client that is as bare as the protocol: it sends what it is told and keeps what it gets."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.protocol.wire import (
    DEADLINE,
    REPOSITORY,
    SERVER,
    SILENT,
    STANDIN,
    ServerError,
    Wire,
    Withheld,
)

__all__ = [
    "DEADLINE",
    "REPOSITORY",
    "SERVER",
    "SILENT",
    "STANDIN",
    "RawClient",
    "ServerError",
    "Withheld",
    "gate",
    "place",
    "span",
]


class RawClient(Wire):
    """A server, the session with it, and the documents that are open in it."""

    # Sessions

    def initialize(
        self,
        capabilities: object = None,
        root: Path | None = None,
        options: object = None,
        **more: object,
    ) -> Any:
        params: dict[str, object] = {
            "processId": None,
            "rootUri": root.as_uri() if root is not None else None,
            "capabilities": capabilities or {},
            "initializationOptions": options,
            **more,
        }
        result = self.request("initialize", params)
        self.notify("initialized", {})
        return result

    def shut_down(self) -> int:
        """End the session as the protocol has it; the exit code."""
        self.request("shutdown")
        self.notify("exit")
        return self.wait_end()

    # Documents

    def open(self, path: Path | str, text: str | None = None, version: int = 1) -> str:
        """Open a file, or a URI; its URI. The text is the one on disk unless given."""
        uri = path if isinstance(path, str) else path.as_uri()
        if text is None:
            assert isinstance(path, Path)
            text = path.read_text(encoding="utf-8")
        language = "yaml" if uri.endswith((".yaml", ".yml")) else "python"
        self._versions[uri] = version
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: object, version: int | None = None) -> int:
        """Send changes: texts that replace the whole, or changes as the protocol has them."""
        version = self._versions.get(uri, 0) + 1 if version is None else version
        self._versions[uri] = version
        sent = [{"text": change} if isinstance(change, str) else change for change in changes]
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": sent}
        self.notify("textDocument/didChange", params)
        return version

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def save(self, uri: str) -> None:
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def watched(self, *changes: tuple[Path | str, int]) -> None:
        """Report changes on disk: 1 is made, 2 changed, 3 deleted."""
        events = [
            {"uri": path if isinstance(path, str) else path.as_uri(), "type": kind}
            for path, kind in changes
        ]
        self.notify("workspace/didChangeWatchedFiles", {"changes": events})

    def settle(self, uri: str) -> None:
        """Wait until everything sent so far is analysed and what came of it is here.

        Code actions are answered for the newest state only, and after what was published of it.
        """
        self.actions(uri, at={"start": place(0, 0), "end": place(0, 0)}, only=["none"])

    def published(self, uri: str) -> dict[str, Any] | None:
        """What was published last of a file."""
        sent = [told for told in self.sent("textDocument/publishDiagnostics") if told["uri"] == uri]
        return sent[-1] if sent else None

    def diagnostics(self, uri: str) -> list[Any]:
        """The diagnostics of a file once all is settled."""
        self.settle(uri)
        told = self.published(uri)
        return list(told["diagnostics"]) if told is not None else []

    def codes(self, uri: str) -> list[str]:
        return [found["code"] for found in self.diagnostics(uri)]

    def wait_published(
        self, uri: str, wanted: Callable[[list[Any]], bool] = lambda found: True, after: int = 0
    ) -> dict[str, Any]:
        """The first publication for a file whose diagnostics are ``wanted``."""
        message = self.wait(
            lambda sent: (
                sent.get("method") == "textDocument/publishDiagnostics"
                and sent["params"]["uri"] == uri
                and wanted(sent["params"]["diagnostics"])
            ),
            after,
        )
        return dict(message["params"])

    def actions(self, uri: str, *, at: object = None, **context: object) -> list[Any]:
        """The code actions at a range, by default of the whole text."""
        everything = {"start": place(0, 0), "end": place(9999, 0)}
        return list(
            self.request(
                "textDocument/codeAction",
                {
                    "textDocument": {"uri": uri},
                    "range": at or everything,
                    "context": {"diagnostics": [], **context},
                },
            )
            or ()
        )


@contextlib.contextmanager
def gate(path: Path) -> Iterator[Path]:
    """A pipe at ``path``, at which whoever reads it waits until the end of this block."""
    os.mkfifo(path)
    held = os.open(path, os.O_RDWR)
    try:
        yield path
    finally:
        path.unlink()
        os.close(held)


def place(line: int, character: int) -> dict[str, int]:
    return {"line": line, "character": character}


def span(line: int, start: int, end: int) -> dict[str, dict[str, int]]:
    """A range within one line."""
    return {"start": place(line, start), "end": place(line, end)}
