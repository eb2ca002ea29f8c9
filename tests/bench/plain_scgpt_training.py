#!/usr/bin/env python3
"""Fine-tuning scGPT for classes as anyone would write it in PyTorch: torch.nn.TransformerEncoder with a padding mask, the class
head on the first token, Adam, gradients clipped to 1: plain_scgpt_training.py CHECKPOINT TOKENS.json STEPS.json THREADS MODE WHAT
[DEVICE PRECISION], the last two cpu and fp32, or cuda and also bf16.

MODE says what a step sees:
  same      the steps of `lexicell-cli benchmark train`: the same cells, in minibatches of cells of like length
  shuffled  the same cells in random order, each minibatch padded to its longest: a DataLoader with shuffle=True
WHAT learns:
  all       every weight
  lora      low-rank adapters of rank 8 on queries and values of the first half of the layers, and the class head
  head      the class head; the body is frozen, its dropout on, as in upstream's training loop
  top       the last two layers and the class head
STEPS.json is that benchmark's row. Prints seconds of the steps without the first, cells in them, losses, processor seconds and the
peak of resident memory as JSON.
"""
import json
import pathlib
import random
import sys
import time
import warnings

import torch

from plain_scgpt import padded, peak_memory_mb

LARGEST_VALUE = 512  # scGPT's value encoder clips there
RATE, CLIPPING = 1e-4, 1.0
RANK, ALPHA = 8, 16.0


class LowRank(torch.nn.Module):
    """A parametrization of rows of the joined weight of queries, keys and values."""

    def __init__(self, width):
        super().__init__()
        self.width = width
        self.down = torch.nn.ParameterList(torch.nn.Parameter((2 * torch.rand(RANK, width) - 1) / width**0.5) for _ in range(2))
        self.up = torch.nn.ParameterList(torch.nn.Parameter(torch.zeros(width, RANK)) for _ in range(2))

    def forward(self, weight):
        q, k, v = weight.split(self.width)
        return torch.cat([q + ALPHA / RANK * self.up[0] @ self.down[0], k, v + ALPHA / RANK * self.up[1] @ self.down[1]])


class PlainScgpt(torch.nn.Module):
    def __init__(self, state, sizes, classes):
        super().__init__()
        width, dropout = sizes["embsize"], sizes["dropout"]
        self.genes = torch.nn.Embedding(state["encoder.embedding.weight"].shape[0], width)
        self.gene_norm = torch.nn.LayerNorm(width)
        self.value1 = torch.nn.Linear(1, width)
        self.value2 = torch.nn.Linear(width, width)
        self.value_norm = torch.nn.LayerNorm(width)
        self.dropout = torch.nn.Dropout(dropout)
        layer = torch.nn.TransformerEncoderLayer(width, sizes["nheads"], sizes["d_hid"], dropout=dropout, batch_first=True)
        self.encoder = torch.nn.TransformerEncoder(layer, sizes["nlayers"], enable_nested_tensor=False)
        head = []
        for _ in range(sizes["n_layers_cls"] - 1):
            head += [torch.nn.Linear(width, width), torch.nn.ReLU(), torch.nn.LayerNorm(width)]
        self.head = torch.nn.Sequential(*head, torch.nn.Linear(width, classes))
        self.load_state_dict(dict(self.renamed(state)))

    def renamed(self, state):
        ours = {"encoder.embedding": "genes", "encoder.enc_norm": "gene_norm", "value_encoder.linear1": "value1",
                "value_encoder.linear2": "value2", "value_encoder.norm": "value_norm",
                "cls_decoder.out_layer": f"head.{len(self.head) - 1}"}
        for name, tensor in state.items():
            part, kind = name.rsplit(".", 1)
            if part in ours:
                yield f"{ours[part]}.{kind}", tensor
            elif part.startswith("cls_decoder._decoder."):
                yield f"head.{part.removeprefix('cls_decoder._decoder.')}.{kind}", tensor
            elif part.startswith("transformer_encoder."):
                yield name.removeprefix("transformer_").replace("self_attn.Wqkv.", "self_attn.in_proj_"), tensor

    def forward(self, ids, values, padding):
        values = values.unsqueeze(-1).clamp(max=LARGEST_VALUE)
        values = self.dropout(self.value_norm(self.value2(torch.relu(self.value1(values)))))
        return self.head(self.encoder(self.gene_norm(self.genes(ids)) + values, src_key_padding_mask=padding)[:, 0])

    def learn(self, what):
        layers = self.encoder.layers
        learning = {"all": [self], "lora": [self.head], "head": [self.head], "top": [self.head, *layers[-2:]]}[what]
        self.requires_grad_(False)
        for part in learning:
            part.requires_grad_(True)
        if what == "lora":
            for layer in layers[:(len(layers) + 1) // 2]:
                width = layer.self_attn.embed_dim
                torch.nn.utils.parametrize.register_parametrization(layer.self_attn, "in_proj_weight", LowRank(width))
        return [weight for weight in self.parameters() if weight.requires_grad]


def minibatches(steps, cells, mode):
    """Rows of `cells` and their labels for every step."""
    rows = {cell["name"]: row for row, cell in enumerate(cells)}
    same = [([rows[name] for name in step["cells"]], step["labels"]) for step in steps]
    if mode == "same":
        return same
    everything = [pair for step in same for pair in zip(*step, strict=True)]
    random.Random(0).shuffle(everything)
    sizes, shuffled, begin = [len(step[0]) for step in same], [], 0
    for size in sizes:
        shuffled.append(tuple(map(list, zip(*everything[begin:begin + size], strict=True))))
        begin += size
    return shuffled


def main():
    folder, tokens, steps, threads, mode, what, device, precision = (*sys.argv[1:], "cpu", "fp32")[:8]
    warnings.simplefilter("ignore")  # the padding mask of the fused layer, which training does not use
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    folder = pathlib.Path(folder)
    sizes = json.loads((folder / "args.json").read_text())
    state = torch.load(folder / "best_model.pt", weights_only=True)
    network = PlainScgpt(state, sizes, state["cls_decoder.out_layer.weight"].shape[0]).to(device)
    del state
    weights = network.learn(what)
    network.train()
    adam = torch.optim.Adam(weights, lr=RATE)
    cells = json.loads(pathlib.Path(tokens).read_text())["cells"]
    losses, seconds, counted, processor = [], 0.0, 0, 0.0
    for number, (rows, labels) in enumerate(minibatches(json.loads(pathlib.Path(steps).read_text())["batches"], cells, mode)):
        inputs = padded([cells[row] for row in rows])
        inputs[1][:, 0] = 0  # upstream's fine-tuning feeds <cls> so
        start, before = time.perf_counter(), time.process_time()
        adam.zero_grad()
        with torch.autocast(device, torch.bfloat16, enabled=precision == "bf16"):
            logits = network(*(part.to(device) for part in inputs))
        loss = torch.nn.functional.cross_entropy(logits.float(), torch.tensor(labels, device=device))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, CLIPPING)
        adam.step()
        losses.append(loss.item())
        if number > 0:  # the first makes room for the moments
            seconds += time.perf_counter() - start
            processor += time.process_time() - before
            counted += len(rows)
    print(json.dumps({"seconds": seconds, "cells": counted, "processor_seconds": processor, "losses": losses,
                      "peak_memory_mb": peak_memory_mb()}))


if __name__ == "__main__":
    main()
