"""COG424 and COG425: files that one prediction leaves for the next."""

from __future__ import annotations

import textwrap

import pytest

from cog_lsp.rules.behavior import earlier_files_returned, ffmpeg_keeps_old_file

from .support import mended, predictor, shown

FFMPEG = ffmpeg_keeps_old_file.check
EARLIER = earlier_files_returned.check


def of(lines: str, output: str = "Path", more: str = "") -> str:
    body = textwrap.indent(textwrap.dedent(lines).strip("\n"), "    ")
    return f"{more}def predict(self, clip: Path, quick: bool = False) -> {output}:\n{body}\n"


OUT = "subprocess.run(['ffmpeg', '-i', str(clip), out])"
RUN = "subprocess.run(['ffmpeg', '-i', str(clip), 'out.mp4'], check=True)"
REFUSED = {
    "words": RUN,
    "a list of its own": "words = ['ffmpeg', '-i', str(clip), 'out.mp4']\nsubprocess.call(words)",
    "a text": "os.system(f'ffmpeg -i {clip} out.mp4')",
    "a text with its log away": "os.system(f'ffmpeg -i {clip} out.mp4 > /dev/null 2>&1')",
    "a program with its folder": "subprocess.run(['/usr/bin/ffmpeg', '-i', 'a.wav', '/tmp/b.mp3'])",
    "for some requests": f"if quick:\n    {RUN}",
    "a name that the code knows": f"out = os.path.join('/tmp', 'out.mp4')\n{OUT}",
    "words behind a star": (
        "more = ['-i', str(clip)]\nsubprocess.run(['ffmpeg', *more, 'out.mp4'])"
    ),
    "something else is removed": f"os.remove('/tmp/a.wav')\n{RUN}",
}


@pytest.mark.parametrize("lines", REFUSED.values(), ids=REFUSED.keys())
def test_refused(lines: str) -> None:
    made = predictor(of(f"{lines}\nreturn Path('out.mp4')"))
    assert len(shown(FFMPEG, made)) == 1
    assert shown(FFMPEG, mended(FFMPEG, made)) == []


OVERWRITTEN = {
    "with -y": "subprocess.run(['ffmpeg', '-y', '-i', str(clip), 'out.mp4'])",
    "with -y at the end": "os.system(f'ffmpeg -i {clip} out.mp4 -y')",
    "kept on purpose": "subprocess.run(['ffmpeg', '-n', '-i', str(clip), 'out.mp4'])",
    "a sequence": "subprocess.run(['ffmpeg', '-i', str(clip), 'out%03d.png'])",
    "a pipe": "subprocess.run(['ffmpeg', '-i', str(clip), '-f', 'wav', 'pipe:1'])",
    "nothing written": "subprocess.run(['ffmpeg', '-i', str(clip), '-f', 'null', '-'])",
    "a name of its own": "subprocess.run(['ffmpeg', '-i', str(clip), f'{clip.stem}.mp4'])",
    "a folder of its own": f"out = tempfile.mkdtemp() + '/o.mp4'\n{OUT}",
    "an answer": "subprocess.run(['ffmpeg', '-i', str(clip), 'out.mp4'], input=b'y')",
    "an answer by a pipe": "os.system(f'yes | ffmpeg -i {clip} out.mp4')",
    "another folder": "subprocess.run(['ffmpeg', '-i', str(clip), 'out.mp4'], cwd=self.folder)",
    "removed before": f"if os.path.exists('out.mp4'):\n    os.remove('out.mp4')\n{RUN}",
    "removed with its folder": f"shutil.rmtree('.')\n{RUN}",
    "moved away": f"{RUN}\nshutil.move('out.mp4', self.folder)",
    "removed by a program": f"os.system('rm -f *.mp4')\n{RUN}",
    "something is removed": f"os.remove(self.old)\n{RUN}",
    "only where it is not there": f"if not os.path.exists('out.mp4'):\n    {RUN}",
    "another folder to work in": f"os.chdir(tempfile.mkdtemp())\n{RUN}",
    "words that nobody knows": "subprocess.run(['ffmpeg', '-i', 'a', *self.options, 'out.mp4'])",
}


@pytest.mark.parametrize("lines", OVERWRITTEN.values(), ids=OVERWRITTEN.keys())
def test_overwritten(lines: str) -> None:
    assert shown(FFMPEG, predictor(of(f"{lines}\nreturn Path('out.mp4')"))) == []


def test_setup_runs_once() -> None:
    setup = "def setup(self):\n    os.system('ffmpeg -i a.wav a.mp3')\n\n"
    assert shown(FFMPEG, predictor(of("return clip", more=setup))) == []


SAVE = "self.model.save(str(clip), 'out')"
LISTED = {
    "names": "return [Path('out/' + name) for name in sorted(os.listdir('out'))]",
    "names of one kind": (
        "return [Path(os.path.join('out', f)) for f in os.listdir('out') if f.endswith('.png')]"
    ),
    "a pattern": (
        "import glob\nfound = sorted(glob.glob('out/*.png'))\nreturn [Path(f) for f in found]"
    ),
    "a path": "return list(Path('out').rglob('*.png'))",
    "appended": (
        "made = []\nfor name in os.listdir('out'):\n"
        "    made.append(Path(f'out/{name}'))\nreturn made"
    ),
    "walked": (
        "made = []\nfor top, _, names in os.walk('out'):\n    for name in names:\n"
        "        made.append(Path(os.path.join(top, name)))\nreturn made"
    ),
}


@pytest.mark.parametrize("lines", LISTED.values(), ids=LISTED.keys())
def test_returned(lines: str) -> None:
    assert len(shown(EARLIER, predictor(of(f"{SAVE}\n{lines}", "list[Path]")))) == 1


ALL = LISTED["names"]
OF_THIS_ONE = {
    "a folder of its own": (
        "out = tempfile.mkdtemp()\nself.model.save(out)\n"
        "return [Path(f'{out}/{name}') for name in os.listdir(out)]"
    ),
    "emptied first": f"shutil.rmtree('out', ignore_errors=True)\n{SAVE}\n{ALL}",
    "emptied one by one": f"for f in os.listdir('out'):\n    os.remove('out/' + f)\n{SAVE}\n{ALL}",
    "emptied by a helper": f"self.clean('out')\n{SAVE}\n{ALL}",
    "the newest": (
        f"{SAVE}\nnewest = max(os.listdir('out'), key=os.path.getmtime)\nreturn [Path(newest)]"
    ),
    "the first": f"{SAVE}\nreturn [Path(os.path.join('out', os.listdir('out')[0]))]",
    "chosen by name": (
        f"stem = clip.stem\n{SAVE}\n"
        "return [Path('out/' + f) for f in os.listdir('out') if f.startswith(stem)]"
    ),
    "the first that fits": (
        f"{SAVE}\nfor f in os.listdir('out'):\n    if f.endswith('.png'):\n        return [Path(f)]"
    ),
    "counted": f"{SAVE}\nreturn [Path(f'out/{{len(os.listdir(\"out\")) - 1}}.png')]",
    "never written": ALL,
    "only looked at": f"if os.path.exists('out'):\n    {ALL}",
}
CLEAN = """
def clean(self, folder):
    for name in os.listdir(folder):
        os.unlink(os.path.join(folder, name))

"""


@pytest.mark.parametrize("lines", OF_THIS_ONE.values(), ids=OF_THIS_ONE.keys())
def test_of_this_prediction_alone(lines: str) -> None:
    assert shown(EARLIER, predictor(of(lines, "list[Path]", CLEAN))) == []
