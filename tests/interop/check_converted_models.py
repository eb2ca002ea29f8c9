"""Opens what convert-model wrote as upstream's Python would, and demands the original's tensors and settings.

    check_converted_models.py CASES.json      exit status 0: all as they should be

CASES.json: [{"name", "family", "original", "copy", "dtype"}]; copy is the folder. dtype: keep, fp32, fp16, bf16.
"""
import json
import pathlib
import pickle
import sys

import torch
from safetensors.torch import load_file

TYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}
KEYS = {"scbert": "model_state_dict", "exceiver": "state_dict"}  # where upstream's loaders look


def state_of(document):
    for key in ("model_state_dict", "state_dict"):
        if key in document:
            return document[key]
    return document


def plain(value):
    if isinstance(value, pathlib.PurePath):
        return value.as_posix()
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def released(name):
    name = name.removeprefix("module.")
    return name.replace("self_attn._impl.", "self_attn.").replace("self_attn.in_proj_", "self_attn.Wqkv.")


def expected(tensor, dtype):
    if dtype == "keep" or not tensor.is_floating_point() or (dtype == "fp32" and tensor.dtype == torch.float64):
        return tensor
    return tensor.to(TYPES[dtype])


def check(case):
    original_file = pathlib.Path(case["original"])
    document = None
    if original_file.suffix == ".safetensors":
        original = load_file(original_file)
    else:
        # Our own fixtures; the paths in Lightning's settings are what weights_only refuses.
        document = torch.load(original_file, map_location="cpu", weights_only=False)
        original = state_of(document)
    folder = pathlib.Path(case["copy"])
    weights = [file for file in folder.iterdir() if file.suffix in (".pt", ".pth", ".ckpt", ".safetensors")]
    assert len(weights) == 1, weights
    if weights[0].suffix == ".safetensors":
        copy = load_file(weights[0])
    else:
        written = torch.load(weights[0], map_location="cpu", weights_only=True)
        copy = written[KEYS[case["family"]]] if case["family"] in KEYS else written
    if case["family"] == "exceiver" and weights[0].suffix == ".ckpt":
        assert list(written) == ["epoch", "global_step", "pytorch-lightning_version", "state_dict", "loops", "callbacks",
                                 "optimizer_states", "lr_schedulers", "hparams_name", "hyper_parameters"], list(written)
        for key in ("epoch", "global_step", "hyper_parameters", "hparams_name"):
            assert written[key] == plain(document[key]), key
    if (folder / "gene-features.pkl").exists():
        genes = pickle.load(open(folder / "gene-features.pkl", "rb"))
        assert genes == (original_file.parent / "genes.txt").read_text().split(), genes[:3]
    if (folder / "label_dict").exists():
        labels = [list(pickle.load(open(place / "label_dict", "rb"))) for place in (folder, original_file.parent)]
        assert labels[0] == labels[1], labels
    by_name = {released(name): tensor for name, tensor in copy.items()}
    assert len(by_name) == len(original), set(map(released, original)) ^ set(by_name)
    for name, tensor in original.items():
        other, wanted = by_name[released(name)], expected(tensor, case["dtype"])
        assert other.dtype == wanted.dtype and other.shape == wanted.shape, (name, other.dtype, tuple(other.shape))
        assert torch.equal(other, wanted), name


failures = []
cases = json.load(open(sys.argv[1]))
for case in cases:
    try:
        check(case)
    except Exception as failure:
        failures.append(f"{case['name']}: {type(failure).__name__}: {failure}")
if failures or not cases:
    sys.exit("\n".join(failures) or "no cases")
