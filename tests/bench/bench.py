#!/usr/bin/env python3
"""Lexicell next to scanpy on this machine, scGPT next to what the processor can do, and the window's start: bench.py BUILD.

Prints one table and writes it to build/bench.md. Both programs get the same file, parameters and number of threads; the best
of three runs counts (scanpy's first compiles numba's kernels and stands beside it), the peak of resident memory is that of the
process while it did the row. The data is pbmc3k (2,638 x 13,714) when LEXICELL_DATA or ../shared/data has it, else the bundled
sample.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROWS = ["open", "read", "pca", "neighbors", "umap", "leiden", "analyze"]
REPEAT = 3


def data_file():
    for folder in (os.environ.get("LEXICELL_DATA"), ROOT.parent / "shared/data"):
        file = pathlib.Path(folder or "/nonexistent") / "rnabioco_clustifyr/pbmc3k_2638x13714_counts.h5ad"
        if file.exists():
            return file
    return ROOT / "resources/sample/lexicell_sample.h5ad"


def run(command, threads):
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), NUMBA_NUM_THREADS=str(threads), OPENBLAS_NUM_THREADS=str(threads))
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, env=environment, cwd=ROOT)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return done


def duration(seconds):
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"


def against_scanpy(build, threads):
    data = data_file()
    own = json.loads(run([build / "bin/lexicell-cli", "benchmark", *ROWS, "--input", data, "--repeat", REPEAT, "--threads", threads, "--json"], threads).stdout)
    peer = json.loads(run([sys.executable, ROOT / "tests/bench/scanpy_peer.py", data, REPEAT, *ROWS], threads).stdout)
    lines = [
        f"{data.name}, {threads} threads, Lexicell {own['version']}, scanpy {peer['version']}.",
        "",
        "| work | Lexicell | scanpy | scanpy, first run | times faster | Lexicell, peak MB | scanpy, peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    for ours, theirs in zip(own["benchmarks"], peer["rows"], strict=True):
        lines.append(
            f"| {ours['what']} | {duration(ours['seconds'])} | {duration(theirs['seconds'])} | {duration(theirs['first_seconds'])} "
            f"| {theirs['seconds'] / ours['seconds']:.1f} | {ours['peak_memory_mb']:.0f} | {theirs['peak_memory_mb']:.0f} |")
    return lines


def other_programs(build, threads):
    """What other parts of the project measure of themselves, as they print it."""
    lines = []
    networks = build / "tests/bench_scgpt"
    if networks.exists() and data_file().name.startswith("pbmc3k"):
        measured = json.loads(run([networks, "--threads", threads, "--json"], threads).stdout)
        table = run([sys.executable, ROOT / "tests/bench/model_rows.py", build, data_file(), threads, measured["product_gflops"]], threads)
        lines += ["", f"Zero-shot embedding, fp32, random weights of the published sizes; a matrix product runs at "
                  f"{measured['product_gflops']:.0f} GFLOP/s here:", "", table.stdout.strip(), "",
                  f"scGPT's network alone: {measured['cells_per_second']:.2f} cells/s, {measured['gflops']:.0f} GFLOP/s."]
    window = build / "bin/lexicell"
    if window.exists():
        command = [window, "--quit", "--timing"]
        if not os.environ.get("DISPLAY") and shutil.which("xvfb-run"):
            command = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24", *command]
        run(command, threads)  # warm: the file cache holds the libraries
        lines += ["", "Start of the window, warm:", "", run(command, threads).stderr.strip()]
    return lines


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    threads = len(os.sched_getaffinity(0))
    table = "\n".join([*against_scanpy(build, threads), *other_programs(build, threads)]) + "\n"
    (ROOT / "build/bench.md").write_text(table, encoding="utf-8")
    print(table)


if __name__ == "__main__":
    main()
