"""Files that stay in the container, on the real Cog server: what the next caller gets of them."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from .cog_server import CogServer
from .curing import cure, write

pytestmark = pytest.mark.runtime

# Does with `-y` and without it what ffmpeg does when nobody answers; it writes its input's name.
FFMPEG = """\
#!/bin/sh
for last; do :; done
case " $* " in *" -y "*) ;; *)
    if [ -e "$last" ]; then
        echo "File '$last' already exists. Overwrite? [y/N] Not overwriting - exiting" >&2
        exit 0
    fi
esac
while [ "$1" != -i ]; do shift; done
printf '%s' "$2" > "$last"
"""
CONVERTED = """
    def predict(self, clip: str) -> Path:
        subprocess.run(["ffmpeg", "-i", clip, "out.txt"], check=True)
        return Path("out.txt")
"""
LISTED = """
    def predict(self, words: str) -> list[Path]:
        os.makedirs("made", exist_ok=True)
        for at, word in enumerate(words.split()):
            with open(os.path.join("made", f"{at}.txt"), "w") as file:
                file.write(word)
        return [Path(f"made/{name}") for name in sorted(os.listdir("made"))]
"""


def test_ffmpeg_hands_one_callers_file_to_the_next(tmp_path: Path) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "ffmpeg").write_text(FFMPEG)
    (tools / "ffmpeg").chmod(0o755)
    (tmp_path / "project").mkdir()
    project = write(tmp_path / "project", CONVERTED)

    def outputs() -> list[str]:
        with CogServer(project, programs=tools) as server:
            answers = [server.predict({"clip": clip}) for clip in ("mine.mp4", "yours.mp4")]
        assert [answer["status"] for answer in answers] == ["succeeded", "succeeded"]
        return [_text(answer["output"]) for answer in answers]

    assert outputs() == ["mine.mp4", "mine.mp4"]
    cure(project, "ffmpeg-keeps-old-file")
    assert outputs() == ["mine.mp4", "yours.mp4"]


def test_a_folder_that_is_never_emptied_hands_out_what_others_made(tmp_path: Path) -> None:
    project = write(tmp_path, LISTED)
    with CogServer(project) as server:
        answers = [server.predict({"words": words}) for words in ("a b c", "x")]
    assert [list(map(_text, answer["output"])) for answer in answers] == [
        ["a", "b", "c"],
        ["x", "b", "c"],
    ]


def _text(uri: str) -> str:
    return base64.b64decode(uri.partition(",")[2]).decode()
