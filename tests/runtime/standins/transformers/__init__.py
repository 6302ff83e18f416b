"""Stand-in for transformers: a tokenizer of characters, a model that turns the prompt round.

Here: what the example projects use of transformers. Every `from_pretrained` records a load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from queue import Queue

from standin_support import Weights, fingerprint, record_load, require_same_device
from torch import Tensor, initial_seed


class BatchEncoding(dict[str, Tensor]):
    """What a tokenizer returns: tensors by name."""

    def to(self, device: str) -> BatchEncoding:
        return BatchEncoding({name: tensor.to(device) for name, tensor in self.items()})


class AutoTokenizer:
    """One token for each character."""

    def __init__(self) -> None:
        self.eos_token = "</s>"
        self.pad_token: str | None = None

    @classmethod
    def from_pretrained(cls, name: str) -> AutoTokenizer:
        record_load(f"AutoTokenizer {name}")
        return cls()

    @property
    def pad_token_id(self) -> int | None:
        return None if self.pad_token is None else 2

    def __call__(self, text: str, *, return_tensors: str) -> BatchEncoding:
        ids = [ord(character) for character in text]
        mask = [1] * len(ids)
        return BatchEncoding(input_ids=Tensor([ids]), attention_mask=Tensor([mask]))

    def decode(self, ids: Sequence[float], *, skip_special_tokens: bool) -> str:
        return "".join(chr(int(i)) for i in ids)


class TextIteratorStreamer:
    """Hands the pieces that `generate` puts in, from another thread, to whoever iterates."""

    def __init__(
        self,
        tokenizer: AutoTokenizer,
        *,
        skip_prompt: bool,
        skip_special_tokens: bool,
        timeout: float,
    ) -> None:
        self._timeout = timeout
        self._pieces: Queue[str | None] = Queue()

    def put(self, piece: str) -> None:
        self._pieces.put(piece)

    def end(self) -> None:
        self._pieces.put(None)

    def __iter__(self) -> Iterator[str]:
        while (piece := self._pieces.get(timeout=self._timeout)) is not None:
            yield piece


class AutoModel(Weights):
    """A model to be called with a text."""

    attention = "sdpa"

    @classmethod
    def from_pretrained(
        cls, name: str, *, torch_dtype: str = "float32", attn_implementation: str = "sdpa"
    ) -> AutoModel:
        record_load(f"AutoModel {name}")
        model = cls(name, torch_dtype)
        model.attention = attn_implementation
        return model

    def __call__(self, text: str) -> str:
        """Raises RuntimeError on the T4 as flash-attn does: only now, not when it is loaded."""
        if self.attention == "flash_attention_2":
            raise RuntimeError("FlashAttention only supports Ampere GPUs or newer.")
        return super().__call__(text)


class AutoModelForCausalLM(Weights):
    """Answers with the prompt's last words, backwards, and a number that depends on everything.

    Then it goes on with a turn of the user, as chat models do that were not stopped.
    """

    @classmethod
    def from_pretrained(
        cls, name: str, *, torch_dtype: str = "float32", low_cpu_mem_usage: bool = False
    ) -> AutoModelForCausalLM:
        record_load(f"AutoModelForCausalLM {name}")
        return cls(name, torch_dtype)

    def generate(
        self,
        *,
        input_ids: Tensor,
        attention_mask: Tensor,
        max_new_tokens: int,
        streamer: TextIteratorStreamer | None = None,
        **sampling: object,
    ) -> Tensor:
        require_same_device(self.device, input_ids.device, attention_mask.device)
        prompt = "".join(chr(int(i)) for i in input_ids[0])
        plain = re.sub(r"\[[^]]*\]|<[^>]*>", " ", prompt)
        words = re.findall(r"\w+", plain)[-3:]
        number = fingerprint(self.identity, prompt, sorted(sampling.items()), initial_seed())
        answer = f" {' '.join(reversed(words))} {number:08x} [INST] and then?"[:max_new_tokens]
        if streamer is not None:
            for piece in re.findall(r"\s*\S+", answer):
                streamer.put(piece)
            streamer.end()
        return Tensor([input_ids[0] + [ord(character) for character in answer]], self.device)
