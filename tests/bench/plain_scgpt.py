#!/usr/bin/env python3
"""scGPT's cell vectors as anyone would write them in PyTorch: torch.nn.TransformerEncoder with a padding mask, batches of 16
cells in the order of "index", each padded to its longest: plain_scgpt.py CHECKPOINT TOKENS.json OUT.npy THREADS MODE.

MODE says which of PyTorch's own ways through the encoder is taken:
  nested   the default: its fused layer, which packs the batch into nested tensors
  masked   its fused layer on padded tensors (enable_nested_tensor=False)
  sdpa     no fused layer (torch.backends.mha.set_fastpath_enabled(False)): scaled_dot_product_attention with the mask
TOKENS.json is what `lexicell-cli tokens --json` prints: both programs get the same tokens. Writes the vectors to OUT.npy, prints
seconds, processor seconds of all threads and the peak of resident memory as JSON.
"""
import json
import pathlib
import sys
import time
import warnings

import numpy as np
import torch

BATCH = 16
LARGEST_VALUE = 512  # scGPT's value encoder clips there


class PlainScgpt(torch.nn.Module):
    def __init__(self, state, layers, width, heads, nested):
        super().__init__()
        self.genes = torch.nn.Embedding(state["encoder.embedding.weight"].shape[0], width)
        self.gene_norm = torch.nn.LayerNorm(width)
        self.value1 = torch.nn.Linear(1, width)
        self.value2 = torch.nn.Linear(width, width)
        self.value_norm = torch.nn.LayerNorm(width)
        layer = torch.nn.TransformerEncoderLayer(width, heads, width, dropout=0.0, batch_first=True)
        self.encoder = torch.nn.TransformerEncoder(layer, layers, enable_nested_tensor=nested)
        self.load_state_dict(dict(self.renamed(state)))
        self.eval()

    @staticmethod
    def renamed(state):
        ours = {"encoder.embedding": "genes", "encoder.enc_norm": "gene_norm", "value_encoder.linear1": "value1",
                "value_encoder.linear2": "value2", "value_encoder.norm": "value_norm"}
        for name, tensor in state.items():
            part, kind = name.rsplit(".", 1)
            if part in ours:
                yield f"{ours[part]}.{kind}", tensor
            elif part.startswith("transformer_encoder."):
                yield name.removeprefix("transformer_").replace("self_attn.Wqkv.", "self_attn.in_proj_"), tensor

    def forward(self, ids, values, padding):
        values = values.unsqueeze(-1).clamp(max=LARGEST_VALUE)
        hidden = self.gene_norm(self.genes(ids)) + self.value_norm(self.value2(torch.relu(self.value1(values))))
        cells = self.encoder(hidden, src_key_padding_mask=padding)[:, 0]
        return cells / cells.norm(dim=1, keepdim=True)


def padded(cells):
    """ids, values and padding of a batch; a token that `tokens` marks as padding is left out."""
    lengths = [cell["padding"].index(True) if True in cell["padding"] else len(cell["ids"]) for cell in cells]
    shape = (len(cells), max(lengths))
    ids, values = torch.zeros(shape, dtype=torch.int64), torch.zeros(shape)
    padding = torch.ones(shape, dtype=torch.bool)
    for row, (cell, length) in enumerate(zip(cells, lengths, strict=True)):
        ids[row, :length] = torch.tensor(cell["ids"][:length])
        values[row, :length] = torch.tensor(cell["values"][:length], dtype=torch.float32)
        padding[row, :length] = False
    return ids, values, padding


def peak_memory_mb():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) / 1024


@torch.inference_mode()
def main():
    folder, tokens, out, threads, mode = sys.argv[1:]
    warnings.simplefilter("ignore")  # nested tensors announce themselves as a prototype
    torch.set_num_threads(int(threads))
    torch.backends.mha.set_fastpath_enabled(mode != "sdpa")
    folder = pathlib.Path(folder)
    sizes = json.loads((folder / "args.json").read_text())
    state = torch.load(folder / "best_model.pt", weights_only=True)
    network = PlainScgpt(state, sizes["nlayers"], sizes["embsize"], sizes["nheads"], nested=mode == "nested")
    cells = sorted(json.loads(pathlib.Path(tokens).read_text())["cells"], key=lambda cell: cell["index"])
    network(*padded(cells[:2]))  # warm
    start, processor = time.perf_counter(), time.process_time()
    vectors = [network(*padded(cells[begin:begin + BATCH])) for begin in range(0, len(cells), BATCH)]
    seconds, processor = time.perf_counter() - start, time.process_time() - processor
    np.save(out, torch.cat(vectors).numpy())
    print(json.dumps({"seconds": seconds, "processor_seconds": processor, "peak_memory_mb": peak_memory_mb()}))


if __name__ == "__main__":
    main()
