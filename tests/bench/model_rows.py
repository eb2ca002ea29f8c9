"""Zero-shot embedding with every model family on cells of one file stratified by length, next to the bound that its arithmetic
sets; scGPT next to a plain PyTorch program with the same weights and tokens.

Cells: one from every 64th of the distribution of detected genes, in the order of the file. What a cell costs is counted from
shapes and each cell's own tokens; the bound is the time of that arithmetic at the machine's measured rates.
"""
import dataclasses
import json
import pathlib
import sys
import tempfile

import anndata
import numpy as np

import checkpoints
import machine
from programs import run

CELLS = 64
PEERS = {"nested": "nn.TransformerEncoder as it is", "masked": "the same, no nested tensors",
         "sdpa": "the same, fused layer off (SDPA)"}


@dataclasses.dataclass
class Cost:
    """Of one cell: floating-point operations of matrix products, exponentials, GELUs."""
    flop: float
    exp: float = 0.0
    gelu: float = 0.0

    def seconds(self, rates):
        return self.flop / rates["flop"] + self.exp / rates["exp"] + self.gelu / rates["gelu"]


def scgpt_cost(tokens, width=512, layers=12):
    """The last layer for <cls> only: keys and values of all tokens, the rest of one."""
    full = 12 * width**2 * tokens + 4 * tokens**2 * width
    return Cost((layers - 1) * full + 4 * width**2 * tokens + 4 * tokens * width + 8 * width**2)


def scbert_cost(tokens=16907, width=200, layers=6, heads=10, head=64, features=266, hidden=800):
    inner = heads * head
    token = 2 * (3 * width * inner  # queries, keys, values
                 + 2 * inner * features  # feature maps of queries and keys
                 + 2 * inner * features + heads * features  # sums over keys, read by queries, normalized
                 + inner * width + 2 * width * hidden)
    return Cost(layers * tokens * token, exp=layers * tokens * 2 * heads * features, gelu=layers * tokens * hidden)


def exceiver_cost(genes, latents=128, width=4, heads=4, layers=8, hidden=2048):
    """A detected gene's term replaces the one it has in an empty cell: two exponentials for each latent and head."""
    return Cost(16 * latents * genes * width / heads + layers * latents * 4 * width * hidden,
                exp=2 * latents * heads * genes + layers * heads * latents**2, gelu=layers * latents * hidden)


def scemb_cost(tokens, width=768, layers=12, hidden=3072):
    return Cost(layers * ((8 * width**2 + 4 * width * hidden) * tokens + 4 * tokens**2 * width), gelu=layers * tokens * hidden)


