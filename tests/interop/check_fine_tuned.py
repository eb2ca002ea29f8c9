"""Opens what fine-tune wrote as upstream's Python would.

    check_fine_tuned.py CASES.json      exit status 0: all as they should be

CASES.json: [{"family", "folder", "base", "classes"}], or {"family", "folder", "batches", "like"} for a model of batches, where
"like" is a checkpoint of upstream's class with batches (empty: there is none).
"""
import json
import pathlib
import pickle
import re
import sys

import numpy
import torch
from safetensors.torch import load_file

HEADS = {
    "scgpt": ("best_model.pt", None, "cls_decoder.out_layer.weight"),
    "scbert": ("finetune_best.pth", "model_state_dict", "to_out.fc3.weight"),
    "exceiver": ("model.ckpt", "state_dict", "mlp_classify.3.weight"),
    "scemb": ("model.safetensors", None, "class_head.out.weight"),
}


def state_of(folder, family):
    name, key, _ = HEADS[family]
    if name.endswith(".safetensors"):
        return load_file(folder / name), {}
    document = torch.load(folder / name, weights_only=True, map_location="cpu")
    return (document[key] if key else document), document


def kinds_of(state):
    """Names with their type and number of axes, numbers of layers and batches left out."""
    return {(re.sub(r"(layers|bns)\.\d+", r"\1.N", name), tensor.dtype, tensor.dim()) for name, tensor in state.items()}


def check_batches(case):
    folder = pathlib.Path(case["folder"])
    state, _ = state_of(folder, case["family"])
    for name, tensor in state.items():
        assert not tensor.is_floating_point() or bool(torch.isfinite(tensor).all()), name
    assert len(json.load(open(folder / "batches.json"))["batches"]) == case["batches"]
    assert state["batch_encoder.embedding.weight"].shape[0] == case["batches"]
    for batch in range(case["batches"]):
        norm = torch.nn.BatchNorm1d(state["encoder.enc_norm.weight"].shape[0], affine=False)
        prefix = f"dsbn.bns.{batch}."
        norm.load_state_dict({name[len(prefix):]: tensor for name, tensor in state.items() if name.startswith(prefix)})
        assert float(norm.running_mean.abs().max()) > 0, "the statistics of a batch were not kept"
    if case["like"]:
        theirs, ours = kinds_of(torch.load(case["like"], weights_only=True, map_location="cpu")), kinds_of(state)
        assert theirs == ours, theirs ^ ours


def check(case):
    if "batches" in case:
        check_batches(case)
        return
    folder, family, classes = pathlib.Path(case["folder"]), case["family"], case["classes"]
    state, document = state_of(folder, family)
    assert state[HEADS[family][2]].shape[0] == len(classes), family
    for name, tensor in state.items():
        assert not tensor.is_floating_point() or bool(torch.isfinite(tensor).all()), name
    labels = json.load(open(folder / "id2label.json"))
    assert [labels[str(i)] for i in range(len(classes))] == classes, labels
    if family == "scbert":
        # predict.py at commit 262fd4b
        names = pickle.load(open(folder / "label_dict", "rb"))
        ids = pickle.load(open(folder / "label", "rb"))
        assert names.shape[0] == len(classes) and list(names) == classes
        assert torch.from_numpy(ids).dtype == torch.int64 and set(numpy.unique(ids)) == set(range(len(classes)))
    if family == "exceiver":
        assert document["hyper_parameters"]["classify_dim"] == len(classes)
        assert state["gene_emb.weight"][document["hyper_parameters"]["seq_len"]].abs().max() == 0


for item in json.load(open(sys.argv[1])):
    check(item)
