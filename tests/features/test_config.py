"""Hover, links, definitions and the outline of cog.yaml."""

from __future__ import annotations

import pytest

from cog_lsp.features.definition import definitions, references
from cog_lsp.features.hover import hover
from cog_lsp.features.links import links
from cog_lsp.features.symbols import Symbol, SymbolKind, symbols
from cog_lsp.knowledge.cog import config_keys
from cog_lsp.knowledge.hardware import tiers
from tests.features.cursor import at_cursor
from tests.projects import project

PREDICT = """\
class Base:
    def setup(self): ...
    def predict(self): ...


class Predictor(Base):
    ...
"""


def hovered(marked: str, **others: str) -> list[tuple[str, str]]:
    made, path, offset = at_cursor(marked, others)
    gathered = hover(made, path, offset)
    assert gathered.faults == ()
    text = made.documents[path].text
    return [(section.span.text(text), section.markdown) for section in gathered.items]


def test_every_key_is_explained() -> None:
    """In our own words, with what it takes and the place in Cog that says so."""
    for key in config_keys():
        lines, indent = [], ""
        for name in key.path.split(".")[:-1]:
            lines.append(f"{indent}{name}:")
            indent += "  "
        text = "\n".join([*lines, f"{indent}{key.name[:1]}|{key.name[1:]}: "])
        ((word, page),) = hovered(text)
        assert word == key.name
        assert page.startswith(f"**{key.path}** ({key.type})\n\n")
        assert key.summary in page
        assert page.endswith(f"]({key.source})")
        assert ("Deprecated" in page) == (key.status == "deprecated")
        assert ("No effect" in page) == (key.status in ("removed", "ignored"))


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("build:\n  gp|u: true", "Takes `true` or `false`"),
        ("build:\n  gp|u: true", "Default: false"),
        ("build: {cud|nn: 9}", "Takes `8` or `9`"),
        ("build:\n  python_v|ersion: 3", "Takes `3.10` or newer; documented up to `3.13`"),
        ("build:\n  cu|da: 3", "Takes `11.0` or newer"),
        ("pre|dict: x\n  y: broken", "Deprecated since Cog 0.20.0: use `run` instead."),
        ("build:\n  fa|st: x", "No effect since Cog 0.17.0"),
    ],
)
def test_what_a_page_says(marked: str, words: str) -> None:
    ((_, page),) = hovered(marked)
    assert words in page


@pytest.mark.parametrize(
    "marked", ["nonsen|se: x", "build: tr|ue", "# bui|ld: x", "run: |x", "bui|ld", "|"]
)
def test_nothing_to_say(marked: str) -> None:
    """Of unknown keys, values, comments, and words that are no keys yet."""
    assert hovered(marked) == []


def test_a_tier_is_explained_wherever_it_is_declared() -> None:
    """In the directive, in another file, under another spelling; what is no SKU is not."""
    ((word, page),) = hovered("# cog-lsp: hardware=gpu-l4|0s\n")
    assert word == "gpu-l40s"
    assert "44.3 GiB" in page
    assert "$0.000975 per second, $3.51 per hour" in page
    ((_, old),) = hovered("# cog-lsp: hardware=gpu-a40-|large\n")
    assert "No longer available. Use `gpu-l40s` instead." in old
    assert hovered("# cog-lsp: hardware=gpu-non|sense\n") == []
    made = project({"cog.yaml": "", "cog-safe-push.yaml": "test_hardware: gpu-t4\n"})
    (section,) = hover(made, "cog-safe-push.yaml", 17).items
    assert section.markdown.startswith("**gpu-t4**")
    for tier in tiers():
        ((_, page),) = hovered(f"# cog-lsp: hardware=|{tier.sku}\n")
        assert tier.name in page


def test_links() -> None:
    """Files that are there, the model on Replicate, weights on Hugging Face."""
    text = (
        "build:\n  python_requirements: './req.txt'\n  x: y\n"
        'run: "run.py:Runner"\ntrain: gone.py:train\n'
        "image: r8.im/me/my-model:tag\nmodel: 'registry.example.com/me/x'\n"
        "weights:\n  - source: {uri: 'hf://org/repo@v1/2'}\n"
        "  - source:\n      - uri: huggingface://org/repo\n      - uri: https://example.com/x\n"
    )
    made = project({"cog.yaml": text, "req.txt": "", "run.py": "class Runner: ..."})
    gathered = links(made, "cog.yaml")
    assert gathered.faults == ()
    assert [(link.span.text(text), link.path or link.url) for link in gathered.items] == [
        ("./req.txt", "req.txt"),
        ("run.py", "run.py"),
        ("r8.im/me/my-model:tag", "https://replicate.com/me/my-model"),
        ("hf://org/repo@v1/2", "https://huggingface.co/org/repo/tree/v1/2"),
        ("huggingface://org/repo", "https://huggingface.co/org/repo"),
    ]
    assert links(made, "run.py").items == ()


