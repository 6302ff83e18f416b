"""Importing the room reads no table; asking for one reads that one, once."""

from __future__ import annotations

import json
import subprocess
import sys

_SCRIPT = """
import json, sys

opened = []
sys.addaudithook(
    lambda event, args: opened.append(str(args[0])) if event == "open" else None
)

def tables():
    names = [name.replace("\\\\", "/").rsplit("/", 1)[-1] for name in opened]
    return [name for name in names if name.endswith(".toml")]

import cog_lsp.knowledge
from cog_lsp.knowledge import checkpoints, cog, compatibility, hardware, loaders

seen = [tables()]
hardware.tier("gpu-t4")
hardware.resolve("gpu-a100")
seen.append(tables())
loaders.match_loader("torch.load")
loaders.not_a_load("json.load")
seen.append(tables())
cog.config_keys()
cog.python_versions()
seen.append(tables())
compatibility.torch_releases()
compatibility.base_images()
seen.append(tables())
checkpoints.quantization_in("org/a-7b")
seen.append(tables())
checkpoints.checkpoint_named("org/a-7b", "transformers")
checkpoints.checkpoint_named_after("a-7b")
seen.append([name for name in tables() if not name.startswith("checkpoints_")])
print(json.dumps(seen))
"""


def test_a_table_is_read_when_first_asked_for_and_only_once() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == [
        [],
        ["hardware.toml"],
        ["hardware.toml", "loaders.toml"],
        ["hardware.toml", "loaders.toml", "cog.toml"],
        ["hardware.toml", "loaders.toml", "cog.toml", "compatibility.toml"],
        ["hardware.toml", "loaders.toml", "cog.toml", "compatibility.toml", "quantization.toml"],
        ["hardware.toml", "loaders.toml", "cog.toml", "compatibility.toml", "quantization.toml"],
    ]
