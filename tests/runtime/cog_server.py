"""Runs a project on the real Cog server (PyPI `cog` and `coglet`), without Docker or a GPU.

Here: starting and stopping the server, predictions, and reading what they leave behind, with the
stand-ins beside this file in place of the model libraries. Which output is right is for the tests.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, TypedDict

import yaml

STANDINS = Path(__file__).parent / "standins"
EXAMPLES = Path(__file__).parents[2] / "examples"

# Replicate's Python, JavaScript, Go and Swift clients read progress with this pattern and no other
_CLIENT_PROGRESS = re.compile(r"^\s*(\d+)%\s*\|.+?\|\s*(\d+)\/(\d+)")

_START_SECONDS = 60.0
_PREDICT_SECONDS = 60.0
_STOP_SECONDS = 10.0
_POLL_SECONDS = 0.02


class Prediction(TypedDict):
    """A finished prediction as the server answers it; what it leaves out is empty or None."""

    status: str
    output: Any
    logs: str
    metrics: dict[str, Any]
    error: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """`prediction.progress` of the clients: percentage from 0.0 to 1.0, and its two counts."""

    percentage: float
    current: int
    total: int


class CogServerError(Exception):
    """The server did not come up or did not answer; the text has the reason and its log."""


class CogServer:
    """The Cog server for one project, ready for predictions inside `with`.

    In: the folder that holds cog.yaml, which becomes the working directory as `/src` is in a
    container; `env` is added to this process's environment, and what is in the folder `programs`
    is found before any other program. The stand-ins come first on PYTHONPATH.
    Raises CogServerError on entry when the project does not get ready: its setup() failed, say.
    """

    def __init__(
        self,
        project_dir: Path,
        *,
        env: Mapping[str, str] | None = None,
        programs: Path | None = None,
    ) -> None:
        self._project_dir = project_dir
        self._programs = [str(programs)] if programs is not None else []
        self._extra_env = dict(env or {})
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    def __enter__(self) -> CogServer:
        self._port = _reserve_port()
        self._log = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cog.server.http", "--host", "127.0.0.1"],
            cwd=self._project_dir,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop()

    def predict(self, inputs: Mapping[str, Any]) -> Prediction:
        """Run one prediction to its end; a failed one is returned too, with its `error`.

        Raises CogServerError when no answer comes within a minute, or one that is no prediction.
        """
        deadline = time.monotonic() + _PREDICT_SECONDS
        code, answer = self._post_prediction(inputs)
        # The answer comes a moment before the only slot is free; who asks in between is refused
        while code == http.HTTPStatus.CONFLICT and time.monotonic() < deadline:
            self._pause()
            code, answer = self._post_prediction(inputs)
        if code != http.HTTPStatus.OK:
            raise self._error(f"a prediction was answered with {code}: {answer}")
        return Prediction(
            status=answer["status"],
            output=answer.get("output"),
            logs=answer.get("logs", ""),
            metrics=answer.get("metrics", {}),
            error=answer.get("error"),
        )

    def predict_and_cancel(self, inputs: Mapping[str, Any], begun: Callable[[], bool]) -> str:
        """Start a prediction, cancel it once it has `begun`, wait for its end; out: its status."""
        path = "/predictions/to-be-canceled"
        code, answer = int(http.HTTPStatus.CONFLICT), dict[str, Any]()
        # As in `predict`: the slot of the prediction before may not be free yet.
        while code == http.HTTPStatus.CONFLICT:
            with ThreadPoolExecutor(1) as pool:
                body = {"input": inputs}
                asked = pool.submit(self._request, "PUT", path, body, _PREDICT_SECONDS)
                while not begun() and not asked.done():
                    self._pause()
                if begun():
                    self._request("POST", f"{path}/cancel", None, _PREDICT_SECONDS)
                code, answer = asked.result()
        status: str = answer["status"]
        return status

    def _post_prediction(self, inputs: Mapping[str, Any]) -> tuple[int, dict[str, Any]]:
        try:
            return self._request("POST", "/predictions", {"input": inputs}, _PREDICT_SECONDS)
        except (OSError, http.client.HTTPException) as error:
            raise self._error(f"no answer to a prediction: {error!r}") from error

    def _environment(self) -> dict[str, str]:
        paths = [str(STANDINS)]
        if "PYTHONPATH" in os.environ:
            paths.append(os.environ["PYTHONPATH"])
        return {
            **os.environ,
            # the server starts its worker as plain `python`
            "PATH": os.pathsep.join(
                [*self._programs, str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PORT": str(self._port),
            "LOG_FORMAT": "console",
            "NO_COLOR": "1",
            "COG_PREDICT_TYPE_STUB": _predictor_ref(self._project_dir),
            **self._extra_env,
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        status = "nothing"
        while time.monotonic() < deadline:
            self._pause()
            try:
                _, health = self._request("GET", "/health-check", None, _START_SECONDS)
            except (OSError, http.client.HTTPException):
                continue
            status = health["status"]
            if status == "READY":
                return
            if status in ("SETUP_FAILED", "DEFUNCT"):
                raise self._error(f"{status}: {health['setup']['logs']}")
        raise self._error(f"not ready after {_START_SECONDS:.0f} s, last heard {status}")

    def _pause(self) -> None:
        """Wait for the server's end, which would be an error, but not for long."""
        assert self._process is not None
        try:
            code = self._process.wait(_POLL_SECONDS)
        except subprocess.TimeoutExpired:
            return
        raise self._error(f"the server ended with exit code {code}")

    def _request(
        self, method: str, path: str, body: Mapping[str, Any] | None, seconds: float
    ) -> tuple[int, dict[str, Any]]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=seconds)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json"})
            response = connection.getresponse()
            return response.status, json.loads(response.read())
        finally:
            connection.close()

    def _error(self, reason: str) -> CogServerError:
        log = ""
        if self._log is not None:
            self._log.seek(0)
            log = self._log.read().decode("utf-8", "replace")
        return CogServerError(f"{self._project_dir.name}: {reason}\n--- server log ---\n{log}")

    def _stop(self) -> None:
        if self._process is not None:
            # the worker ends by itself when the server is gone
            self._process.terminate()
            try:
                self._process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._log is not None:
            self._log.close()


