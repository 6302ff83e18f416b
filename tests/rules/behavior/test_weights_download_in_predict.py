"""COG404: which downloads make a request wait."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.weights_download_in_predict import check
from cog_lsp.rules.finding import Severity

from .support import mended, predictor

URL = "https://weights.replicate.delivery/default/m.tar"
EACH = {
    "a hub's library": (
        "from huggingface_hub import hf_hub_download\nhf_hub_download('a/b', 'm.pt')"
    ),
    "pget": f"subprocess.check_call(['pget', '-x', '{URL}', 'weights'])",
    "hf": "subprocess.run(['hf', 'download', 'a/b', '--local-dir', 'w'], check=True)",
    "a shell": "os.system('wget https://x.org/m.pth -O m.pth')",
    "urlretrieve": "import urllib.request\nurllib.request.urlretrieve('https://x.org/m.pt', 'm')",
    "in a helper": "self.get()",
    "in a with and a try": (
        f"try:\n    with torch.no_grad():\n        subprocess.run(['pget', '{URL}', 'w'])\n"
        "except OSError:\n    raise"
    ),
}
SILENT = {
    "an input says which": "subprocess.check_call(['pget', x, 'weights'])",
    "an input says whether": f"if x:\n    subprocess.check_call(['pget', '{URL}', 'w'])",
    "no weights": "os.system('wget https://x.org/page.html -O p')",
    "what is no download": "subprocess.run(['ffmpeg', '-i', x])",
    "a guard that nobody knows": f"if self.todo():\n    subprocess.run(['pget', '{URL}', 'w'])",
    "an interface": "import requests\nrequests.get('https://x.org/api/status')",
    "fallback": f"try:\n    x = x.strip()\nexcept OSError:\n    os.system('pget {URL} w')",
}


def made_of(lines: str) -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return (
        f"def predict(self, x: str) -> str:\n{indented}    return x\n"
        f"def get(self):\n    subprocess.check_call(['pget', '-x', '{URL}', 'weights'])"
    )


@pytest.mark.parametrize("lines", EACH.values(), ids=EACH.keys())
def test_each_prediction_downloads(lines: str) -> None:
    findings = list(check.run(predictor(made_of(lines))))
    assert [finding.severity for finding in findings] == [Severity.WARNING]


@pytest.mark.parametrize("lines", SILENT.values(), ids=SILENT.keys())
def test_left_alone(lines: str) -> None:
    assert list(check.run(predictor(made_of(lines)))) == []


@pytest.mark.parametrize(
    "test", ["not os.path.exists('w')", "not Path('w').is_file()", "not os.listdir('w')"]
)
def test_the_first_prediction_downloads(test: str) -> None:
    lines = f"if {test}:\n    subprocess.check_call(['pget', '{URL}', 'w'])"
    findings = list(check.run(predictor(made_of(lines))))
    assert [finding.severity for finding in findings] == [Severity.INFORMATION]


def test_in_setup_nobody_waits() -> None:
    body = (
        f"def setup(self):\n    os.system('pget {URL} w')\ndef predict(self) -> str:\n    return ''"
    )
    assert list(check.run(predictor(body))) == []


def test_the_librarys_download_moves() -> None:
    body = (
        "def predict(self, x: str) -> str:\n    from huggingface_hub import hf_hub_download\n"
        "    path = hf_hub_download('a/b', 'm.pt')\n    return path + x"
    )
    text = mended(check, predictor(body)).documents["predict.py"].text
    assert "self.path = hf_hub_download('a/b', 'm.pt')" in text and "return self.path + x" in text
