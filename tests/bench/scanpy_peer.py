#!/usr/bin/env python3
"""The rows of `lexicell-cli benchmark` in scanpy, same parameters, same process for all: scanpy_peer.py INPUT.h5ad REPEAT ROW...
The row markers_illico is that of markers in illico, which makes the same test with a compiled extension.

Prints one JSON list: name, seconds (the best run; the first compiles numba's kernels), first_seconds, peak_memory_mb.
Threads come from the environment (NUMBA_NUM_THREADS, OMP_NUM_THREADS), so that both programs get as many.
"""
import json
import os
import sys
import time
import warnings

warnings.simplefilter("ignore")
import anndata  # noqa: E402
import scanpy as sc  # noqa: E402

path, repeat, names = sys.argv[1], int(sys.argv[2]), sys.argv[3:]
state = {}


def forget_peak_memory():
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak_memory_mb():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmHWM:")) / 1024


def open_():
    anndata.read_h5ad(path, backed="r").file.close()


def read():
    state["counts"] = anndata.read_h5ad(path)


def pca():
    adata = state["counts"].copy()
    sc.pp.normalize_total(adata, target_sum=1e4)
    sc.pp.log1p(adata)
    sc.pp.highly_variable_genes(adata, flavor="seurat", n_top_genes=2000)
    sc.pp.pca(adata, n_comps=50)
    state["adata"] = adata


def neighbors():
    sc.pp.neighbors(state["adata"], n_neighbors=15)


def umap():
    sc.tl.umap(state["adata"], min_dist=0.5)


def leiden():
    sc.tl.leiden(state["adata"], resolution=1.0, n_iterations=-1)


def analyze():
    pca(), neighbors(), umap(), leiden()


def markers():
    sc.tl.rank_genes_groups(state["adata"], "leiden", method="wilcoxon", tie_correct=True, pts=True)


def markers_illico():
    import illico

    illico.asymptotic_wilcoxon(state["adata"], is_log1p=True, group_keys="leiden", use_continuity=False, tie_correct=True,
                               n_threads=int(os.environ["NUMBA_NUM_THREADS"]), return_as_scanpy=True)


rows = {"open": open_, "read": read, "pca": pca, "neighbors": neighbors, "umap": umap, "leiden": leiden, "analyze": analyze,
        "markers": markers, "markers_illico": markers_illico}
table = []
for name in names:
    forget_peak_memory()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        rows[name]()
        times.append(time.perf_counter() - start)
    table.append({"name": name, "seconds": min(times), "first_seconds": times[0], "peak_memory_mb": peak_memory_mb()})
print(json.dumps({"version": sc.__version__, "rows": table}))
