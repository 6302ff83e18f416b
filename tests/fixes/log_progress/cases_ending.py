"""Where the last yield stands, and who else uses the generator."""

from __future__ import annotations

from .support import Case

CASES = [
    Case(
        "the last yield in a with",
        before=r"""
    def predict(self, steps: int) -> Iterator[Path]:
        with np.errstate(all="ignore"):
            for i in range(steps):
                yield «f"{i + 1}/{steps}"»
            path = Path("/tmp") / "out.png"
            yield path
""",
        after=r"""
    def predict(self, steps: int) -> Path:
        with np.errstate(all="ignore"):
            for i in range(steps):
                percent = 100 * (i + 1) // steps
                print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps}", flush=True)
            path = Path("/tmp") / "out.png"
            return path
""",
    ),
    Case(
        "the last yield in a try that raises",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        try:
            yield «"Starting"»
            yield Path("/tmp/out.png").resolve()
        except RuntimeError as error:
            raise ValueError("too large") from error
        finally:
            self.free()
""",
        after=r"""
    def predict(self, steps: int) -> Path:
        try:
            print("Starting", flush=True)
            return Path("/tmp/out.png").resolve()
        except RuntimeError as error:
            raise ValueError("too large") from error
        finally:
            self.free()
""",
    ),
    Case(
        "the last yield in a try that swallows",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        try:
            yield «"Starting"»
            yield Path("/tmp/out.png")
        except RuntimeError:
            print("failed")
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[Path]:
        try:
            print("Starting", flush=True)
            yield Path("/tmp/out.png")
        except RuntimeError:
            print("failed")
""",
    ),
    Case(
        "the file goes when the function returns",
        before=r"""
    def predict(self, steps: int) -> Iterator[Union[str, Path]]:
        with tempfile.TemporaryDirectory() as folder:
            yield «"Rendering"»
            out = Path(folder) / "out.png"
            yield out
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[Path]:
        with tempfile.TemporaryDirectory() as folder:
            print("Rendering", flush=True)
            out = Path(folder) / "out.png"
            yield out
""",
    ),
    Case(
        "text from a temporary file may be returned",
        before=r"""
    def predict(self, audio: Path) -> Iterator[str]:
        with tempfile.NamedTemporaryFile() as wav:
            yield «"Transcribing"»
            yield str(self.model(wav.name))
""",
        after=r"""
    def predict(self, audio: Path) -> str:
        with tempfile.NamedTemporaryFile() as wav:
            print("Transcribing", flush=True)
            return str(self.model(wav.name))
""",
    ),
    Case(
        "a statement follows the last yield",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        yield «"Starting"»
        yield self.text
        self.free()
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[str]:
        print("Starting", flush=True)
        yield self.text
        self.free()
""",
    ),
    Case(
        "an early end without a value",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        if steps == 0:
            return
        yield «"Starting"»
        yield self.text
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[str]:
        if steps == 0:
            return
        print("Starting", flush=True)
        yield self.text
""",
    ),
    Case(
        "the yield is in one branch",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        yield «"Starting"»
        if steps:
            yield self.text
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[str]:
        print("Starting", flush=True)
        if steps:
            yield self.text
""",
    ),
    Case(
        "a main block iterates",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        yield «"Starting"»
        yield self.text


if __name__ == "__main__":
    predictor = Predictor()
    for item in predictor.predict(3):
        print(item)
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[str]:
        print("Starting", flush=True)
        yield self.text


if __name__ == "__main__":
    predictor = Predictor()
    for item in predictor.predict(3):
        print(item)
""",
    ),
    Case(
        "a model's method of the same name is no caller",
        before=r"""
    def predict(self, image: Path) -> Iterator[str]:
        yield «"Starting"»
        yield str(self.model.predict(image))
""",
        after=r"""
    def predict(self, image: Path) -> str:
        print("Starting", flush=True)
        return str(self.model.predict(image))
""",
    ),
    Case(
        "a cleanup would delete the file",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        out = Path("/tmp/out.png")
        try:
            yield «"Starting"»
            yield out
        finally:
            out.unlink()
""",
        after=r"""
    def predict(self, steps: int) -> Iterator[Path]:
        out = Path("/tmp/out.png")
        try:
            print("Starting", flush=True)
            yield out
        finally:
            out.unlink()
""",
    ),
]
