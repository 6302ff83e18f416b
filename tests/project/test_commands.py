"""What shell commands download, and to where."""

from __future__ import annotations

import pytest

from cog_lsp.project.commands import Download, downloads_in, downloads_of

URL = "https://x.org/a/b.pth"

# A script, and its downloads: source and path.
SCRIPTS: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "pget": (f"pget {URL} w/b.pth", [(URL, "w/b.pth")]),
    "pget of an archive": (f"pget -xf {URL} ./w", [(URL, "./w")]),
    "pget with a setting": (f"pget --concurrency 8 -x {URL} w", [(URL, "w")]),
    "pget without a place": (f"pget {URL}", []),
    "wget": (f"wget {URL}", [(URL, "b.pth")]),
    "wget to a file": (f"wget -q -O w/c.pth {URL}", [(URL, "w/c.pth")]),
    "wget to a folder": (f"wget {URL} -P ./w", [(URL, "./w/b.pth")]),
    "wget of several": (f"wget {URL} {URL}2", [(URL, "b.pth"), (f"{URL}2", "b.pth2")]),
    "wget of a query": (f"wget '{URL}?download=true'", [(f"{URL}?download=true", "b.pth")]),
    "curl": (f"curl -L -o w/c.pth {URL}", [(URL, "w/c.pth")]),
    "curl, joined": (f"curl --output=w/c.pth -L {URL}", [(URL, "w/c.pth")]),
    "aria2c": (f"aria2c -x 16 -d w -o c.pth {URL}", [(URL, "w/c.pth")]),
    "git clone": ("git clone https://huggingface.co/o/n", [("https://huggingface.co/o/n", "n")]),
    "git clone of a branch": (
        "git clone --branch fp16 https://huggingface.co/o/n.git d",
        [("https://huggingface.co/o/n.git", "d")],
    ),
    "another command of git": ("git lfs install", []),
    "hub": ("huggingface-cli download o/n --local-dir d", [("o/n", "d")]),
    "hub, by its new name": ("hf download o/n --local-dir=d --token x", [("o/n", "d")]),
    "hub, to its cache": ("hf download o/n", []),
    "hub, another command": ("hf auth login --token x", []),
    "in a folder": (f"mkdir -p w && cd w && wget {URL}; cd v; wget {URL}",
                    [(URL, "w/b.pth"), (URL, "w/v/b.pth")]),
    "over two lines": (f"wget \\\n  -O c.pth \\\n  {URL}", [(URL, "c.pth")]),
    "after words that are no command": (f"sudo HTTPS=1 wget {URL}", [(URL, "b.pth")]),
    "by its path": (f"/usr/local/bin/pget {URL} w", [(URL, "w")]),
    "with a comment": (f"# wget {URL}", []),
    "with an open quote": (f"wget '{URL}", [(f"'{URL}", "b.pth")]),
    "another program": (f"echo {URL}", []),
    "nothing": ("", []),
}  # fmt: skip


@pytest.mark.parametrize(("script", "found"), SCRIPTS.values(), ids=list(SCRIPTS))
def test_downloads_of_a_script(script: str, found: list[tuple[str, str]]) -> None:
    assert [(one.source, one.path) for one in downloads_in(script)] == found


def test_files_of_a_repository_that_were_asked_for() -> None:
    (found,) = downloads_in("hf download o/n a.gguf b.json --local-dir d")
    assert found == Download("o/n", "d", ("a.gguf", "b.json"))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["pget", "-x", URL, "w"], [(URL, "w")]),
        (["pget", "-x", None, "w"], []),
        (["wget", URL, "-O", None], [(URL, "b.pth")]),
        ([None, URL], []),
        ([], []),
        (["sudo"], []),
    ],
)
def test_words_that_are_not_known(words: list[str | None], found: list[tuple[str, str]]) -> None:
    assert [(one.source, one.path) for one in downloads_of(words)] == found
