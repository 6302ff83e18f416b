"""Predictors put together at random: types, defaults, keywords, outputs and decorators."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.interface.support import runner

BEFORE = """\
import os, typing
import cog as c
from typing import List as L
N = 5
NAMES = ["a", "b"]
SIZES = {"s": 1, "m": 2}
SETS = {1, 2}


class Style(TypedDict, total=False):
    name: str


class Out(BaseModel):
    a: str
    b: Optional[int] = None


class Shared:
    size = Input(default=1, ge=0)

    @staticmethod
    def text(default, description="d"):
        return Input(default=default, description=description)
"""
_NAMES = st.sampled_from(
    ["str", "int", "float", "bool", "Path", "File", "Secret", "Any", "dict", "list", "Style", "Out",
     "None", "tuple", "Unknown", "typing.Any", "c.Path", "'str'", "bytes", "L"]
)  # fmt: skip


def _generic(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    one = st.sampled_from(["list", "List", "Optional", "typing.Optional", "Iterator", "L", "tuple"])
    return st.one_of(
        st.builds("{}[{}]".format, one, inner),
        st.builds("Union[{}, {}]".format, inner, inner),
        st.builds("{} | {}".format, inner, inner),
        st.builds("dict[str, {}]".format, inner),
        st.builds("Annotated[{}, Opaque]".format, inner),
        st.builds("Union[{}, None,]".format, inner),
    )


types = st.recursive(_NAMES, _generic, max_leaves=4)
literals = st.sampled_from(
    ["None", "True", "1", "-1", "- 1", "0x1f", "1_0", "1.5", "1e400", "''", "'a'", "'a' 'b'",
     "r'\\d'", "'\\n'", "f'{N}'", "b'a'", "[]", "['a']", "[1, 2]", "['a', # c\n 'b']", "('a', N)",
     "{'a': 1}", "{'a': f()}", "{1, 2}", "N", "NAMES", "SIZES", "SETS", "f()", "os.sep", "...",
     "inf", "(1)", "1 + 1", "[x for x in NAMES]", "list(SIZES.keys())",
     "NAMES + ['c']", "lambda: 1"]
)  # fmt: skip
_KEYWORDS = st.sampled_from(
    ["default", "description", "ge", "le", "min_length", "max_length", "regex", "choices",
     "deprecated", "accept", "default_factory", "nonsense"]
)  # fmt: skip
_arguments = st.dictionaries(_KEYWORDS, literals, max_size=4).map(
    lambda given: ", ".join(f"{name}={value}" for name, value in given.items())
)
defaults = st.one_of(
    literals,
    _arguments.map("Input({})".format),
    _arguments.map("cog.Input({})".format),
    st.sampled_from(["Shared.size", "Shared.text('a')", "Shared.text(default=1)", "(Input())"]),
)
_names = st.sampled_from(["x", "num_steps", "Input", "Status", "naïve", "self_"])
_params = st.one_of(
    st.builds("{}: {} = {}".format, _names, types, defaults),
    st.builds("{}: {}".format, _names, types),
    st.sampled_from(["y", "y=1", "*args", "*, z: int", "**kw: str"]),
)
predictors = st.builds(
    lambda params, returns, decorator, prefix: runner(
        ", ".join(params), returns, BEFORE, decorator=decorator, prefix=prefix
    ),
    st.lists(_params, max_size=3),
    st.one_of(types, st.just("")),
    st.sampled_from(["@staticmethod", "@streaming", "@concurrent(max=2)", "@concurrent(N)"]),
    st.sampled_from(["", "async "]),
)
