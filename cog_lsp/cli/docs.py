"""``python -m cog_lsp.cli.docs [FOLDER]`` writes the rules' pages, for those who change rules.

``FOLDER`` is the folder of the documentation, ``docs`` here if it is left out: the rules' pages go
into its ``rules``, and beside that goes the page of which rule stands for which check of Cog.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from cog_lsp.rules.coverage import coverage_page
from cog_lsp.rules.page import all_pages
from cog_lsp.rules.registry import all_rules

_DEFAULT = "docs"
COVERAGE_NAME = "coverage.md"


def write_pages(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """Make the Markdown files of ``folder`` be just ``pages``; the names of those that changed."""
    changed = stale_pages(folder, pages)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in pages:
            (folder / name).write_bytes(pages[name].encode("utf-8"))
        else:
            (folder / name).unlink()
    return changed


def stale_pages(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """The names of the files of ``folder`` that are not as in ``pages``, or are no page at all."""
    there = {path.name: path.read_bytes() for path in folder.glob("*.md")}
    wanted = {name: text.encode("utf-8") for name, text in pages.items()}
    return sorted(name for name in there.keys() | wanted if there.get(name) != wanted.get(name))


def write_coverage(folder: Path, page: str) -> list[str]:
    """Make the coverage page of ``folder`` be ``page``; its name if that changed it."""
    path = folder / COVERAGE_NAME
    new = page.encode("utf-8")
    if path.is_file() and path.read_bytes() == new:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(new)
    return [COVERAGE_NAME]


def main(arguments: Sequence[str]) -> int:
    """Write all pages into the folder named first in ``arguments``, or into docs here."""
    folder = Path(arguments[0] if arguments else _DEFAULT)
    changed = write_pages(folder / "rules", all_pages(all_rules()))
    changed += write_coverage(folder, coverage_page(all_rules()))
    print(f"{folder}: {', '.join(changed) or 'nothing'} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
