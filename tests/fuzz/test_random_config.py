"""Any text and any tree for cog.yaml: no rule breaks, every place is inside, nothing takes long."""

from __future__ import annotations

import json
from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cog_lsp import engine
from cog_lsp.knowledge.cog import config_keys
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.text import Document
from tests.projects import _NOWHERE

PREDICT = "class Predictor:\n    def predict(self, x: str) -> str:\n        return x\n"
KEYS = sorted({part for key in config_keys() for part in key.path.split(".")})
MORE = ["<<", "name", "target", "source", "uri", "include", "exclude", "command", "mounts", "type"]
SCALARS = st.one_of(
    st.sampled_from(
        [
            *("", "~", "true", "yes", "1", "-1", "2.5", "3.10", "3.12", "3.12.x", "text", "a b"),
            *("predict.py:Predictor", "no.py:X", "../x.py:Y", ".py:", "hf://a/b", "file://."),
            *("A=b", "PATH=c", "A=b c", 'A="', "A=${", "=", "!*.bin", "a\\b", "/src", "/"),
            *("cd /x", "pip install -r a.txt", "cat <<EOF", "12.1", "9", "0.16.0", "é\u2028"),
            *("r8.im/a/b:c", "x\ny", "\x07"),
        ]
    ),
    st.text(max_size=12),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from([*KEYS, *MORE, "gpus"]), inner, max_size=5),
    ),
    max_leaves=14,
)
CONFIGS = st.dictionaries(st.sampled_from([*KEYS, *MORE, "gpus"]), TREES, max_size=8)
MARKS = [
    *(": ", "\n", "  ", "- ", "[", "]", "{", "}", "&a ", "*a", "!!str ", "|", ">", "#", "'", '"'),
    *("\t", "---\n", "%YAML 1.1\n", "? ", "3.10", "\r\n", "\ufeff"),
]
TEXTS = st.one_of(
    st.text(max_size=120),
    st.lists(st.sampled_from([*KEYS, *MORE, *MARKS]), max_size=40).map("".join),
)
LOADER = ProjectLoader(_NOWHERE)


def check(text: str, lock: str | None = None) -> None:
    documents: dict[str, Document | None] = {
        "cog.yaml": Document("cog.yaml", text),
        "predict.py": Document("predict.py", PREDICT),
    }
    if lock is not None:
        documents["weights.lock"] = Document("weights.lock", lock)
    made = LOADER.load(documents)
    checked = engine.check(made)
    assert checked.faults == ()
    for finding in checked.findings:
        assert finding.message.strip()
        for place in (finding, *finding.related):
            document = made.documents.get(place.path)
            assert place.span.end <= (len(document.text) if document is not None else 0)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(CONFIGS, st.booleans())
def test_any_tree(config: Mapping[str, object], sparse: bool) -> None:
    check(json.dumps(config, ensure_ascii=False, indent=2 if sparse else None))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXTS)
def test_any_text(text: str) -> None:
    check(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(TREES.map(json.dumps), st.text(max_size=60)))
def test_any_lock(lock: str) -> None:
    weight = "{name: w, target: /src/w, source: {uri: 'hf://a/b'}}"
    check(f'build: {{python_version: "3.12"}}\nmodel: r8.im/a/b\nweights: [{weight}]\n', lock)
