"""COG454: a project for a GPU that goes on without one and tells nobody."""

from __future__ import annotations

import pytest

from cog_lsp.project import Project
from cog_lsp.rules.behavior.silent_cpu_fallback import check
from tests.projects import project

from .support import mended, predictor, shown

GPU = 'build:\n  gpu: true\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
CHOICE = '"cuda" if torch.cuda.is_available() else "cpu"'
TOP = "import logging\nfrom torch.cuda import is_available\n"


def made(setup: str, predict: str = "", config: str = GPU, top: str = TOP) -> Project:
    lines = "".join(f"    {line}\n" for line in setup.splitlines())
    more = "".join(f"    {line}\n" for line in predict.splitlines())
    body = f"def setup(self):\n{lines}    self.m = 1\ndef predict(self, x: str) -> str:\n{more}"
    return predictor(f"{body}    return x", top=top, config=config)


SILENT = {
    "an expression": (f"self.device = {CHOICE}", CHOICE),
    "by name": ('d = "cuda:0" if is_available() else "cpu"',) * 2,
    "turned round": ('d = "cpu" if not torch.cuda.is_available() else "cuda"',) * 2,
    "a device": (
        'd = torch.device("cuda") if torch.cuda.is_available() else torch.device("cpu")',
    ) * 2,
    "in a call": (f"AutoModel.from_pretrained(MODEL).to({CHOICE})", CHOICE),
    "a statement": (
        'if torch.cuda.is_available():\n    self.d = "cuda"\nelse:\n    self.d = "cpu"',
        'if torch.cuda.is_available(): self.d = "cuda" else: self.d = "cpu"',
    ),
    "a print of something else": (f'd = {CHOICE}\nprint("loading the model")', CHOICE),
}  # fmt: skip


@pytest.mark.parametrize(("setup", "place"), SILENT.values(), ids=SILENT.keys())
def test_a_choice_that_nobody_is_told_of(setup: str, place: str) -> None:
    assert shown(check, made(setup)) == [place.removeprefix("d = ")]


TOLD = {
    "raised": f"d = {CHOICE}\nif not torch.cuda.is_available():\n    raise RuntimeError(d)",
    "raised in the branch": (
        'if torch.cuda.is_available():\n    d = "cuda"\nelse:\n    raise RuntimeError("no GPU")'
    ),
    "asserted": f"assert torch.cuda.is_available()\nd = {CHOICE}",
    "printed": f'd = {CHOICE}\nprint(f"running on {{d}}, device {{d}}")',
    "logged": f'd = {CHOICE}\nlogging.getLogger().info("device: %s", d)',
    "said in the branch": (
        'if torch.cuda.is_available():\n    d = "cuda"\nelse:\n    print("slow")\n    d = "cpu"'
    ),
    "made for both": f'd = {CHOICE}\nif d == "cpu":\n    self.small = True',
    "another dtype": (
        f"d = {CHOICE}\nt = torch.float16 if torch.cuda.is_available() else torch.float32"
    ),
    "for Apple's too": f'd = {CHOICE}\nif torch.backends.mps.is_available():\n    d = "mps"',
    "something else asks": f'd = {CHOICE}\nAutoModel.from_pretrained(MODEL).to("cuda")',
    "no CPU": 'd = "cuda:0" if torch.cuda.is_available() else "cuda:1"',
    "another test": 'd = "cuda" if self.big else "cpu"',
}


@pytest.mark.parametrize("setup", TOLD.values(), ids=TOLD.keys())
def test_a_choice_that_is_told_or_meant(setup: str) -> None:
    assert shown(check, made(setup)) == []


def test_only_for_a_gpu_only_once_and_in_the_prediction_too() -> None:
    assert shown(check, made(f"d = {CHOICE}", config=GPU.replace("true", "false"))) == []
    assert shown(check, made(f"d = {CHOICE}", f"d = {CHOICE}")) == [CHOICE]
    assert shown(check, made("", f"d = {CHOICE}")) == [CHOICE]


def test_setup_fails_then() -> None:
    text = mended(check, made(f"self.d = {CHOICE}")).documents["predict.py"].text
    assert (
        "    def setup(self):\n        if not torch.cuda.is_available():\n            raise "
        in text
    )
    # Where torch is not imported by that name, there is nothing to put there.
    local = predictor(
        f"def setup(self):\n    import torch\n    d = {CHOICE}\ndef predict(self) -> str:\n"
        "    return ''",
        config=GPU,
    )
    bare = {p: d.text.replace("\nimport torch\n", "\n", 1) for p, d in local.documents.items()}
    (finding,) = check.run(project(bare))
    assert finding.plans == ()
