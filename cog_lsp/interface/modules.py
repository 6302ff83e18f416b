"""Which file of the project an import leads Cog to, if any.

Cog looks from the project's root, or for a relative import from the importing file's folder, and
only for ``module.py``: a package's ``__init__.py`` is never read, nor what stands beside the file.
"""

from __future__ import annotations

import posixpath

# Never looked up in the project, even if such a file is there.
_EXTERNAL = frozenset(
    (
        "builtins", "typing", "typing_extensions", "collections", "abc", "enum", "dataclasses",
        "os", "sys", "io", "json", "re", "math", "pathlib", "functools", "itertools", "contextlib",
        "concurrent", "asyncio", "multiprocessing", "threading", "logging", "warnings", "unittest",
        "pytest", "numpy", "torch", "tensorflow", "jax", "scipy", "sklearn", "transformers",
        "diffusers", "accelerate", "safetensors", "PIL", "cv2", "skimage", "requests", "httpx",
        "aiohttp", "fastapi", "flask", "pydantic", "cog",
    )
)  # fmt: skip


def is_external(module: str) -> bool:
    """Whether Cog takes ``module`` for somebody else's: ``.json`` is one, ``.json.x`` is not."""
    at = module.find(".")
    top = module[:at] if at > 0 else module
    return top.lstrip(".") in _EXTERNAL


def module_file(module: str, importer: str) -> str | None:
    """The path at which Cog looks for ``module`` when the file ``importer`` imports it."""
    clean = module.lstrip(".")
    if not clean:
        return None
    folder = ""
    if module.startswith("."):
        folder = posixpath.dirname(importer)
        for _ in range(len(module) - len(clean) - 1):
            folder = posixpath.dirname(folder)
    return posixpath.normpath(posixpath.join(folder, *clean.split("."))) + ".py"


def submodule(module: str, original: str) -> str:
    """What is tried when ``module`` is no file: its member ``original`` may be one."""
    return f".{original}" if module == "." else f"{module}.{original}"
