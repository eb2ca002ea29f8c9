#!/usr/bin/env python3
"""Checks the networks on a device with the built command line: check.py PROGRAM DEVICE [--budget SECONDS].

  families   vectors of all four families equal those of the processor (fp32 means fp32, no TF32)
  precision  a training in bf16 and in fp16 learns as one in fp32; the processor refuses both
  memory     a minibatch that the device does not hold is computed in parts
  speed      cells a second of fine-tuning, next to plain PyTorch

Every check prints its numbers. Nothing new begins after the budget; what was left out is named. Ends with 1 if a check failed.
"""
import argparse
import contextlib
import json
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/bench"))
import checkpoints  # noqa: E402

FAMILIES = {"scgpt": "X_scGPT", "scbert": "X_scBERT", "exceiver": "X_exceiver", "scemb": "X_scEMB"}
LARGEST_DIFFERENCE = 1e-4  # of a vector's entry, relative to the largest; products with TF32 differ by more
GIGABYTE = 2**30


class Failed(Exception):
    pass


def require(condition, message):
    if not condition:
        raise Failed(message)


class Check:
    def __init__(self, program, device, folder):
        self.program, self.device, self.folder = pathlib.Path(program).resolve(), device, folder
        self.cuda = device != "cpu"
        self.cells, self.few = folder / "cells.h5ad", folder / "few.h5ad"
        self.good("simulate", self.few, "--cells", 120, "--genes", 300, "--knockouts", 1)
        cells, genes = (2000, 2000) if self.cuda else (300, 1200)
        self.good("simulate", self.cells, "--cells", cells, "--genes", genes, "--knockouts", 1)

    def run(self, *arguments, limit=None):
        words = [str(word) for word in (self.program, *arguments, "--json")]
        before = None if limit is None else lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        done = subprocess.run(words, capture_output=True, text=True, preexec_fn=before)
        try:
            answer = json.loads(done.stdout)
        except ValueError:
            raise Failed(f"{' '.join(words)} ended with {done.returncode}: {done.stdout[-500:]}{done.stderr[-1500:]}") from None
        return done.returncode, answer

    def good(self, *arguments):
        status, answer = self.run(*arguments)
        require(status == 0, f"{arguments[0]}: {answer.get('error')}")
        return answer

    def vectors(self, family, device):
        out = self.folder / "out.h5ad"
        self.good("embed", self.few, out, "--model", self.folder / family, "--device", device, "--force")
        with h5py.File(out) as file:
            keys = [key for key in file["obsm"] if key.lower() == FAMILIES[family].lower()]
            require(keys, f"{family}: no vectors among {list(file['obsm'])}")
            return file["obsm"][keys[0]][()]

    def families(self):
        for family in FAMILIES:
            self.good("pretrain", self.few, self.folder / family, "--family", family, "--epochs", 1, "--embedding-size", 32,
                      "--layers", 1, "--heads", 4, "--feed-forward", 64, "--latents", 16, "--max-length", 300, "--device", "cpu")
            expected, found = self.vectors(family, "cpu"), self.vectors(family, self.device)
            worst = np.abs(found - expected).max() / np.abs(expected).max()
            require(worst <= LARGEST_DIFFERENCE, f"{family}: vectors differ by {worst:.1e}")
            yield f"{family}: largest relative difference from the processor {worst:.1e}"

    def tuned(self, name, *more):
        return ("fine-tune", self.cells, self.folder / name, "--model", ROOT / "resources/sample/demo_scgpt", "--label",
                "cell_type", "--rare-labels", "leave-out", "--adapters", "none", "--device", self.device, "--force", *more)

    def precision(self):
        exact = self.good(*self.tuned("fp32", "--epochs", 2))["validation_loss"]
        yield f"fp32: validation loss {exact:.5f}"
        for precision in ("bf16", "fp16", "auto"):
            status, answer = self.run(*self.tuned(precision, "--epochs", 2, "--precision", precision))
            if self.cuda or precision == "auto":
                require(status == 0, f"{precision}: {answer.get('error')}")
                loss = answer["validation_loss"]
                require(abs(loss - exact) <= 0.05 * exact, f"{precision}: validation loss {loss}, in fp32 {exact}")
                yield f"{precision}: validation loss {loss:.5f}"
            else:
                require(answer["error"]["class"] == "bad_option", f"{precision}: {answer}")
                yield f"{precision}: refused"

    @contextlib.contextmanager
    def little_memory(self):
        """Holds all of a CUDA device's memory but two gigabytes."""
        free, _ = torch.cuda.mem_get_info()
        held = torch.empty(max(free - 2 * GIGABYTE, 0), dtype=torch.uint8, device="cuda")
        try:
            yield
        finally:
            del held
            torch.cuda.empty_cache()

    def memory(self):
        large = self.tuned("large", "--batch-size", 256, "--epochs", 1)
        if self.cuda:
            with self.little_memory():
                status, answer = self.run(*large)
            require(status == 0, f"with two gigabytes of the device: {answer.get('error')}")
            classes = [warning["class"] for warning in answer["warnings"]]
            yield f"with two gigabytes of the device: done, {'in parts' if 'reduced' in classes else 'whole'}"
            return
        outcomes = {}
        for limit in (1, 1.25, 16):  # gigabytes of address space, LibTorch included
            status, answer = self.run(*large, "--threads", 1, limit=int(limit * GIGABYTE))
            classes = [warning["class"] for warning in answer.get("warnings", [])]
            clear = status == 0 or (status == 4 and answer["error"]["class"] == "out_of_memory")
            require(clear, f"with {limit} gigabytes: {status}, {answer.get('error')}")
            outcomes[limit] = "refused" if status else "done in parts" if "reduced" in classes else "done"
        require(outcomes[16] == "done", f"with sixteen gigabytes: {outcomes[16]}")
        yield ", ".join(f"{limit} GB: {outcome}" for limit, outcome in outcomes.items())

    def speed(self):
        import anndata
        data = anndata.read_h5ad(self.cells)[:256]
        data.write_h5ad(self.folder / "some.h5ad")
        sizes = {"layers": 12, "width": 512} if self.cuda else {"layers": 2, "width": 64, "vocabulary": 1000}
        checkpoints.scgpt(self.folder / "large model", data.var_names, classes=2, **sizes)
        model, batch = self.folder / "large model", 64 if self.cuda else 32
        tokens = self.good("tokens", self.folder / "some.h5ad", "--model", model, "--cells", ",".join(map(str, range(data.n_obs))))
        for cell in tokens["cells"]:
            cell["name"] = data.obs_names[cell["index"]]
        (self.folder / "tokens.json").write_text(json.dumps(tokens))
        for precision in ("fp32", "bf16") if self.cuda else ("fp32",):
            own = self.good("benchmark", "train", "--input", self.folder / "some.h5ad", "--model", model, "--repeat", 1, "--batch-size", batch,
                            "--adapters", "none", "--freeze", "none", "--device", self.device, "--precision", precision,
                            "--epochs", 2)["benchmarks"][0]
            (self.folder / "steps.json").write_text(json.dumps(own))
            done = subprocess.run([sys.executable, ROOT / "tests/bench/plain_scgpt_training.py", model, self.folder / "tokens.json",
                                   self.folder / "steps.json", str(torch.get_num_threads()), "same", "all", self.device, precision],
                                  capture_output=True, text=True)
            require(done.returncode == 0, f"the plain program: {done.stderr[-1500:]}")
            theirs = json.loads(done.stdout)
            speed = theirs["cells"] / theirs["seconds"]
            yield (f"{sizes['layers']} x {sizes['width']}, minibatches of {batch}, {precision}: {own['cells_per_second']:.4g} cells/s, "
                   f"plain PyTorch {speed:.4g}, times {own['cells_per_second'] / speed:.2f}")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("program")
    arguments.add_argument("device")
    arguments.add_argument("--budget", type=float, default=460.0)
    given = arguments.parse_args()
    start, failed, left_out = time.monotonic(), [], []
    name = torch.cuda.get_device_name() if given.device != "cpu" else "the processor"
    print(f"torch {torch.__version__} on {name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        check = Check(given.program, given.device, pathlib.Path(folder))
        for part in (check.families, check.precision, check.memory, check.speed):
            begin = time.monotonic()
            if begin - start > given.budget:
                left_out.append(part.__name__)
                continue
            try:
                for line in part():
                    print(f"{part.__name__}: {line}", flush=True)
            except Failed as failure:
                failed.append(part.__name__)
                print(f"{part.__name__}: FAILED: {failure}", flush=True)
            print(f"{part.__name__}: {time.monotonic() - begin:.0f} s", flush=True)
    if left_out:
        print(f"left out, because the time was over: {', '.join(left_out)}")
    print(f"{'failed: ' + ', '.join(failed) if failed else 'all good'}, {time.monotonic() - start:.0f} s")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