@pytest.mark.parametrize(
    ("image", "url"),
    [
        ("docker.io/me/my-model:tag", "https://hub.docker.com/r/me/my-model"),
        ("index.docker.io/me/my-model", "https://hub.docker.com/r/me/my-model"),
        ("me/my-model", None),  # it may never leave the machine
        ("registry.example.com/me/x", None),
    ],
)
def test_link_of_an_image_on_its_registry(image: str, url: str | None) -> None:
    made = project({"cog.yaml": f"image: {image}\n"})
    assert [link.url for link in links(made, "cog.yaml").items] == ([url] if url else [])


@pytest.mark.parametrize(
    ("marked", "place"),
    [
        ('predict: "predict.py:Pre|dictor"', "Predictor"),
        ('predict: "pre|dict.py:Predictor"', ""),
        ("pre|dict: predict.py:Predictor", "predict"),
        ("predict: predict.py:Predictor|", "Predictor"),
    ],
)
def test_from_the_reference_to_the_code(marked: str, place: str) -> None:
    """The class under its name, the file under its, and the method under the key."""
    made, path, offset = at_cursor(marked, {"predict.py": PREDICT})
    gathered = definitions(made, path, offset)
    assert gathered.faults == ()
    (target,) = gathered.items
    assert target.path == "predict.py"
    assert target.name.text(PREDICT) == place
    assert target.whole.contains(target.name)


@pytest.mark.parametrize("name", ["Predictor", "predict"])
def test_from_the_code_to_the_reference(name: str) -> None:
    """From the class, and from the method wherever it is inherited from; not from their uses."""
    text = '# 😀\npredict: "predict.py:Predictor"\n'
    made = project({"cog.yaml": text, "predict.py": PREDICT})
    offset = PREDICT.index(f"{name}(") + 2
    for feature in (definitions, references):
        found = feature(made, "predict.py", offset).items
        (target,) = [target for target in found if not target.declares]
        assert target.path == "cog.yaml"
        assert target.name.text(text) == "Predictor"
    assert definitions(made, "predict.py", PREDICT.index("setup")).items == ()


def test_a_reference_to_nothing_leads_nowhere() -> None:
    for marked in ("predict: gone.py:X|", "predict: predict.py:Gone|", "predict: |", "x: y|"):
        assert definitions(*at_cursor(marked, {"predict.py": "x = 1"})).items == ()


def outline(found: tuple[Symbol, ...]) -> list[object]:
    return [
        (symbol.name, symbol.kind.name, symbol.detail, *map(tuple, [outline(symbol.children)]))
        for symbol in found
    ]


def test_the_outline() -> None:
    """Keys with their values, items by their text or name, each within its parent."""
    text = (
        "build:\n  gpu: yes\n  python_version: 3.12\n  system_packages: [ffmpeg]\n"
        "  run:\n    - command: make\n    - 😀\n    -\n"
        "predict: predict.py:P\nx: &a {b: 1}\ny: *a\n"
    )
    made = project({"cog.yaml": text})
    gathered = symbols(made, "cog.yaml")
    assert gathered.faults == ()
    build, predict, x, y = gathered.items
    assert [child.name for child in build.children] == [
        "gpu",
        "python_version",
        "system_packages",
        "run",
    ]
    assert [item.name for item in build.children[3].children] == ["make", "😀", "[2]"]
    assert build.children[0].kind is SymbolKind.BOOLEAN
    assert build.children[1].detail == "3.12"
    assert predict.deprecated
    assert not build.deprecated
    assert [child.name for child in x.children] == ["b"]
    assert y.children == ()

    def check(symbol: Symbol) -> None:
        assert symbol.span.contains(symbol.name_span)
        for child in symbol.children:
            assert symbol.span.contains(child.span)
            check(child)

    for symbol in gathered.items:
        check(symbol)
    assert symbols(made, "predict.py").items == ()


def test_the_outline_of_what_is_being_typed() -> None:
    """By the lines: what was there stays there while a key without its colon is added."""
    text = "build:\n  gpu: true\n  run:\n  - make x\n  -\n  pyth\npredict: '😀.py:P'\n"
    made = project({"cog.yaml": text})
    assert made.config.tree.problem is not None
    build, predict = symbols(made, "cog.yaml").items
    assert [child.name for child in build.children] == ["gpu", "run"]
    assert [item.name for item in build.children[1].children] == ["make x", "[1]"]
    assert build.children[0].detail == "true"
    assert build.span.text(text).endswith("-")
    assert (predict.name, predict.detail, predict.deprecated) == ("predict", "'😀.py:P'", True)
