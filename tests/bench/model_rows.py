#!/usr/bin/env python3
"""Zero-shot embedding with every model family on 64 cells of pbmc3k, next to the bound that its arithmetic sets and, for scGPT,
next to a plain PyTorch program with the same weights and cells: model_rows.py BUILD DATA THREADS PRODUCT_GFLOPS.

The 64 cells are one from every 64th of the length distribution. scBERT works on fewer (every cell costs the same there) and the
row says so. The bound is FLOP per cell (formulas below, from shapes) over PRODUCT_GFLOPS, the measured rate of a matrix product.
Prints Markdown.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import anndata
import numpy as np
import torch

import models

CELLS = 64
SCBERT_CELLS = 4
LENGTH = 1200


def stratified(data, count):
    cells = anndata.read_h5ad(data)
    detected = np.asarray((cells.X > 0).sum(axis=1)).ravel()
    order = np.argsort(-detected, kind="stable")
    rows = [order[(2 * i + 1) * len(order) // (2 * count)] for i in range(count)]
    return cells[rows].copy(), detected[rows]


def scgpt_flop(tokens, width=512, layers=12):
    return ((layers - 1) * (12 * width**2 * tokens + 4 * tokens**2 * width)
            + 4 * width**2 * tokens + 4 * tokens * width + 8 * width**2)


def scbert_flop(_, tokens=16907, layers=6):
    return layers * 3.03e6 * tokens


def exceiver_flop(genes, latents=128, width=4, layers=8, hidden=2048):
    return 16 * latents * genes + layers * latents * 4 * width * hidden


def scemb_flop(tokens, width=768, layers=12, hidden=3072):
    return layers * ((8 * width**2 + 4 * width * hidden) * tokens + 4 * tokens**2 * width)


def run(command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads))
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return json.loads(done.stdout)


def own_rate(program, cells, model, threads, repeat):
    table = run([program, "benchmark", "embed", "--input", cells, "--model", model, "--repeat", repeat, "--threads", threads,
                 "--json"], threads)
    row = table["benchmarks"][0]
    return row["cells_per_second"], row["peak_memory_mb"]


def plain_rate(program, cells, model, state, count, threads):
    """Cells per second of the plain program, batches of 64 padded to the longest, and the largest difference from ours."""
    torch.set_num_threads(threads)
    tokens = run([program, "tokens", cells, "--model", model, "--cells", ",".join(map(str, range(count))), "--json"], threads)
    rows = sorted(tokens["cells"], key=lambda cell: cell["index"])
    longest = max(len(cell["ids"]) for cell in rows)
    ids = torch.zeros(count, longest, dtype=torch.int64)
    values = torch.full((count, longest), -2.0)
    padding = torch.ones(count, longest, dtype=torch.bool)
    for i, cell in enumerate(rows):
        length = len(cell["ids"])
        ids[i, :length] = torch.tensor(cell["ids"])
        values[i, :length] = torch.tensor(cell["values"], dtype=torch.float32)
        padding[i, :length] = torch.tensor(cell["padding"], dtype=torch.bool) if cell["padding"] else False
    network = models.PlainScgpt(state)
    network(ids[-4:], values[-4:], padding[-4:])  # warm
    start = time.perf_counter()
    theirs = network(ids, values, padding)
    rate = count / (time.perf_counter() - start)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out.h5ad"
        run([program, "embed", cells, out, "--model", model, "--threads", threads, "--json"], threads)
        ours = anndata.read_h5ad(out).obsm["X_scGPT"]
    return rate, float(np.abs(theirs.numpy() - np.asarray(ours)).max())


def row(name, own, memory, flop, product, note=""):
    bound = product * 1e9 / flop
    return (f"| {name} | {own:.3g} | {memory:.0f} | {flop / 1e9:.3g} | {bound:.3g} | {100 * own / bound:.0f} % | {note} |")


def main():
    build, data, threads, product = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    program = build / "bin/lexicell-cli"
    torch.manual_seed(0)
    lines = ["| model | cells/s | peak MB | GFLOP a cell | bound, cells/s | of the bound | |", "|---|---|---|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        cells, detected = stratified(data, CELLS)
        genes = list(cells.var_names)
        cells.write_h5ad(folder / "cells.h5ad")
        few, _ = stratified(data, SCBERT_CELLS)
        few.write_h5ad(folder / "few.h5ad")

        state, _ = models.scgpt(folder / "scgpt", genes)
        own, memory = own_rate(program, folder / "cells.h5ad", folder / "scgpt", threads, 2)
        flop = float(np.mean([scgpt_flop(min(LENGTH, n + 1)) for n in detected]))
        plain, difference = plain_rate(program, folder / "cells.h5ad", folder / "scgpt", state, CELLS, threads)
        lines.append(row("scGPT 12 × 512", own, memory, flop, product,
                         f"plain PyTorch {plain:.3g} cells/s: {own / plain:.1f} times as fast, vectors differ by at most {difference:.0e}"))
        del state
        models.scbert(folder / "scbert", genes)
        own, memory = own_rate(program, folder / "few.h5ad", folder / "scbert", threads, 1)
        lines.append(row("scBERT 6 × 200", own, memory, scbert_flop(0), product, f"{SCBERT_CELLS} cells; every cell costs the same"))
        models.exceiver(folder / "exceiver", genes)
        own, memory = own_rate(program, folder / "cells.h5ad", folder / "exceiver", threads, 3)
        flop = float(np.mean([exceiver_flop(n) for n in detected]))
        lines.append(row("Exceiver 8 × 4", own, memory, flop, product, "width 4: exponentials and GELUs count, not products"))
        models.scemb(folder / "scemb", genes)
        own, memory = own_rate(program, folder / "cells.h5ad", folder / "scemb", threads, 1)
        flop = float(np.mean([scemb_flop(min(models.SCEMB_GENES, n)) for n in detected]))
        lines.append(row("scEMB-style 12 × 768", own, memory, flop, product))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
