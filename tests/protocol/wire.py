"""A server process and its two pipes: messages out, messages in, waiting with a deadline.

Nothing here is polite: messages may be malformed, answers may be withheld. No wait sleeps.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

DEADLINE = 30.0
REPOSITORY = Path(__file__).parents[2]
SERVER = (sys.executable, "-m", "cog_lsp", "server")
STANDIN = (sys.executable, str(Path(__file__).with_name("standin_server.py")))

Message = dict[str, Any]
Answer = Callable[[Any], Any]


class Withheld:
    """What an answer returns when the client is to stay silent."""


SILENT: Mapping[str, Answer] = {
    "workspace/configuration": lambda params: Withheld(),
    "client/registerCapability": lambda params: Withheld(),
}


class ServerError(Exception):
    """An error that the server answered with."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error["message"])
        self.code: int = error["code"]
        self.message: str = error["message"]
        self.data = error.get("data")


class Wire:
    """One server process and everything it said."""

    def __init__(
        self,
        command: Sequence[str] = SERVER,
        answers: Mapping[str, Answer] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=1 << 16,
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), **(environment or {})},
        )
        self.messages: list[Message] = []
        self.stray = b""
        self.stderr = ""
        self._answers = dict(answers or {})
        self._changed = threading.Condition()
        self._ended = False
        self._held = False
        self._ids = itertools.count(1)
        self._versions: dict[str, int] = {}
        for work in (self._read, self._read_stderr):
            threading.Thread(target=work, daemon=True).start()

    # Sending

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        if not self._held:
            self.process.stdin.flush()

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """Send all that is sent in this block as one piece, as far as the pipe allows."""
        assert self.process.stdin is not None
        self._held = True
        yield
        self._held = False
        self.process.stdin.flush()

    def send(self, message: object) -> None:
        body = json.dumps(message).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: object = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: object = None) -> int:
        """Send a request and do not wait; its number."""
        number = next(self._ids)
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        return number

    def answer(self, number: int) -> Any:
        """The result of request ``number``; :class:`ServerError` when it is an error."""
        message = self.wait(lambda sent: "method" not in sent and sent.get("id") == number)
        if "error" in message:
            raise ServerError(message["error"])
        return message["result"]

    def request(self, method: str, params: object = None) -> Any:
        return self.answer(self.ask(method, params))

    # Waiting

    def wait(self, wanted: Callable[[Message], bool], after: int = 0) -> Message:
        """The first message from number ``after`` on that is ``wanted``."""
        with self._changed:
            found: list[Message] = []

            def arrived() -> bool:
                found[:] = [sent for sent in self.messages[after:] if wanted(sent)][:1]
                return bool(found) or self._ended

            assert self._changed.wait_for(arrived, DEADLINE), "the server stays silent"
            assert found, f"the server ended before it said that; stderr:\n{self.stderr}"
            return found[0]

    def wait_method(self, method: str, after: int = 0) -> Message:
        return self.wait(lambda sent: sent.get("method") == method, after)

    def wait_end(self) -> int:
        """The exit code, once the process has ended and all it said has been read."""
        code = self.process.wait(DEADLINE)
        with self._changed:
            assert self._changed.wait_for(lambda: self._ended, DEADLINE)
        return code

    def wait_stderr(self, words: str) -> None:
        """Until ``words`` stand in what the server wrote to stderr."""
        with self._changed:
            assert self._changed.wait_for(lambda: words in self.stderr, DEADLINE)

    def sent(self, method: str) -> list[Any]:
        """The parameters of all messages of ``method`` so far."""
        with self._changed:
            return [sent.get("params") for sent in self.messages if sent.get("method") == method]

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                stream.close()

    # Reading

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = None
            line = stream.readline()
            while line.strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                elif name.lower() != b"content-type":
                    self.stray += line
                line = stream.readline()
            if length is None:
                break
            self._take(json.loads(stream.read(length)))
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _take(self, message: Message) -> None:
        with self._changed:
            self.messages.append(message)
            self._changed.notify_all()
        if "method" in message and "id" in message:
            answer = self._answers.get(message["method"])
            reply = answer(message.get("params")) if answer is not None else None
            if not isinstance(reply, Withheld):
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": reply})

    def _read_stderr(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self.stderr += line.decode(errors="replace")
                self._changed.notify_all()
