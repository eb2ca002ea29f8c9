#!/usr/bin/env python3
"""Marker genes and gene scores that lexicell-cli wrote, beside scanpy's own: check_markers.py IN.h5ad WRITTEN.h5ad TABLE.csv OPTIONS

OPTIONS: JSON with groupby, reference, group (may be empty), method, tie_correct, and for scores: genes, column (or null). scanpy
reads the entry, plots it, and computes the same on its own. Prints one line a difference and ends with 1 when there is one.
"""
import json
import sys
import warnings

import matplotlib

matplotlib.use("Agg")
import anndata as ad  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import scanpy as sc  # noqa: E402

warnings.simplefilter("ignore")


def normalized(path):
    data = ad.read_h5ad(path)
    data.X = data.X.astype(np.float64)
    sc.pp.normalize_total(data, target_sum=1e4)
    sc.pp.log1p(data)
    return data


def plots(written):
    """Every plot of rank_genes_groups that scanpy has for a table."""
    for plot in (sc.pl.rank_genes_groups, sc.pl.rank_genes_groups_dotplot, sc.pl.rank_genes_groups_matrixplot,
                 sc.pl.rank_genes_groups_stacked_violin, sc.pl.rank_genes_groups_heatmap, sc.pl.rank_genes_groups_tracksplot):
        options = {} if plot is sc.pl.rank_genes_groups else {"dendrogram": False}
        plot(written, n_genes=4, show=False, **options)
        plt.close("all")
    sc.pl.rank_genes_groups_violin(written, n_genes=4, show=False, use_raw=False)
    plt.close("all")


def compared(mine, theirs, group):
    bad = []
    mine, theirs = mine.set_index("names"), theirs.set_index("names").loc[list(mine["names"])]
    for column, rtol, atol in (("scores", 1e-5, 1e-5), ("logfoldchanges", 1e-4, 1e-5), ("pct_nz_group", 1e-6, 0)):
        a, b = mine[column].to_numpy(float), theirs[column].to_numpy(float)
        if not np.allclose(a, b, rtol=rtol, atol=atol):
            bad.append(f"{group} {column}: up to {np.abs(a - b).max()}")
    for column in ("pvals", "pvals_adj"):
        a, b = (np.log10(np.maximum(frame[column].to_numpy(float), 1e-300)) for frame in (mine, theirs))
        if not np.allclose(a, b, rtol=1e-4, atol=1e-6):
            bad.append(f"{group} {column}: log10 up to {np.abs(a - b).max()}")
    return bad


def check_markers(source, written, table, options):
    own = normalized(source)
    own.X = own.X.astype(np.float32)  # as the program: computed in double, rounded once
    groups = {"groups": [options["group"]]} if options["group"] else {}
    tie = {"tie_correct": options["tie_correct"]} if options["method"] == "wilcoxon" else {}
    sc.tl.rank_genes_groups(own, options["groupby"], method=options["method"], reference=options["reference"], pts=True,
                            **groups, **tie)
    bad = []
    for group in own.uns["rank_genes_groups"]["names"].dtype.names:
        entry = sc.get.rank_genes_groups_df(written, group)
        bad += compared(entry, sc.get.rank_genes_groups_df(own, group), group)
        lines = table[table["group"].astype(str) == group].reset_index(drop=True)
        if list(lines["names"]) != list(entry["names"]) or not np.allclose(lines["scores"], entry["scores"], rtol=1e-5):
            bad.append(f"{group}: the table and the entry differ")
        if options["reference"] == "rest" and not np.allclose(lines["pct_nz_reference"], entry["pct_nz_reference"]):
            bad.append(f"{group}: shares of the rest differ")
    return bad


def check_scores(source, written, options):
    own = normalized(source)
    sc.tl.score_genes(own, options["genes"], score_name="own", random_state=0)
    if np.allclose(own.obs["own"], written.obs[options["column"]], atol=1e-9):
        return []
    return [f"scores: up to {np.abs(own.obs['own'] - written.obs[options['column']]).max()}"]


def main():
    source, path, csv, options = *sys.argv[1:4], json.loads(sys.argv[4])
    written = ad.read_h5ad(path)
    if options.get("column"):
        bad = check_scores(source, written, options)
    else:
        table = pd.read_csv(csv)
        plots(written)
        bad = check_markers(source, written, table, options) if options["method"] != "pseudobulk" else []
    print(*bad, sep="\n")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
