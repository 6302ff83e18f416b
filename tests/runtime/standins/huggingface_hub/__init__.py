"""A stand-in for huggingface_hub: reads its environment when it is imported, asks no hub but one.

That one is what `HF_ENDPOINT` names, a server of the test on 127.0.0.1. Nothing is kept from one
download to the next.
"""

import os
import tempfile
import urllib.request
from pathlib import Path

HF_HOME = os.getenv("HF_HOME", "~/.cache/huggingface")
_ENDPOINT = os.getenv("HF_ENDPOINT", "http://127.0.0.1:9")


def hf_hub_download(repo_id: str, filename: str) -> str:
    """Fetch a file; out: where it lies."""
    with urllib.request.urlopen(f"{_ENDPOINT}/{repo_id}/resolve/main/{filename}") as answer:
        data = answer.read()
    path = Path(tempfile.mkdtemp()) / filename
    path.write_bytes(data)
    return str(path)
