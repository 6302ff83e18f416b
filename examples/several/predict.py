"""A handful of SDXL images for one prompt."""

import os
import tempfile
from typing import List, Optional

from cog import BasePredictor, Input, Path
from pipeline import TextToImage


class Predictor(BasePredictor):
    def predict(
        self,
        prompt: str = Input(description="What to draw"),
        num_outputs: int = Input(description="Number of images", default=1, ge=1, le=4),
        num_inference_steps: int = Input(
            description="Number of denoising steps", default=30, ge=1, le=100
        ),
        seed: Optional[int] = Input(
            description="Random seed. Leave blank for a random one", default=None
        ),
    ) -> List[Path]:
        """Draw the images one after the other."""
        if seed is None:
            seed = int.from_bytes(os.urandom(2), "big")
        print(f"Using seed: {seed}")

        model = TextToImage()
        directory = Path(tempfile.mkdtemp())

        results = []
        for n in range(num_outputs):
            results.append(f"Drawing image {n + 1} of {num_outputs}...")
            image = model.draw(prompt, num_inference_steps, seed + n)
            path = directory / f"image-{n}.png"
            image.save(path)
            results.append(path)
        return results
