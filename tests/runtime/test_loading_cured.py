"""What rules about loading say, on the real Cog server: disease and cure."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .cog_server import CogServer, load_counts
from .curing import cure, write

pytestmark = pytest.mark.runtime

EACH_TIME = """
    def setup(self) -> None:
        self.large = AutoModel.from_pretrained("org/large").eval()

    def predict(self, text: str) -> str:
        words = hf_hub_download("org/words", "words.safetensors")
        small = AutoModel.from_pretrained("org/small").eval()
        compiled = torch.compile(self.large)
        return " ".join((small(text), compiled(text), Path(words).read_text(), answer(text)))
"""
ELSEWHERE = """

def answer(text: str) -> str:
    letters = hf_hub_download("org/letters", "letters.safetensors")
    ranked = rank(text)
    return ranked + Path(letters).read_text()


def rank(text: str) -> str:
    order = torch.compile(ORDER)
    return order(text)
"""
IMPORTS = """\
import torch
from huggingface_hub import hf_hub_download
from transformers import AutoModel

ORDER = AutoModel.from_pretrained("org/order")
"""


@contextmanager
def hub(requests: list[str]) -> Iterator[str]:
    """A server that answers any path with a word, and notes it; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            requests.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"word")

        def log_message(self, *_: object) -> None:
            """Tell nobody."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_what_each_prediction_loads_downloads_and_compiles_is_done_once(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    project = write(tmp_path / "project", EACH_TIME, imports=IMPORTS)
    (project / "predict.py").write_text((project / "predict.py").read_text() + ELSEWHERE)

    def work(log: str) -> tuple[list[object], dict[str, int], list[int]]:
        """Outputs, loads, and the downloads by the start and by each of two predictions."""
        loads, requests = tmp_path / log, list[str]()
        with (
            hub(requests) as address,
            CogServer(
                project, env={"HF_ENDPOINT": address, "COG_STANDIN_LOADS": str(loads)}
            ) as server,
        ):
            downloads, outputs = [len(requests)], list[object]()
            for text in ("a", "b"):
                outputs.append(server.predict({"text": text})["output"])
                downloads.append(len(requests))
        return outputs, load_counts(loads), downloads

    before, loads, downloads = work("before.txt")
    assert loads == {
        "AutoModel org/large": 1,
        "AutoModel org/order": 1,
        "AutoModel org/small": 2,
        "compile org/large": 2,
        "compile org/order": 2,
    }
    assert downloads == [0, 2, 4]

    cure(project, "model-load-in-predict", "weights-download-in-predict", "compile-in-predict")
    after, loads_after, downloads = work("after.txt")
    assert loads_after == dict.fromkeys(loads, 1)
    assert downloads == [2, 2, 2]
    assert after == before and None not in after
