"""Steps of fine-tuning scGPT for classes, next to a plain PyTorch program with the same weights, cells and minibatches.

Cells: as many as make four minibatches, one from every part of the distribution of detected genes. The first step is not timed.
Both programs drop activations as the released checkpoints do (0.2), each with its own draws; without dropout their losses are
compared, so that a time counts only for the same computation.
"""
import json
import os
import pathlib
import sys
import tempfile

import checkpoints
import model_rows
from programs import run

BATCH = 4
CELLS = 4 * BATCH + 2  # one of each class is held out
# Of a loss, relative: Adam makes steps of full size of gradients that are zero but for rounding, so later losses differ by more.
LARGEST_FIRST, LARGEST_LATER = 1e-5, 1e-2

# What learns, the options of Lexicell, the word of the plain program, and whether kept outputs need a second epoch.
ROWS = [
    ("every weight", ["--adapters", "none", "--freeze", "none"], "all", 1),
    ("LoRA of rank 8 and the head", ["--adapters", "lora"], "lora", 1),
    ("the last two layers and the head", ["--adapters", "none", "--freeze", "embeddings,0-9"], "top", 1),
    ("the same, output of the frozen layers kept", ["--adapters", "none", "--freeze", "embeddings,0-9", "--reuse-frozen",
                                                    "always"], "top", 2),
    ("the head", ["--adapters", "none", "--freeze", "body"], "head", 1),
    ("the same, output of the frozen layers kept", ["--adapters", "none", "--freeze", "body", "--reuse-frozen", "always"],
     "head", 2),
]


class Training:
    def __init__(self, build, data, threads, folder):
        self.program, self.threads, self.folder = build / "bin/lexicell-cli", threads, folder
        os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # a thread that waits for another takes no processor time
        cells, _ = model_rows.stratified(data, CELLS)
        cells.write_h5ad(folder / "cells.h5ad")
        self.names = list(cells.obs_names)
        for name, dropout in (("dropping", 0.2), ("plain", 0.0)):
            checkpoints.scgpt(folder / name, cells.var_names, classes=2, dropout=dropout)
        tokens = self.cli("tokens", folder / "cells.h5ad", "--model", folder / "plain", "--cells",
                          ",".join(map(str, range(CELLS))))
        for cell in tokens["cells"]:
            cell["name"] = self.names[cell["index"]]
        (folder / "tokens.json").write_text(json.dumps(tokens))

    def cli(self, *arguments):
        return json.loads(run([self.program, *arguments, "--threads", self.threads, "--json"], self.threads).stdout)

    def own(self, model, options, epochs):
        return self.cli("benchmark", "train", "--input", self.folder / "cells.h5ad", "--model", self.folder / model, "--repeat", 1,
                        "--batch-size", BATCH, "--max-length", 1200, "--epochs", epochs, *options)["benchmarks"][0]

    def peer(self, model, steps, mode, what):
        (self.folder / "steps.json").write_text(json.dumps(steps))
        script = pathlib.Path(__file__).parent / "plain_scgpt_training.py"
        return json.loads(run([sys.executable, script, self.folder / model, self.folder / "tokens.json",
                               self.folder / "steps.json", self.threads, mode, what], self.threads).stdout)

    def compare(self):
        """The relative difference of the first loss without dropout, and the largest of the others."""
        own = self.own("plain", ROWS[0][1], 1)
        theirs = self.peer("plain", own, "same", "all")
        first, *later = [abs(a - b) / abs(b) for a, b in zip(own["losses"], theirs["losses"], strict=True)]
        if first > LARGEST_FIRST or max(later) > LARGEST_LATER:
            sys.exit(f"the plain program learns otherwise: its losses {theirs['losses']}, Lexicell's {own['losses']}")
        return first, max(later)

    def lines(self):
        peers, lines = {}, []
        for name, options, what, epochs in ROWS:
            own = self.own("dropping", options, epochs)
            if what not in peers:
                modes = ("same", "shuffled") if what == "all" else ("same",)
                peers[what] = {mode: self.peer("dropping", own, mode, what) for mode in modes}
            theirs = peers[what]
            costs = {mode: peer["processor_seconds"] / peer["cells"] for mode, peer in theirs.items()}
            ratios = [f"{costs[mode] / own['processor_seconds_of_cell']:.2f}" if mode in costs else ""
                      for mode in ("same", "shuffled")]
            speed = theirs["same"]["cells"] / theirs["same"]["seconds"]
            lines.append(f"| {name} | {own['cells_per_second']:.3g} | {speed:.3g} | {ratios[0]} | {ratios[1]} "
                         f"| {own['peak_memory_mb']:.0f} | {theirs['same']['peak_memory_mb']:.0f} |")
        return lines


def table(build, data, threads):
    with tempfile.TemporaryDirectory() as folder:
        training = Training(build, data, threads, pathlib.Path(folder))
        first, later = training.compare()
        lines = training.lines()
    return [
        f"Fine-tuning scGPT (12 × 512, 60,697 tokens, random weights, dropout 0.2, fp32) for classes: minibatches of {BATCH} of "
        f"{CELLS - 2} cells of {data.name} stratified by length, next to plain PyTorch (`tests/bench/plain_scgpt_training.py`) with "
        f"the same minibatches, and with minibatches in random order; times are compared by processor time. Without dropout the "
        f"first loss differs by {first:.0e} of its size, those of the next three steps by {later:.0e} at most. Kept "
        f"outputs count from the second epoch on; the frozen layers then have no dropout, unlike in the rows above them.",
        "",
        "| what learns | Lexicell, cells/s | PyTorch, cells/s | Lexicell is faster, times | than in random order, times | Lexicell, "
        "peak MB | PyTorch, peak MB |",
        "|---|---|---|---|---|---|---|",
        *lines,
    ]
