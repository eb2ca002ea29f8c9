"""Opens what pretrain wrote as upstream's Python would.

    check_pretrained.py CASES.json      exit status 0: all as they should be

CASES.json: [{"family", "folder", "genes"}]. Sources: scBERT's finetune.py (262fd4b), Exceiver's Lightning module (216f09f).
"""
import json
import pathlib
import pickle
import sys

import torch
from safetensors.torch import load_file


def check_finite(state):
    for name, tensor in state.items():
        assert not tensor.is_floating_point() or bool(torch.isfinite(tensor).all()), name


def check_scbert(folder, genes):
    document = torch.load(folder / "pretrain.pth", weights_only=True, map_location="cpu")
    state = document["model_state_dict"]
    assert open(folder / "gene_list.txt").read().split() == genes
    assert state["token_emb.weight"].shape[0] == 7
    assert state["pos_emb.emb.weight"].shape[0] == len(genes) + 1
    width, heads = state["token_emb.weight"].shape[1], state["performer.net.layers.0.0.fn.to_q.weight"].shape[0] // 64
    assert state["performer.net.layers.0.0.fn.to_q.weight"].shape == (64 * heads, width)
    projection = state["performer.net.layers.0.0.fn.fast_attention.projection_matrix"]
    assert projection.shape == (266, 64)
    block = torch.nn.functional.normalize(projection[:64].double())
    assert float((block @ block.T - torch.eye(64, dtype=torch.float64)).abs().max()) < 1e-5, "directions are not orthogonal"
    torch.nn.Linear(width, 7).load_state_dict({name: state["to_out." + name] for name in ("weight", "bias")})
    return state


def check_exceiver(folder, genes):
    document = torch.load(folder / "model.ckpt", weights_only=True, map_location="cpu")
    state, settings = document["state_dict"], document["hyper_parameters"]
    assert pickle.load(open(folder / "gene-features.pkl", "rb")) == genes
    assert settings["seq_len"] == len(genes) and state["gene_emb.weight"].shape == (len(genes) + 1, settings["seq_dim"])
    assert float(state["gene_emb.weight"][len(genes)].abs().max()) == 0, "the mask row learned"
    assert state["query_emb"].shape == (settings["query_len"], settings["query_dim"])
    layer = torch.nn.TransformerEncoderLayer(settings["query_dim"], settings["nhead"], settings["dim_feedforward"])
    stack = torch.nn.TransformerEncoder(layer, settings["num_layers"])
    prefix = "process_self_attn.transformer."
    stack.load_state_dict({name[len(prefix):]: tensor for name, tensor in state.items() if name.startswith(prefix)})
    prefix = "process_self_attn.encoder_layer."  # upstream's strict loading asks for the template
    layer.load_state_dict({name[len(prefix):]: tensor for name, tensor in state.items() if name.startswith(prefix)})
    lines = open(folder / "scaler.csv").read().split()
    assert lines[0] == "gene,mean,scale" and [line.split(",")[0] for line in lines[1:]] == genes
    return state


def check_scemb(folder, genes):
    state, settings = load_file(folder / "model.safetensors"), json.load(open(folder / "config.json"))
    vocabulary = json.load(open(folder / "vocab.json"))
    assert settings["model_type"] == "scemb_style" and settings["vocab_size"] == len(vocabulary) == len(genes) + 2
    assert vocabulary["<pad>"] == 0 and vocabulary["<mask>"] == 1
    assert [name for name, _ in sorted(vocabulary.items(), key=lambda item: item[1])][2:] == genes
    assert state["gene_embedding.weight"].shape == (len(vocabulary), settings["hidden_size"])
    assert state["rank_embedding.weight"].shape == (settings["max_genes"], settings["hidden_size"])
    return state


def check_scgpt(folder, genes):
    state = torch.load(folder / "best_model.pt", weights_only=True, map_location="cpu")
    settings, vocabulary = json.load(open(folder / "args.json")), json.load(open(folder / "vocab.json"))
    assert [name for name, _ in sorted(vocabulary.items(), key=lambda item: item[1])] == genes + ["<pad>", "<cls>", "<eoc>"]
    assert state["encoder.embedding.weight"].shape == (len(vocabulary), settings["embsize"])
    return state


CHECKS = {"scbert": check_scbert, "exceiver": check_exceiver, "scemb": check_scemb, "scgpt": check_scgpt}
for item in json.load(open(sys.argv[1])):
    check_finite(CHECKS[item["family"]](pathlib.Path(item["folder"]), item["genes"]))
