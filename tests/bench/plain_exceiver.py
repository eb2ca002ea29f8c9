#!/usr/bin/env python3
"""Processor seconds of one cell through Exceiver's network as PyTorch's own modules compute it, all 19,067 genes, on one thread.
Once with the attention's weights as a matrix, which upstream asks for, once without. Only time is measured, so the weights are
random."""
import json
import time

import torch

GENES, LATENTS, WIDTH, HEADS, LAYERS, HIDDEN, REPEAT = 19067, 128, 4, 4, 8, 2048, 5


class PlainExceiver(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.queries = torch.nn.Parameter(torch.randn(1, LATENTS, WIDTH))
        self.genes = torch.nn.Embedding(GENES + 1, WIDTH)
        self.norm_keys, self.norm_queries = torch.nn.LayerNorm(WIDTH), torch.nn.LayerNorm(WIDTH)
        self.cross = torch.nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.mlp = torch.nn.Sequential(torch.nn.LayerNorm(WIDTH), torch.nn.Linear(WIDTH, WIDTH), torch.nn.GELU(),
                                       torch.nn.LayerNorm(WIDTH), torch.nn.Linear(WIDTH, WIDTH))
        layer = torch.nn.TransformerEncoderLayer(WIDTH, HEADS, HIDDEN, dropout=0.0, activation="gelu", batch_first=True)
        self.process = torch.nn.TransformerEncoder(layer, LAYERS)

    def forward(self, values, bias, weights):
        keys = self.norm_keys(self.genes.weight[:GENES] * values.unsqueeze(-1))
        attended, _ = self.cross(self.norm_queries(self.queries), keys, keys, key_padding_mask=bias, need_weights=weights)
        latents = attended + self.queries
        return self.process(latents + self.mlp(latents))


def seconds(*call):
    network, *arguments = call
    times = []
    for _ in range(REPEAT + 1):
        start = time.process_time()
        network(*arguments)
        times.append(time.process_time() - start)
    return min(times[1:])


@torch.inference_mode()
def main():
    torch.set_num_threads(1)
    network = PlainExceiver().eval()
    values, bias = torch.randn(1, GENES), (torch.rand(1, GENES) > 0.1).float()
    print(json.dumps({"upstream": seconds(network, values, bias, True), "fused": seconds(network, values, bias, False)}))


if __name__ == "__main__":
    main()
