"""COG413: which downloads may fail unseen."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.download_unchecked import check

from .support import mended, predictor, shown

UNSEEN = {
    "os.system('wget https://x.org/m.pth')": (
        "subprocess.run('wget https://x.org/m.pth', shell=True, check=True)"
    ),
    "os.system('pget ' + x)": "subprocess.run('pget ' + x, shell=True, check=True)",
    "os.system(f'curl -L {x} -o m')": "subprocess.run(f'curl -L {x} -o m', shell=True, check=True)",
    "subprocess.run(['pget', x, 'w'])": "subprocess.run(['pget', x, 'w'], check=True)",
    "subprocess.call(['wget', x])": "subprocess.check_call(['wget', x])",
    "os.system(f'huggingface-cli download {x}')": (
        "subprocess.run(f'huggingface-cli download {x}', shell=True, check=True)"
    ),
    "subprocess.run(['hf', 'download', x], env=None)": (
        "subprocess.run(['hf', 'download', x], check=True, env=None)"
    ),
}
SEEN = (
    "subprocess.run(['pget', x, 'w'], check=True)",
    "subprocess.check_call(['pget', x, 'w'])",
    "code = os.system('wget https://x.org/m.pth')",
    "if os.system('wget https://x.org/m.pth'): raise OSError",
    "subprocess.run(['wget', x]).check_returncode()",
    "subprocess.run(['wget', x], **self.options)",
    "subprocess.Popen(['wget', x])",
    "os.system('ffmpeg -i a.wav b.mp3')",
    "os.system(x)",
    "os.system(f'huggingface-cli login --token {x}')",
    "os.system(f'hf download {x}')\n    if not os.path.exists(x): raise OSError",
    "subprocess.run(['wget', x])\n    assert Path(x).is_file()",
)


def made_of(line: str) -> str:
    setup = f"def setup(self):\n    x = self.where()\n    {line}\n"
    return f"{setup}def predict(self) -> str:\n    return ''"


@pytest.mark.parametrize("line", UNSEEN)
def test_unseen(line: str) -> None:
    made = predictor(made_of(line))
    assert shown(check, made) == [line]
    assert f"    {UNSEEN[line]}\n" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("line", SEEN)
def test_seen(line: str) -> None:
    assert shown(check, predictor(made_of(line))) == []


def test_in_a_helper_of_another_file_once() -> None:
    source = "import os\n\ndef get(x):\n    os.system(f'wget {x}')\n"
    made = predictor(
        "def setup(self):\n    get('a')\n    get('b')\ndef predict(self) -> str:\n    return ''",
        top="from fetch import get\n",
        fetch=source,
    )
    assert shown(check, made) == ["os.system(f'wget {x}')"]
    text = mended(check, made).documents["fetch.py"].text
    assert "import subprocess" in text and "subprocess.run(f'wget {x}', shell=True" in text


def test_a_look_before_the_download_says_nothing_of_its_end() -> None:
    line = "subprocess.run(['wget', x])"
    made = predictor(made_of(f"if not os.path.exists(x):\n        {line}"))
    assert shown(check, made) == [line]
