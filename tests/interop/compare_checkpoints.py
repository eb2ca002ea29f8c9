"""Opens two checkpoints with torch or safetensors themselves and demands the same names and tensors.

    compare_checkpoints.py ORIGINAL COPY      exit status 0: identical
"""
import sys

import torch
from safetensors.torch import load_file


def load(path):
    if path.endswith(".safetensors"):
        return load_file(path)
    state = torch.load(path, map_location="cpu", weights_only=True)
    return {name.removeprefix("module."): tensor for name, tensor in state.items()}


original, copy = load(sys.argv[1]), load(sys.argv[2])
if set(original) != set(copy):
    sys.exit(f"other names: {set(original) ^ set(copy)}")
for name, tensor in original.items():
    other = copy[name]
    if tensor.dtype != other.dtype or tensor.shape != other.shape or not torch.equal(tensor, other):
        sys.exit(f"{name}: {tensor.dtype} {tuple(tensor.shape)} became {other.dtype} {tuple(other.shape)}, or other numbers")
