"""Real projects with pieces cut out, doubled or typed into: no rule breaks, no fix raises."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from tests.projects import project

EXAMPLES = Path(__file__).parents[2] / "examples"
PROJECTS = [
    {path: document.text for path, document in ProjectLoader(folder).load().documents.items()}
    for folder in sorted(path.parent for path in EXAMPLES.glob("*/cog.yaml"))
]
TYPED = st.sampled_from(
    [*"()[]{}'\":,=#\\\n\t\f\r", '"""', "    ", "def ", "self.", "yield ", "await ", "with ",
     "é", "😀", "\u2028", "- ", "  :", "&a "]
)  # fmt: skip


@st.composite
def broken(draw: st.DrawFn) -> dict[str, str]:
    """One of the example projects after a few careless edits."""
    files = dict(draw(st.sampled_from(PROJECTS)))
    for _ in range(draw(st.integers(1, 4))):
        names = sorted(name for name in files if name.endswith((".py", ".yaml")))
        path = draw(st.sampled_from(names))
        text = files[path]
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        middle = draw(st.one_of(TYPED, st.just(""), st.just(text[start:end] * 2)))
        files[path] = text[:start] + middle + text[end:]
    return files


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken())
def test_no_rule_breaks_and_every_place_is_inside_its_file(files: dict[str, str]) -> None:
    made = project(files)
    checked = engine.check(made)
    assert checked.faults == ()
    for finding in checked.findings:
        assert finding.span.end <= len(files[finding.path])
        for related in finding.related:
            assert related.span.end <= len(files[related.path])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(broken())
def test_no_fix_raises_and_every_edit_is_inside_its_file(files: dict[str, str]) -> None:
    made = project(files)
    for finding in engine.check(made).findings:
        for outcome in engine.outcomes(made, finding):
            for file in getattr(outcome, "files", ()):
                assert all(edit.span.end <= len(files[file.path]) for edit in file.edits)