def stratified(data, count):
    cells = anndata.read_h5ad(data)
    detected = np.asarray((cells.X > 0).sum(axis=1)).ravel()
    order = np.argsort(-detected, kind="stable")
    return cells[sorted(order[(2 * i + 1) * len(order) // (2 * count)] for i in range(count))].copy(), len(order)


class Families:
    """Measures one family after the other; `folder` holds checkpoints and cells and is the caller's to remove."""

    def __init__(self, build, data, threads, folder):
        self.program, self.threads, self.folder = build / "bin/lexicell-cli", threads, folder
        self.rates = machine.rates(threads)
        cells, self.all_cells = stratified(data, CELLS)
        self.genes = list(cells.var_names)
        self.detected = np.asarray((cells.X > 0).sum(axis=1)).ravel()
        cells.write_h5ad(folder / "cells.h5ad")

    def cli(self, *arguments):
        return json.loads(run([self.program, *arguments, "--threads", self.threads, "--json"], self.threads).stdout)

    def embed(self, model, repeat):
        row = self.cli("benchmark", "embed", "--input", self.folder / "cells.h5ad", "--model", self.folder / model, "--repeat",
                       repeat)["benchmarks"][0]
        return row["cells_per_second"], row["peak_memory_mb"]

    def row(self, name, measured, costs):
        speed, memory = measured
        bound = len(costs) / sum(cost.seconds(self.rates) for cost in costs)
        flop = sum(cost.flop for cost in costs) / len(costs)
        return (f"| {name} | {speed:.3g} | {bound:.3g} | {100 * speed / bound:.0f} % | {flop / 1e9:.3g} | {memory:.0f} "
                f"| {duration(self.all_cells / speed)} |")

    def scgpt(self):
        """The family's row, and rows of the plain program beside it."""
        checkpoints.scgpt(self.folder / "scgpt", self.genes)
        tokens = self.cli("tokens", self.folder / "cells.h5ad", "--model", self.folder / "scgpt", "--cells",
                          ",".join(map(str, range(CELLS))))
        (self.folder / "tokens.json").write_text(json.dumps(tokens))
        costs = [scgpt_cost(cell["padding"].count(False)) for cell in tokens["cells"]]
        own = self.embed("scgpt", repeat=2)
        peers = {mode: self.plain(mode) for mode in PEERS}
        again = self.embed("scgpt", repeat=1)  # on both sides of the peers: a machine that slows down shows
        own = max(own, again)
        self.cli("embed", self.folder / "cells.h5ad", self.folder / "out.h5ad", "--model", self.folder / "scgpt")
        vectors = np.asarray(anndata.read_h5ad(self.folder / "out.h5ad").obsm["X_scGPT"])
        lines = [f"| Lexicell | {own[0]:.3g} | {own[1]:.0f} | | |"]
        for mode, (speed, memory, theirs) in peers.items():
            difference = np.abs(theirs - vectors).max()
            if difference > 1e-4:
                sys.exit(f"the plain program ({mode}) computes other vectors: they differ by up to {difference}")
            lines.append(f"| {PEERS[mode]} | {speed:.3g} | {memory:.0f} | {own[0] / speed:.2f} | {difference:.0e} |")
        return self.row("scGPT, 12 × 512", own, costs), lines

    def plain(self, mode):
        out = self.folder / "plain.npy"
        done = run([sys.executable, pathlib.Path(__file__).parent / "plain_scgpt.py", self.folder / "scgpt",
                    self.folder / "tokens.json", out, self.threads, mode], self.threads)
        measured = json.loads(done.stdout)
        return CELLS / measured["seconds"], measured["peak_memory_mb"], np.load(out)

    def scbert(self):
        checkpoints.scbert(self.folder / "scbert", self.genes)
        return self.row("scBERT, 6 × 200, 16,907 tokens", self.embed("scbert", 1), [scbert_cost()] * CELLS)

    def exceiver(self):
        checkpoints.exceiver(self.folder / "exceiver", self.genes)
        return self.row("Exceiver, 8 × 4, 19,067 genes", self.embed("exceiver", 5), [exceiver_cost(n) for n in self.detected])

    def scemb(self):
        checkpoints.scemb(self.folder / "scemb", self.genes)
        costs = [scemb_cost(min(checkpoints.SCEMB_GENES, n)) for n in self.detected]
        return self.row("scEMB-style, 12 × 768", self.embed("scemb", 1), costs)


def duration(seconds):
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"


def tables(build, data, threads):
    with tempfile.TemporaryDirectory() as folder:
        families = Families(build, data, threads, pathlib.Path(folder))
        scgpt, peers = families.scgpt()
        rows = [scgpt, families.scbert(), families.exceiver(), families.scemb()]
    rates = families.rates
    return [
        f"Zero-shot embedding, fp32, random weights of the published sizes, on {CELLS} cells of {data.name} stratified by length. "
        f"The bound is the arithmetic of those cells at this machine's measured rates: {rates['flop'] / 1e9:.0f} GFLOP/s in matrix "
        f"products, {rates['exp'] / 1e9:.2g} billion exponentials/s, {rates['gelu'] / 1e9:.2g} billion GELUs/s. Peak memory is the "
        f"whole process's. Last column: all {families.all_cells:,} cells of the file, extrapolated.",
        "",
        "| model | cells/s | bound | of the bound | GFLOP a cell | peak MB | the file, extrapolated |",
        "|---|---|---|---|---|---|---|",
        *rows,
        "",
        "scGPT next to plain PyTorch with the same weights and tokens, batches of 16 padded to the longest "
        "(`tests/bench/plain_scgpt.py`):",
        "",
        "| program | cells/s | peak MB | Lexicell is faster, times | largest difference of a vector's entries |",
        "|---|---|---|---|---|",
        *peers,
    ]
