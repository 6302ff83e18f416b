"""Prints the licence texts of all that the bundled server contains: Python and our dependencies.

Runs in the environment that was frozen. What only freezes (PyInstaller and its helpers) ends up in
the program as its small start-up part, whose licence makes an exception for that.
"""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path


def needed(name: str, seen: set[str]) -> Iterator[Distribution]:
    """The distribution ``name`` and all that it needs, each once."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen.add(key)
    try:
        found = distribution(name)
    except PackageNotFoundError:  # needed on another platform or Python only
        return
    yield found
    for requirement in found.requires or ():
        if "extra ==" not in requirement:
            yield from needed(re.match(r"[\w.-]+", requirement)[0], seen)


def texts(found: Distribution) -> Iterator[str]:
    """The licence texts that ``found`` was installed with."""
    for file in found.files or ():
        if re.match(r"(licen[cs]e|copying|notice)", file.name, re.IGNORECASE):
            yield file.read_text()


def main() -> None:
    """Print them all; fail if one has none."""
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    own = next(path for folder in folders if (path := folder / "LICENSE.txt").is_file())
    print(f"Python {sys.version.split()[0]}\n\n{own.read_text(encoding='utf-8').strip()}\n")
    for found in needed("cog-lsp", set()):
        listed = list(dict.fromkeys(texts(found)))
        if not listed:
            sys.exit(f"{found.name}: no licence text to ship with the bundle")
        print(f"{found.name} {found.version}\n\n" + "\n".join(listed).strip() + "\n")


main()
