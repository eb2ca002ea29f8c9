"""Knock-outs of 1,000 genes in 200 cells with random weights of the published sizes. The passes are counted in the cells, a sample
of the rows is timed and extrapolated. Next to it the naive way with the same network, every changed cell embedded by itself, and
plain PyTorch programs that compute the whole network for every changed cell: of scGPT the same changed cells with the same
weights, of Exceiver one cell.
"""
import json
import pathlib
import sys
import tempfile

import numpy as np

import checkpoints
from model_rows import duration, stratified
from programs import run

CELLS = 200
HERE = pathlib.Path(__file__).parent
SCGPT_MODES = {"upstream": "nested", "fused": "sdpa"}  # of plain_scgpt.py
LARGEST_EFFECT_DIFFERENCE = 1e-6  # an effect is 0 to 2; float32 leaves 1e-8 of it


def changed_cells(tokens, compared):
    """The compared cells without their gene's token, in the order of a loop over genes, so that a batch mixes cells. Also the
    place of each among those compared."""
    intact = {cell["index"]: cell for cell in tokens["cells"]}
    turn, seen = [], {}
    for row in compared:
        turn.append(seen.setdefault(row["cell"], 0))
        seen[row["cell"]] += 1
    order = sorted(range(len(compared)), key=lambda i: (turn[i], compared[i]["cell"]))
    rows = []
    for index, i in enumerate(order):
        cell = intact[compared[i]["cell"]]
        kept = [place for place, token in enumerate(cell["ids"]) if token != compared[i]["gene"] and not cell["padding"][place]]
        rows.append({"index": index, "padding": [False] * len(kept),
                     **{part: [cell[part][place] for place in kept] for part in ("ids", "values")}})
    return order, {"cells": rows}


class PlainScgpt:
    """Processor seconds of one changed cell, and the largest difference of an effect from ours, relative to the effect."""

    def __init__(self, cli, checkpoint, cells, compared, threads):
        self.checkpoint, self.folder, self.threads, self.compared = checkpoint, checkpoint.parent, threads, compared
        self.which = sorted({row["cell"] for row in compared})
        done = run([cli, "tokens", cells, "--model", checkpoint, "--cells", ",".join(map(str, self.which)), "--threads", threads,
                    "--json"], threads)
        self.intact = json.loads(done.stdout)
        self.order, self.changed = changed_cells(self.intact, compared)
        self.difference = 0.0

    def vectors(self, tokens, mode):
        (self.folder / "tokens.json").write_text(json.dumps(tokens))
        done = run([sys.executable, HERE / "plain_scgpt.py", self.checkpoint, self.folder / "tokens.json",
                    self.folder / "plain.npy", self.threads, mode], self.threads)
        return json.loads(done.stdout)["processor_seconds"], np.load(self.folder / "plain.npy").astype(np.float64)

    def seconds(self, way):
        _, intact = self.vectors(self.intact, SCGPT_MODES[way])
        seconds, changed = self.vectors(self.changed, SCGPT_MODES[way])
        for vector, i in zip(changed, self.order, strict=True):
            row = self.compared[i]
            own = intact[self.which.index(row["cell"])]
            effect = 1.0 - vector @ own / np.linalg.norm(vector) / np.linalg.norm(own)
            if abs(effect - row["effect"]) > LARGEST_EFFECT_DIFFERENCE:
                sys.exit(f"the plain program ({way}) computes another effect: {effect}, ours is {row['effect']}")
            if row["effect"] > 0:
                self.difference = max(self.difference, abs(effect - row["effect"]) / row["effect"])
        return seconds / len(self.order)


def exceiver_seconds():
    """Of one cell, with the attention's weights as upstream and without."""
    done = run([sys.executable, HERE / "plain_exceiver.py"], 1)
    return json.loads(done.stdout)


def rows(build, data, threads):
    cli = build / "bin/lexicell-cli"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cells, all_cells = stratified(data, CELLS)
        cells.write_h5ad(folder / "cells.h5ad")
        genes = list(cells.var_names)
        lines, said = [], ""
        for family, title, make in (("scgpt", "scGPT, 12 × 512", checkpoints.scgpt),
                                    ("exceiver", "Exceiver, 8 × 4, 19,067 genes", checkpoints.exceiver)):
            make(folder / family, genes)
            done = run([cli, "benchmark", "knock_out", "--input", folder / "cells.h5ad", "--model", folder / family, "--repeat",
                        1, "--threads", threads, "--json"], threads)
            row = json.loads(done.stdout)["benchmarks"][0]
            if family == "scgpt":
                peer = PlainScgpt(cli, folder / family, folder / "cells.h5ad", row["rows_compared"], threads)
                plain = {way: peer.seconds(way) for way in SCGPT_MODES}
                said = (f"Plain scGPT computed the {len(peer.order)} changed cells that the naive way did, of "
                        f"{len(peer.which)} cells of different length; its effects differ from ours by up to "
                        f"{peer.difference:.0e} of the effect.")
            else:
                plain = exceiver_seconds()
            upstream, fused = (f"{plain[way] / row['processor_seconds_of_row']:.2f}" for way in ("upstream", "fused"))
            lines.append(
                f"| {title} | {duration(row['estimated_seconds'])} | {row['forward_passes']:,} | {100 * row['share_skipped']:.0f} % "
                f"| {row['ratio']:.2f} | {upstream} | {fused} | {row['rows_timed']} "
                f"| {row['effect_difference']:.0e} | {row['vector_difference']:.0e} | {row['peak_memory_mb']:.0f} |")
        return all_cells, lines, said


def table(build, data, threads):
    all_cells, lines, said = rows(build, data, threads)
    return [
        f"Knock-outs, fp32, 1,000 genes in {CELLS} of the {all_cells:,} cells of {data.name}, stratified by length; extrapolated from "
        f"the rows timed. Skipped are pairs of a cell and a gene that it lacks. Naive: every changed cell embedded by itself with the "
        "same program. Plain: in PyTorch, by the whole network. As upstream: scGPT's nn.TransformerEncoder as it is, in padded batches "
        "of 16 (`tests/bench/plain_scgpt.py`); Exceiver's attention with its weights (`tests/bench/plain_exceiver.py`). Fused: "
        "scaled_dot_product_attention. All are compared by processor time. "
        "Differences are those between the two ways of the same program: of an effect (1 − cosine) relative to the effect, and of a "
        "changed cell's vector relative to its largest entry. An effect is a small part of the vector, so float32 rounds it more "
        f"coarsely. {said}",
        "",
        "| model | all | passes | pairs skipped | naive takes, times | plain as upstream, times | plain and fused, times | rows timed "
        "| effects differ by, of the effect | vectors differ by, of the largest entry | peak MB |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
        *lines,
    ]
