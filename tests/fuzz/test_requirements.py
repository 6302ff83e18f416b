"""Any text is a requirements file: nothing breaks down, and every place is a place in it."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from cog_lsp import engine
from cog_lsp.resolution import resolution_of
from cog_lsp.syntax.requirements import parse_lines

from ..projects import project

PIECES = (
    "torch", "torchvision", "tensorflow", "numpy", "a.b", "==", " == ", ">=", "<", "~=", "2.5.1",
    "2.*", "+cu118", ";", " ; ", "python_version < '3.11'", " ", "\t", "[x]", "[", "@", " @ ", "#",
    " #", "\\\n", "\\\r\n", "\n", "\r\n", "--hash=sha256:ab", "--extra-index-url=", "--index-url ",
    "https://x.y/z", "-f ", "-r ", "-e ", "-e .", "-c ", "./", "../", "/", "a.whl", "b.tar.gz",
    "file:", "git+", ".", "cog", "'", '"', ",", "\u00a0", "\u2028", "\f", "é", "\U0001f41f", "$X",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
builds = st.fixed_dictionaries(
    {"gpu": st.booleans(), "python_version": st.sampled_from(("3.10", "3.13", "3", "x", "3.12.1"))},
    optional={
        "cuda": st.sampled_from(("11.8", "12.4", "12", "12.7", "x.1", "12.4.1")),
        "cudnn": st.sampled_from(("8", "9", "8.9")),
    },
)


@given(text=texts)
@settings(max_examples=300, deadline=None)
def test_lines_have_places(text: str) -> None:
    for line in parse_lines(text):
        spans = [line.span, line.value_span]
        if line.requirement is not None:
            spans += [line.requirement.span, line.requirement.name_span]
            spans.append(line.requirement.specifier_span)
        for span in spans:
            assert span is None or 0 <= span.start <= span.end <= len(text)
        if line.kind == "requirement" and line.requirement is not None and "\\" not in text:
            assert line.requirement.name_span.text(text) == line.requirement.raw_name


@given(text=texts, build=builds, listed=st.booleans())
@settings(max_examples=100, deadline=None)
def test_any_requirements_are_resolved_and_judged(
    text: str, build: dict[str, object], listed: bool
) -> None:
    if listed:
        build = {**build, "python_packages": [text, "numpy"]}
    else:
        build = {**build, "python_requirements": "requirements.txt"}
    files = {"cog.yaml": json.dumps({"build": build}), "requirements.txt": text}
    made = project(files)
    for package in resolution_of(made).packages:
        assert 0 <= package.span.start <= package.span.end <= len(files[package.path])
    checked = engine.check(made)
    assert not checked.faults
    for finding in checked.findings:
        source = files.get(finding.path, "")
        assert 0 <= finding.span.start <= finding.span.end <= len(source)
