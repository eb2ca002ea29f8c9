#!/usr/bin/env python3
"""The benchmark table, as README.md shows it: bench.py BUILD [SECTION]… [--readme], of analysis, genes, window, models,
knock-outs and training; none named: all.

Prints Markdown and writes it to build/bench.md, with --readme into README.md, too. Analysis: Lexicell next to scanpy, same file,
parameters and number of threads; marker genes next to illico, too. The best of three runs counts (scanpy's first, which compiles
numba's kernels, stands beside it), the peak of resident memory is that of the process while it did the row. The data is pbmc3k
(2,638 x 13,714) when LEXICELL_DATA or ../shared/data has it, else the bundled sample.
"""
import importlib.metadata
import json
import os
import pathlib
import shutil
import sys

import knock_out_rows
import machine
import model_rows
import training_rows
from programs import run

ROOT = pathlib.Path(__file__).resolve().parents[2]
ANALYSIS = ["open", "read", "pca", "neighbors", "umap", "leiden", "analyze", "markers"]
REPEAT = 3


def data_file():
    for folder in (os.environ.get("LEXICELL_DATA"), ROOT.parent / "shared/data"):
        file = pathlib.Path(folder or "/nonexistent") / "rnabioco_clustifyr/pbmc3k_2638x13714_counts.h5ad"
        if file.exists():
            return file
    return ROOT / "resources/sample/lexicell_sample.h5ad"


def duration(seconds):
    return f"{1000 * seconds:.3g} ms" if seconds < 1 else f"{seconds:.3g} s"


def own_rows(build, threads, names, repeat=REPEAT):
    return json.loads(run([build / "bin/lexicell-cli", "benchmark", *names, "--input", data_file(), "--repeat", repeat,
                           "--threads", threads, "--json"], threads).stdout)


def analysis(build, threads):
    own = own_rows(build, threads, ANALYSIS)
    peer = json.loads(run([sys.executable, ROOT / "tests/bench/scanpy_peer.py", data_file(), REPEAT, *ANALYSIS,
                           "markers_illico"], threads).stdout)
    illico = peer["rows"].pop()
    lines = [
        f"Analysis of {data_file().name}, next to scanpy {peer['version']}:",
        "",
        "| work | Lexicell | scanpy | scanpy, first run | Lexicell is faster, times | Lexicell, peak MB | scanpy, peak MB |",
        "|---|---|---|---|---|---|---|",
    ]
    slower = []
    for ours, theirs in zip(own["benchmarks"], peer["rows"], strict=True):
        lines.append(
            f"| {ours['what']} | {duration(ours['seconds'])} | {duration(theirs['seconds'])} | {duration(theirs['first_seconds'])} "
            f"| {theirs['seconds'] / ours['seconds']:.1f} | {ours['peak_memory_mb']:.0f} | {theirs['peak_memory_mb']:.0f} |")
        if theirs["seconds"] < ours["seconds"]:
            slower.append(ours["what"])
    markers = own["benchmarks"][-1]["seconds"]
    return [*lines, "", f"Lexicell is slower in: {'; '.join(slower) or 'no row'}.", "",
            f"The marker genes in illico {importlib.metadata.version('illico')}, which makes the same test: "
            f"{duration(illico['seconds'])} (first run {duration(illico['first_seconds'])}). "
            f"Lexicell is faster, times: {illico['seconds'] / markers:.1f}."]


def genes(build, threads):
    one = own_rows(build, threads, ["nearest_genes"], 5)["benchmarks"][0]
    every = own_rows(build, threads, ["gene_graph"], 1)["benchmarks"][0]
    return [f"Exact search, {row['what']}: {duration(row['seconds'])}." for row in (one, every)]


def window(build, threads):
    program = build / "bin/lexicell"
    if not program.exists():
        return ["The window was not built."]
    display = []
    if not os.environ.get("DISPLAY") and shutil.which("xvfb-run"):
        display = ["xvfb-run", "-a", "-s", "-screen 0 1920x1200x24"]
    started = [run([*display, program, "--quit", "--timing"], threads).stderr.strip().splitlines()[-1] for _ in range(4)]
    warm = min(started[1:], key=lambda line: int(line.split()[-2]))  # the first fills the file cache
    frame = json.loads(run([*display, build / "tests/lexicell_network_frames"], threads).stdout)
    return [f"Start of the program, warm: {warm}.", "",
            f"A network of {frame['edges']:,} edges by OpenGL{'' if not display else ' (in software)'}: {frame['drawn']:.0f} ms a "
            f"frame, {frame['moved']:.0f} ms while a hand moves it; painted as the exported figure is: {frame['painted']:.0f} ms."]


def models(build, threads):
    return model_rows.tables(build, data_file(), threads)


def knock_outs(build, threads):
    return knock_out_rows.table(build, data_file(), threads)


def training(build, threads):
    return training_rows.table(build, data_file(), threads)


SECTIONS = {"analysis": analysis, "genes": genes, "window": window, "models": models, "knock-outs": knock_outs,
            "training": training}


def put_into_readme(text):
    readme = ROOT / "README.md"
    before, begin, rest = readme.read_text(encoding="utf-8").partition("<!-- written by ./test bench --readme -->\n")
    _, end, after = rest.partition("<!-- end of what ./test bench wrote -->\n")
    if not (begin and end):
        sys.exit("README.md has no place for the table.")
    readme.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf-8")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    names = [name for name in sys.argv[2:] if name != "--readme"] or list(SECTIONS)
    threads = len(os.sched_getaffinity(0))
    version = run([build / "bin/lexicell-cli", "--version"], threads).stdout.split()[-1]
    lines = [f"Lexicell {version} on {machine.describe(threads)}."]
    for name in names:
        lines += ["", *SECTIONS[name](build, threads)]
    text = "\n".join(lines) + "\n"
    (ROOT / "build/bench.md").write_text(text, encoding="utf-8")
    print(text)
    if "--readme" in sys.argv:
        put_into_readme(text)


if __name__ == "__main__":
    main()
