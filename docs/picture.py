"""Draw the README's picture: the demo's own output, as a terminal shows it.

python docs/picture.py          write docs/demo.svg
python docs/picture.py --check  exit 1 if it is not what the demo prints now
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).resolve().parent
PICTURE = HERE / "demo.svg"
_COLUMNS = 118


def draw() -> str:
    """The demo against ``reload-llama`` as SVG."""
    demo = HERE.parent / "examples" / "demo.py"
    done = subprocess.run(
        [sys.executable, str(demo), "reload-llama"],
        env={**os.environ, "FORCE_COLOR": "1", "NO_COLOR": ""},
        capture_output=True,
        check=True,
    )
    console = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(Text("$ python examples/demo.py reload-llama", style="bold"))
    console.print(Text.from_ansi(done.stdout.decode().strip("\n")))
    return console.export_svg(title="cog-lsp")


def main() -> int:
    """Write or check the picture."""
    drawn = draw()
    if "--check" in sys.argv[1:]:
        if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == drawn:
            return 0
        print("docs/demo.svg is stale: run `python docs/picture.py`", file=sys.stderr)
        return 1
    PICTURE.write_text(drawn, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
