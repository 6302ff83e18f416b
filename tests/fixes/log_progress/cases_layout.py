"""How it is written: words, quotes, comments, lines, indentation, names."""

from __future__ import annotations

from .support import Case

CASES = [
    Case(
        "a line that is printed as well",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        for i in range(steps):
            print(f"step {i + 1} of {steps}")
            yield «f"step {i + 1} of {steps}"»
        yield «"saving"»
        print("saving", flush=True)
        yield self.save()
""",
        after=r"""
    def predict(self, steps: int) -> str:
        for i in range(steps):
            percent = 100 * (i + 1) // steps
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps} "
                f"step {i + 1} of {steps}",
                flush=True,
            )
        print("saving", flush=True)
        return self.save()
""",
    ),
    Case(
        "a line with a comment that is printed as well",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        print("saving")  # for the log
        yield «"saving"»
        yield self.save()
""",
        after=r"""
    def predict(self, steps: int) -> str:
        print("saving")  # for the log
        print("saving", flush=True)
        return self.save()
""",
    ),
    Case(
        "progress as JSON lines",
        before=r"""
    def predict(self, frames: int) -> Iterator[str]:
        for frame in range(frames):
            yield «json.dumps({"status": "processing", "progress": (frame + 1) / frames}) + "\n"»
        yield «json.dumps({"status": "done", "progress": p})»
        yield json.dumps(self.result())
""",
        after=r"""
import json

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, frames: int) -> str:
        for frame in range(frames):
            percent = 100 * (frame + 1) // frames
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {frame + 1}/{frames} "
                "processing",
                flush=True,
            )
        print(json.dumps({"status": "done", "progress": p}), flush=True)
        return json.dumps(self.result())
""",
        head=r"""
import json
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
""",
    ),
    Case(
        "a dict over several lines with more than progress",
        before=r"""
    def predict(self, epochs: int) -> Iterator[dict]:
        for epoch in range(epochs):
            loss = self.train()
            yield «{
                "type": "progress",  # for the web page
                "epoch": epoch,
                "loss": loss,
            }»
        yield {"weights": self.save()}
""",
        after=r"""
    def predict(self, epochs: int) -> dict:
        for epoch in range(epochs):
            loss = self.train()
            percent = 100 * (epoch + 1) // epochs
            print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {epoch + 1}/{epochs}", {
                "type": "progress",  # for the web page
                "epoch": epoch,
                "loss": loss,
            }, flush=True)
        return {"weights": self.save()}
""",
    ),
    Case(
        "a message over several lines with a comment",
        before=r"""
    def predict(self, steps: int) -> Iterator[str]:
        for i in range(steps):
            yield (
                «f"Step {i + 1} "  # counts from one
                f"of {steps}"»
            )
        yield self.text
""",
        after=r"""
    def predict(self, steps: int) -> str:
        for i in range(steps):
            percent = 100 * (i + 1) // steps
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps}",
                f"Step {i + 1} "  # counts from one
                f"of {steps}",
                flush=True,
            )
        return self.text
""",
    ),
    Case(
        "a message over several lines",
        before=r"""
    def predict(self, steps: int, sampler: str) -> Iterator[str]:
        for i in range(steps):
            yield (
                «f"Step {i + 1} of {steps} "
                f"with the sampler {sampler}"»
            )
        yield (
            «"Still decoding, "
            "wait a moment"»
        )
        yield (
            self.text
        )
""",
        after=r"""
    def predict(self, steps: int, sampler: str) -> str:
        for i in range(steps):
            percent = 100 * (i + 1) // steps
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps} "
                f"Step {i + 1} of {steps} "
                f"with the sampler {sampler}",
                flush=True,
            )
        print(
            "Still decoding, "
            "wait a moment",
            flush=True,
        )
        return (
            self.text
        )
""",
    ),
    Case(
        "several statements on a line",
        before=r"""
    def predict(self, n: int) -> Iterator[str]:
        yield «"Loading"»; model = self.load(); yield «'Loaded'»
        for name in self.names: yield «f"Image {name}"»
        yield model
""",
        after=r"""
    def predict(self, n: int) -> str:
        print("Loading", flush=True); model = self.load(); print('Loaded', flush=True)
        for name in self.names: print(f"Image {name}", flush=True)
        return model
""",
    ),
    Case(
        "tabs",
        before=r"""
	def predict(self, n: int, length: int) -> Iterator[str]:
		for number in range(0, length, n):
			yield «f"Chunk {number} of {length}: {self.name(number)}"»  # \t
		yield self.text
""",
        after=r"""
	def predict(self, n: int, length: int) -> str:
		for number in range(0, length, n):
			percent = 100 * min(number + n, length) // length
			print(
				f"{percent:3d}%|{'#' * (percent // 10):<10}| {min(number + n, length)}/{length} "
				f"Chunk {number} of {length}: {self.name(number)}",
				flush=True,
			)  # \t
		return self.text
""",
    ),
    Case(
        "two blanks",
        before=r"""
  def predict(self, images: list[Path]) -> Iterator[str]:
    for number, image in enumerate(images):
      yield «f"Image {number + 1} of {len(images)}: {image.name}"»
    yield self.text
""",
        after=r"""
from cog import BasePredictor, Path

class Predictor(BasePredictor):
  def predict(self, images: list[Path]) -> str:
    for number, image in enumerate(images):
      percent = 100 * (number + 1) // len(images)
      print(
        f"{percent:3d}%|{'#' * (percent // 10):<10}| {number + 1}/{len(images)} "
        f"Image {number + 1} of {len(images)}: {image.name}",
        flush=True,
      )
    return self.text
""",
        head=r"""
from typing import Iterator
from cog import BasePredictor, Path

class Predictor(BasePredictor):
""",
    ),
    Case(
        "a total that no f-string of Python 3.10 can hold",
        before=r"""
    def predict(self, job: dict) -> Iterator[str]:
        for i, frame in enumerate(job["frames"][:10]):
            yield «f'frame {i}: "{frame}"'»
        yield self.text
""",
        after=r"""
    def predict(self, job: dict) -> str:
        for i, frame in enumerate(job["frames"][:10]):
            total = len(job["frames"][:10])
            percent = 100 * (i + 1) // total
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{total} "
                f"frame {i}: \"{frame}\"",
                flush=True,
            )
        return self.text
""",
    ),
    Case(
        "names that are taken",
        before=r"""
    def predict(self, job: dict) -> Iterator[str]:
        total = percent = 0
        for i, frame in enumerate(job["frames"][:10]):
            total += self.size(frame)
            yield «f"frame {i}, {total} bytes so far and {percent} percent of them were needed"»
        yield self.text
""",
        after=r"""
    def predict(self, job: dict) -> str:
        total = percent = 0
        for i, frame in enumerate(job["frames"][:10]):
            total += self.size(frame)
            total_steps = len(job["frames"][:10])
            percent_done = 100 * (i + 1) // total_steps
            print(
                f"{percent_done:3d}%|{'#' * (percent_done // 10):<10}| {i + 1}/{total_steps} "
                f"frame {i}, {total} bytes so far and {percent} percent of them were needed",
                flush=True,
            )
        return self.text
""",
    ),
    Case(
        "a batch that steps",
        before=r"""
    def predict(self, images: List[Path], batch_size: int) -> Iterator[str]:
        for start in range(0, len(images), batch_size):
            self.run(images[start : start + batch_size])
            yield «f"{start}/{len(images)} images"»
        yield self.text
""",
        after=r"""
    def predict(self, images: List[Path], batch_size: int) -> str:
        for start in range(0, len(images), batch_size):
            self.run(images[start : start + batch_size])
            done = min(start + batch_size, len(images))
            percent = 100 * done // len(images)
            print(
                f"{percent:3d}%|{'#' * (percent // 10):<10}| {done}/{len(images)} "
                f"{start}/{len(images)} images",
                flush=True,
            )
        return self.text
""",
    ),
    Case(
        "quotes and braces",
        before=r"""
    def predict(self, n: int) -> Iterator[str]:
        for i in range(n):
            yield «'{"step": "' + str(i) + '"}'»
        for i in range(n):
            yield «f'say "{i}" {{n}} \'ok\' of {n}'»
        for i in range(n):
            yield «"literally {} %d"»
        yield self.text
""",
        after=r"""
    def predict(self, n: int) -> str:
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n}",
                '{"step": "' + str(i) + '"}',
                flush=True,
            )
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n} "
                f"say \"{i}\" {{n}} \'ok\' of {n}",
                flush=True,
            )
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n} "
                "literally {} %d",
                flush=True,
            )
        return self.text
""",
    ),
    Case(
        "a tuple and a parenthesised value",
        before=r"""
    def predict(self, n: int) -> Iterator[str]:
        yield «"progress", 0.5»
        yield («"Loading"»)
        (yield «"Loaded"»)
        yield self.text
""",
        after=r"""
    def predict(self, n: int) -> str:
        print(" 50%|#####     | 50/100", flush=True)
        print("Loading", flush=True)
        print("Loaded", flush=True)
        return self.text
""",
    ),
    Case(
        "a literal that ends its own line",
        before=r'''
    def predict(self, name: str) -> ConcatenateIterator[str]:
        yield «f"Loading {name}...\n"»
        yield «"data\\n"»
        yield «"""Ready.\n"""»
        yield self.text
''',
        after=r'''
    def predict(self, name: str) -> str:
        print(f"Loading {name}...", flush=True)
        print("data\\n", flush=True)
        print("""Ready.""", flush=True)
        return self.text
''',
    ),
]
