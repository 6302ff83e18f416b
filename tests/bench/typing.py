"""How long an editor waits for a completion list while its user types, through a real server.

Each keystroke is a change and the question that follows it at once, as editors send them, so that
the check of the last keystroke may be under way. Budget: 20 ms at the median, 50 ms at worst, for
cog.yaml and for a predictor of 5 kB.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from cog_lsp.project.discover import ProjectLoader
from tests.bench.__main__ import EXAMPLES, grown
from tests.protocol.client import RawClient, place

_RUNS = 40
# Between two keystrokes the check does not begin, begins, or is under way.
_PAUSES = (0.05, 0.16, 0.2)


def measure(root: Path, path: str, text: str) -> None:
    """Print what a list costs at the end of ``text``, for each pause between two keystrokes."""
    client = RawClient()
    client.initialize({}, root)
    uri = client.open(root / path, text)
    client.settle(uri)
    for pause in _PAUSES:
        times = [_keystroke(client, uri, text, run, pause) for run in range(_RUNS)]
        print(
            f"{root.name:20} {path:12} {len(text) / 1000:5.1f} kB  every {pause * 1000:3.0f} ms  "
            f"{statistics.median(times) * 1000:6.1f} ms (max {max(times) * 1000:6.1f})"
        )
    client.shut_down()
    client.kill()


def _keystroke(client: RawClient, uri: str, text: str, run: int, pause: float) -> float:
    start = time.perf_counter()
    client.change(uri, f"{text}\n{'x' * run}")
    params = {"textDocument": {"uri": uri}, "position": place(text.count("\n") + 1, run)}
    client.request("textDocument/completion", params)
    taken = time.perf_counter() - start
    time.sleep(pause)
    return taken


if __name__ == "__main__":
    for example in ("reload-llama", "progress-in-output"):
        folder = EXAMPLES / example
        project = ProjectLoader(folder).load()
        predictor = project.entry_points[0].function.path
        measure(folder, "cog.yaml", project.config.document.text)
        for size in (5_000, 50_000):
            measure(folder, predictor, grown(project.documents[predictor].text, size))
