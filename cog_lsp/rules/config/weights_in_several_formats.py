"""Managed weights hold the same model in several formats.

## What it does

Reports an entry of weights.lock that has `.safetensors` files and also the same model in the
formats of other frameworks, as Hugging Face repositories often do: `pytorch_model*.bin`,
`tf_model.h5`, `flax_model.msgpack`, `.onnx`, `openvino_model.bin`. The message says how large these
are.

## Why it matters

All of it is stored, pushed and loaded onto the machine at every cold start, but a model loads only
one format.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

```json title=weights.lock
{
  "version": 1,
  "weights": [
    {
      "name": "base",
      "target": "/src/weights",
      "sources": [
        {"uri": "hf://owner/name@0123456789abcdef0123456789abcdef01234567"}
      ],
      "digest": "sha256:0123",
      "files": [
        {"path": "model.safetensors", "size": 500000000},
        {"path": "pytorch_model.bin", "size": 500000000}
      ]
    }
  ]
}
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
      exclude:
        - "*.bin"
```

```json title=weights.lock
{
  "version": 1,
  "weights": [
    {
      "name": "base",
      "target": "/src/weights",
      "sources": [
        {
          "uri": "hf://owner/name@0123456789abcdef0123456789abcdef01234567",
          "exclude": ["*.bin"]
        }
      ],
      "digest": "sha256:0123",
      "files": [
        {"path": "model.safetensors", "size": 500000000}
      ]
    }
  ]
}
```

## Fix

None: the author has to say which format the code loads.

## Sources

- `pkg/weights/lockfile/lockfile.go` in replicate/cog, for the files and their sizes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed

_OTHERS = re.compile(
    r"pytorch_model[^/]*\.bin|tf_model[^/]*\.h5|flax_model[^/]*\.msgpack|[^/]+\.onnx(?:_data)?"
    r"|openvino_model[^/]*\.bin|rust_model\.ot"
)


@rule(
    code="COG128",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("inf-weights-duplicates",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each weight that is stored more than once."""
    named = {w.name.value: w.name for w in project.config.values.weights if w.name is not None}
    for entry in project.locked_weights:
        name = named.get(entry.name)
        if name is None or not any(path.endswith(".safetensors") for path, _ in entry.files):
            continue
        others = [
            (path, size)
            for path, size in entry.files
            if _OTHERS.fullmatch(posixpath.basename(path))
        ]
        if others:
            size = sum(size for _, size in others) / 1e9
            shown = listed([path for path, _ in others[:3]], "and")
            more = f" and {len(others) - 3} more" if len(others) > 3 else ""
            yield Report(
                project.config.path,
                name.span,
                f"besides `.safetensors`, this has {shown}{more}: {size:.2g} GB of the same model "
                "in other formats; leave them out with `exclude`",
                key=entry.name,
            )
