"""Progress of generators that predict passes on, and of lists that it returns."""

from __future__ import annotations

from .support import Case

CASES = [
    Case(
        "a generator that yields nothing else",
        before=r'''
    def _denoise(self, latents, steps: int) -> Iterator[str]:
        """Denoise ``latents``."""
        for i in range(steps):
            latents = self.unet(latents)
            yield «f"{i}/{steps}"»
        return latents

    def predict(self, prompt: str, steps: int) -> Iterator[Union[str, Path]]:
        latents = yield from self._denoise(self.encode(prompt), steps)
        path = Path("/tmp/out.png")
        self.decode(latents).save(path)
        yield path
''',
        after=r'''
    def _denoise(self, latents, steps: int):
        """Denoise ``latents``."""
        for i in range(steps):
            latents = self.unet(latents)
            percent = 100 * (i + 1) // steps
            print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps}", flush=True)
        return latents

    def predict(self, prompt: str, steps: int) -> Path:
        latents = self._denoise(self.encode(prompt), steps)
        path = Path("/tmp/out.png")
        self.decode(latents).save(path)
        return path
''',
        function="Predictor._denoise",
    ),
    Case(
        "a generator that states what it returns",
        before=r"""
    def _denoise(self, steps: int) -> Generator[str, None, np.ndarray]:
        for i in range(steps):
            yield «f"{i}/{steps}"»
        return self.latents

    def predict(self, steps: int) -> Iterator[str]:
        latents = yield from self._denoise(steps)
        for token in self.decode(latents):
            yield token
""",
        after=r"""
    def _denoise(self, steps: int) -> np.ndarray:
        for i in range(steps):
            percent = 100 * (i + 1) // steps
            print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {i + 1}/{steps}", flush=True)
        return self.latents

    def predict(self, steps: int) -> Iterator[str]:
        latents = self._denoise(steps)
        for token in self.decode(latents):
            yield token
""",
        function="Predictor._denoise",
    ),
    Case(
        "a generator whose values a loop passes on",
        before=r"""
    def _warm_up(self) -> Iterator[str]:
        yield «"Warming up"»

    def predict(self, prompt: str) -> ConcatenateIterator[str]:
        for message in self._warm_up():
            yield message
        yield self.text
""",
        after=r"""
    def _warm_up(self) -> None:
        print("Warming up", flush=True)

    def predict(self, prompt: str) -> str:
        self._warm_up()
        return self.text
""",
        function="Predictor._warm_up",
    ),
    Case(
        "an asynchronous generator",
        before=r"""
    async def _warm_up(self) -> AsyncIterator[str]:
        yield «"Warming up"»
        await self.load()

    async def predict(self, prompt: str) -> AsyncIterator[str]:
        async for message in self._warm_up():
            yield message
        yield Path("/tmp/out.png")
""",
        after=r"""
    async def _warm_up(self) -> None:
        print("Warming up", flush=True)
        await self.load()

    async def predict(self, prompt: str) -> Path:
        await self._warm_up()
        return Path("/tmp/out.png")
""",
        function="Predictor._warm_up",
    ),
    Case(
        "a generator with a payload of its own",
        before=r"""
    def _frames(self, n: int) -> Iterator[Union[str, Path]]:
        for i in range(n):
            yield «f"frame {i} of {n}"»
            yield Path(f"/tmp/{i}.png")

    def predict(self, n: int) -> Iterator[Union[str, Path]]:
        yield from self._frames(n)
""",
        after=r"""
    def _frames(self, n: int) -> Iterator[Path]:
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n} "
                f"frame {i} of {n}",
                flush=True,
            )
            yield Path(f"/tmp/{i}.png")

    def predict(self, n: int) -> Iterator[Union[str, Path]]:
        yield from self._frames(n)
""",
        function="Predictor._frames",
    ),
    Case(
        "a module function",
        before=r"""
    def predict(self, n: int) -> Iterator[str]:
        yield from generate(n)
""",
        after=r"""
from typing import Iterator

from cog import BasePredictor


def generate(n: int) -> Iterator[str]:
    print("Loading", flush=True)
    yield str(n)


class Predictor(BasePredictor):
    def predict(self, n: int) -> Iterator[str]:
        yield from generate(n)
""",
        function="generate",
        head=r"""
from typing import Iterator

from cog import BasePredictor


def generate(n: int) -> Iterator[str]:
    yield «"Loading"»
    yield str(n)


class Predictor(BasePredictor):
""",
    ),
    Case(
        "a returned list",
        before=r"""
    def predict(self, prompts: str) -> List[Union[str, Path]]:
        outputs = []
        for idx, prompt in enumerate(prompts.split("|")):
            outputs.append(«f"Rendering {prompt}"»)
            outputs.append(Path(f"/tmp/{idx}.png"))
        outputs.append(«"Done"»)
        return outputs
""",
        after=r"""
    def predict(self, prompts: str) -> List[Path]:
        outputs = []
        for idx, prompt in enumerate(prompts.split("|")):
            print(f"Rendering {prompt}", flush=True)
            outputs.append(Path(f"/tmp/{idx}.png"))
        print("Done", flush=True)
        return outputs
""",
    ),
    Case(
        "an append over several lines",
        before=r"""
    def predict(self, n: int) -> List[str]:
        results: List[str] = []
        for i in range(n):
            results.append(
                «f"Processed {i + 1}/{n}"»,  # for the page
            )
        results.append(self.text)
        return results
""",
        after=r"""
    def predict(self, n: int) -> List[str]:
        results: List[str] = []
        for i in range(n):
            print(
                f"{100 * (i + 1) // n:3d}%|{'#' * (10 * (i + 1) // n):<10}| {i + 1}/{n}",
                f"Processed {i + 1}/{n}",  # for the page
                flush=True,
            )
        results.append(self.text)
        return results
""",
    ),
    Case(
        "elements of lists",
        before=r"""
    def predict(self, n: int) -> List[str]:
        outputs = [«"Loading"», self.first()]
        outputs += [«"Working"»]
        outputs.extend([self.second(), «"Saving"»])
        outputs.insert(0, «"Started"»)
        return outputs
""",
        after=r"""
    def predict(self, n: int) -> List[str]:
        print("Loading", flush=True)
        outputs = [self.first()]
        print("Working", flush=True)
        print("Saving", flush=True)
        outputs.extend([self.second()])
        print("Started", flush=True)
        return outputs
""",
    ),
    Case(
        "a callback that is a lambda",
        before=r"""
    def predict(self, n: int = Input(ge=1)) -> List[Path]:
        outputs = []
        tell = outputs.append
        tell(«"Starting"»)
        self.pipe(callback=lambda step, t, x: outputs.append(«f"{step}/{n}"»))  # shown
        tell(Path("/tmp/out.png"))
        return outputs
""",
        after=r"""
    def predict(self, n: int = Input(ge=1)) -> List[Path]:
        outputs = []
        tell = outputs.append
        print("Starting", flush=True)
        self.pipe(callback=lambda step, t, x: print(f"{BAR}", flush=True))  # shown
        tell(Path("/tmp/out.png"))
        return outputs
""".replace(
            "{BAR}",
            "{100 * (step + 1) // max(n, 1):3d}%|{'#' * (10 * (step + 1) // max(n, 1)):<10}| "
            "{step + 1}/{n}",
        ),
    ),
    Case(
        "a helper that takes the words",
        before=r"""
    def predict(self, n: int) -> List[Path]:
        outputs = []

        def tell(words):
            outputs.append(«words»)

        tell("Loading")
        outputs.append(Path("/tmp/out.png"))
        return outputs
""",
        after=r"""
    def predict(self, n: int) -> List[Path]:
        outputs = []

        def tell(words):
            print(words, flush=True)

        tell("Loading")
        outputs.append(Path("/tmp/out.png"))
        return outputs
""",
    ),
    Case(
        "a list in a callback of diffusers",
        before=r"""
    def predict(self, steps: int) -> List[Path]:
        outputs = []

        def on_step(step, timestep, latents):
            outputs.append(«f"{step}/{steps}"»)

        image = self.pipe(num_inference_steps=steps, callback=on_step).images[0]
        image.save("/tmp/out.png")
        outputs.append(Path("/tmp/out.png"))
        return outputs
""",
        after=r"""
    def predict(self, steps: int) -> List[Path]:
        outputs = []

        def on_step(step, timestep, latents):
            percent = 100 * (step + 1) // max(steps, 1)
            print(f"{percent:3d}%|{'#' * (percent // 10):<10}| {step + 1}/{steps}", flush=True)

        image = self.pipe(num_inference_steps=steps, callback=on_step).images[0]
        image.save("/tmp/out.png")
        outputs.append(Path("/tmp/out.png"))
        return outputs
""",
    ),
]
