"""Files of plain data, YAML, JSON and TOML, and which of them a Python file names.

Only data comes out of them: no tag of YAML makes an object of anything else.
"""

from __future__ import annotations

import json
import re
import sys
from functools import lru_cache
from typing import Any, Literal

import yaml

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Format = Literal["yaml", "json", "toml"]

DATA_SUFFIXES = (".yaml", ".yml", ".json", ".toml")
"""What the names of such files end in."""

_MAX_LENGTH = 256_000  # characters; what is longer is a vocabulary or a data set
_MAX_KEPT = 16
_NAMED = re.compile(r"""(?<=["'}])[\w./-]{0,200}\.(?:ya?ml|json|toml)(?=["'])""")
_WORD = re.compile(r"""(?<=["'}])[\w./-]{1,100}(?=["'{])""")
# libyaml reads five times as fast, where PyYAML was built with it; both make the same of a text.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# What the loaders raise at texts that are no such file; PyYAML some of it at odd scalars.
_REFUSALS = (yaml.YAMLError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


@lru_cache(maxsize=_MAX_KEPT)
def read_data(text: str, form: Format) -> object:
    """The dictionaries, lists and scalars that ``text`` writes; ``None`` if it is too long or bad.

    The result is kept for who asks next, and is not to be changed.
    """
    if len(text) > _MAX_LENGTH:
        return None
    try:
        if form == "json":
            return json.loads(text)
        return tomllib.loads(text) if form == "toml" else yaml.load(text, _Loader)
    except _REFUSALS:
        return None


def data_files_named(text: str) -> tuple[str, ...]:
    """The names of data files among the strings of Python code, as they are written there."""
    return tuple(dict.fromkeys(_NAMED.findall(text)))


def words_named(text: str) -> tuple[str, ...]:
    """The strings of Python code that a folder may be called."""
    return tuple(dict.fromkeys(_WORD.findall(text)))
