"""How long the keystroke path takes: text in, findings out, as the server does it.

Budget: under 30 ms at the median for a predictor of 5 kB, under 150 ms for one of 50 kB.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.text import Document

EXAMPLES = Path(__file__).parents[2] / "examples"
_RUNS = 30


def grown(text: str, size: int) -> str:
    """``text`` made at least ``size`` characters long, by helper methods as authors write them."""
    helper = (
        "\n    def helper_{n}(self, image, scale=2):\n"
        '        """One of many steps."""\n'
        "        width, height = image.size\n"
        "        for row in range(0, height, scale):\n"
        "            if row % 2 and self.use_rows:\n"
        "                image = self.blend(image, row, amount=row / height)\n"
        '        print(f"step {{row}} of {{height}}")\n'
        "        return image.resize((width * scale, height * scale))\n"
    )
    count = 0
    while len(text) < size:
        text += helper.format(n=count)
        count += 1
    return text


def measure(name: str, size: int) -> None:
    """Print what one keystroke costs in ``examples/name`` with its predictor grown to ``size``."""
    loader = ProjectLoader(EXAMPLES / name)
    path = loader.load().entry_points[0].function.path
    text = grown(loader.load().documents[path].text, size)
    times: dict[str, list[float]] = {"load": [], "check": [], "total": []}
    for run in range(_RUNS):
        typed = Document(path, text + f"\n# {run}\n", run)
        start = time.perf_counter()
        project = loader.load({path: typed})
        loaded = time.perf_counter()
        engine.check(project)
        end = time.perf_counter()
        times["load"].append(loaded - start)
        times["check"].append(end - loaded)
        times["total"].append(end - start)
    figures = "  ".join(
        f"{part} {statistics.median(values) * 1000:6.1f} ms (max {max(values) * 1000:6.1f})"
        for part, values in times.items()
    )
    print(f"{name:20} {len(text) / 1000:5.1f} kB  {figures}")


if __name__ == "__main__":
    for example in ("reload-llama", "several", "progress-in-output"):
        for wanted in (0, 5_000, 50_000):
            measure(example, wanted)
