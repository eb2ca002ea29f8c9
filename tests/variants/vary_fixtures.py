#!/usr/bin/env python3
"""Makes another set of fixtures of the same layout: cases renamed, shrunk, their cells drawn anew or in another order, inputs in
other layouts, and reference values that follow. The parity tests must pass on it: they may know nothing of the usual set.

    vary_fixtures.py OUT [--seed N] [--from FOLDER]     writes OUT, a root for LEXICELL_FIXTURES; FOLDER: a root to start from
    vary_fixtures.py --test BUILD [--seed N]            writes a temporary root, runs the parity tests of BUILD on it, removes it

Needs the Python of the interop tests (tests/interop/requirements.txt) with torch, which ./test puts into .deps.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import warnings

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / ".deps/torch"))
warnings.simplefilter("ignore")

import numpy as np  # noqa: E402

import analysis  # noqa: E402
import exceiver  # noqa: E402
import formats  # noqa: E402
import layouts  # noqa: E402
import scbert  # noqa: E402
import scemb  # noqa: E402
import scgpt  # noqa: E402

FAMILIES = {"analysis": analysis, "exceiver": exceiver, "formats": formats, "scbert": scbert, "scemb": scemb, "scgpt": scgpt}


def vary(source, target, seed):
    target.mkdir(parents=True, exist_ok=True)
    rng, turns = np.random.default_rng(seed), layouts.take_turns()
    for name, family in FAMILIES.items():
        if (source / name).exists():
            family.vary(source / name, target / name, rng, turns)


def test(build, source, seed):
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "fixtures"
        vary(source, target, seed)
        environment = dict(os.environ, LEXICELL_FIXTURES=str(target))
        command = ["ctest", "--test-dir", str(build), "--label-regex", "^parity$", "--output-on-failure", "--no-tests=error",
                   "--parallel", "2"]
        return subprocess.run(command, env=environment).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", type=pathlib.Path)
    parser.add_argument("--test", metavar="BUILD", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--from", dest="source", type=pathlib.Path, default=ROOT / "tests/fixtures")
    options = parser.parse_args()
    if options.test:
        return test(options.test, options.source, options.seed)
    if not options.out:
        parser.error("say where to write, or --test")
    vary(options.source, options.out, options.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