def copy_example(name: str, tmp_path: Path) -> Path:
    """Copy `examples/<name>` to `tmp_path/<name>`, for a test to run and change; out: the copy."""
    return shutil.copytree(
        EXAMPLES / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", ".cog")
    )


def run_predictions(
    project_dir: Path, inputs: Sequence[Mapping[str, Any]]
) -> tuple[list[Prediction], dict[str, int]]:
    """Start the project, run one prediction for each input, stop it.

    Out: the predictions in order, and how often each thing was loaded from start to stop.
    """
    with tempfile.TemporaryDirectory() as folder:
        loads = Path(folder) / "loads.txt"
        with CogServer(project_dir, env={"COG_STANDIN_LOADS": str(loads)}) as server:
            predictions = [server.predict(each) for each in inputs]
        return predictions, load_counts(loads)


def is_png(item: object) -> bool:
    """Whether an output item is an image; the server hands files out as data URIs."""
    prefix = "data:image/png;base64,"
    return (
        isinstance(item, str)
        and item.startswith(prefix)
        and base64.b64decode(item[len(prefix) :]).startswith(b"\x89PNG\r\n")
    )


def load_counts(file: Path) -> dict[str, int]:
    """How often each thing was loaded, read from the file that `COG_STANDIN_LOADS` named.

    A key is the loading class and the name it was given, such as `AutoTokenizer owner/model`.
    A file that was never written is no loads at all.
    """
    if not file.exists():
        return {}
    return dict(Counter(file.read_text(encoding="utf-8").splitlines()))


def parse_progress(logs: str) -> Progress | None:
    """The progress that Replicate's clients see in these logs: the last line of their form.

    Lines end at a newline only, so a bar redrawn with carriage returns is one long line. None when
    no line has the form.
    """
    for line in reversed(logs.split("\n")):
        match = _CLIENT_PROGRESS.match(line)
        if match:
            percent, current, total = (int(group) for group in match.groups())
            return Progress(percent / 100, current, total)
    return None


def _predictor_ref(project_dir: Path) -> str:
    config = yaml.safe_load((project_dir / "cog.yaml").read_text(encoding="utf-8"))
    ref: str = config["run"] if "run" in config else config["predict"]
    return ref


def _reserve_port() -> int:
    """A port of 127.0.0.1 that, for about a minute, only who binds it by number can have.

    A connection closed by the listening side leaves the port in TIME_WAIT, so the kernel hands it
    to nobody who asks for any port; the server binds it with SO_REUSEADDR, which is allowed.
    """
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        port: int = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _ = listener.accept()
            accepted.close()
    return port
