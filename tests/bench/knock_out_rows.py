"""Knock-outs of 1,000 genes in 200 cells with random weights of the published sizes. The passes are counted in the cells, a sample of
the rows is timed and extrapolated. Next to it the naive way with the same network, every changed cell embedded by itself, and for
Exceiver a plain PyTorch program that computes the whole network for every changed cell.
"""
import json
import pathlib
import sys
import tempfile

import checkpoints
from model_rows import duration, stratified
from programs import run

CELLS = 200


def rows(build, data, threads):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cells, all_cells = stratified(data, CELLS)
        cells.write_h5ad(folder / "cells.h5ad")
        genes = list(cells.var_names)
        lines = []
        for family, title, make in (("scgpt", "scGPT, 12 × 512", checkpoints.scgpt),
                                    ("exceiver", "Exceiver, 8 × 4, 19,067 genes", checkpoints.exceiver)):
            make(folder / family, genes)
            done = run([build / "bin/lexicell-cli", "benchmark", "knock_out", "--input", folder / "cells.h5ad", "--model",
                        folder / family, "--repeat", 1, "--threads", threads, "--json"], threads)
            row = json.loads(done.stdout)["benchmarks"][0]
            upstream = fused = ""
            if family == "exceiver":
                plain = plain_seconds()
                upstream, fused = (f"{plain[way] / row['processor_seconds_of_row']:.1f}"
                                   for way in ("upstream", "fused"))
            lines.append(
                f"| {title} | {duration(row['estimated_seconds'])} | {row['forward_passes']:,} | {100 * row['share_skipped']:.0f} % "
                f"| {row['ratio']:.2f} | {upstream} | {fused} | {row['rows_timed']} "
                f"| {row['effect_difference']:.0e} | {row['peak_memory_mb']:.0f} |")
        return all_cells, lines


def plain_seconds():
    """Of one cell, with the attention's weights as upstream and without."""
    done = run([sys.executable, pathlib.Path(__file__).parent / "plain_exceiver.py"], 1)
    return json.loads(done.stdout)


def table(build, data, threads):
    all_cells, lines = rows(build, data, threads)
    return [
        f"Knock-outs, fp32, 1,000 genes in {CELLS} of the {all_cells:,} cells of {data.name}, stratified by length; extrapolated from "
        f"the rows timed. Skipped are pairs of a cell and a gene that it lacks. Naive: every changed cell embedded by itself with the "
        "same program. Plain: in PyTorch, by the whole network, with the attention's weights as upstream or fused "
        "(`tests/bench/plain_exceiver.py`). Both are compared by processor time.",
        "",
        "| model | all | passes | pairs skipped | naive takes, times | plain as upstream, times | plain and fused, times | rows timed "
        "| effect differs by, relative | peak MB |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *lines,
    ]
