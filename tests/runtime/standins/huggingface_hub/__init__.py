"""A stand-in for huggingface_hub: it reads its environment when it is imported."""

import os

HF_HOME = os.getenv("HF_HOME", "~/.cache/huggingface")
