"""COG412: which children print where nobody looks."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.subprocess_output_lost import check

from .support import predictor, shown

LOST = (
    "subprocess.run(['ffmpeg', '-i', x])",
    "subprocess.check_call(['/usr/bin/ffmpeg', '-i', x])",
    "os.system('ffmpeg -i ' + x)",
    "os.system(f'python infer.py {x}')",
    "subprocess.Popen(['python', 'infer.py'])",
)
KEPT = (
    "subprocess.run(['ffmpeg', '-i', x], capture_output=True)",
    "subprocess.run(['ffmpeg', '-i', x], stdout=subprocess.PIPE)",
    "subprocess.check_output(['ffmpeg', '-i', x])",
    "subprocess.run(['rm', '-rf', x])",
    "subprocess.run(x)",
    "subprocess.run(['git', 'clone', x])",
    "os.system(f'ffmpeg -i {x} -loglevel quiet b.mp4')",
    "os.system(f'ffmpeg -i {x} b.mp4 -loglevel quiet; rm {x}')",
    "subprocess.run(['espeak', '--quiet', x])",
    "subprocess.run(['ffmpeg'], **self.options)",
)


@pytest.mark.parametrize("line", LOST)
def test_lost(line: str) -> None:
    made = predictor(f"def predict(self, x: str) -> str:\n    {line}\n    return x")
    assert shown(check, made) == [line]


@pytest.mark.parametrize("line", KEPT)
def test_kept_or_quiet(line: str) -> None:
    made = predictor(f"def predict(self, x: str) -> str:\n    {line}\n    return x")
    assert shown(check, made) == []


def test_setup_has_a_log_of_its_own() -> None:
    made = predictor(
        "def setup(self):\n    subprocess.run(['ffmpeg'])\n"
        "def predict(self, x: str) -> str:\n    return x"
    )
    assert shown(check, made) == []
