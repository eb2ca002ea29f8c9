#!/usr/bin/env python3
"""Makes pbmc3k.h5ad, the bundled sample of real cells. See README.md beside this file.

    make_pbmc3k.py pbmc3k_2638x13714_counts.h5ad pbmc3k.h5ad

The input holds the raw counts of 10x Genomics' PBMC 3k data (2,638 cells x 13,714 genes), the nine cell types and the clusters
that Seurat's tutorial gives these cells, and its UMAP layout, as the R package clustifyr publishes them (README.md says how the
counts were recovered from its log-normalised values). Nothing is computed here: the parts are checked and written again, small; the genes stand in another order than in the input.
Needs Python with h5py and numpy; the same versions write the same bytes.
"""
import json
import sys

import h5py
import numpy as np

SOURCE = {
    "title": "3k PBMCs from a Healthy Donor (10x Genomics), types as published with clustifyr",
    "cells": "10x Genomics, PBMC 3k, Cell Ranger 1.1.0; CC BY 4.0",
    "labels": "clustifyr (github.com/rnabioco/clustifyr), data/pbmc_meta.rda; MIT",
    "layout": "X_umap: UMAP of Seurat as published with clustifyr; not computed by Lexicell",
}


def packed(group, name, values):
    """gzip behind the shuffle filter: the high bytes of small numbers lie together."""
    group.create_dataset(name, data=values, chunks=(min(len(values), 1 << 18),) + values.shape[1:], compression="gzip",
                         compression_opts=9, shuffle=True, track_times=False)


def text(group, name, value):
    node = group.create_dataset(name, data=value, dtype=h5py.string_dtype(), track_times=False)
    node.attrs["encoding-type"] = "string"
    node.attrs["encoding-version"] = "0.2.0"


def names(group, name, values):
    """Of one length, because HDF5 compresses no others."""
    encoded = [value.encode() for value in values]
    kind = h5py.string_dtype("utf-8", max(map(len, encoded)))
    node = group.create_dataset(name, data=np.array(encoded, dtype=kind), compression="gzip", compression_opts=9,
                                track_times=False)
    node.attrs["encoding-type"] = "string-array"
    node.attrs["encoding-version"] = "0.2.0"


def mark(node, kind, version, **more):
    node.attrs["encoding-type"] = kind
    node.attrs["encoding-version"] = version
    for key, value in more.items():
        node.attrs[key] = value


def frame(root, name, index, categories):
    group = root.create_group(name, track_order=False)
    mark(group, "dataframe", "0.2.0", _index="_index")
    # An empty list of columns has no type of its own.
    group.attrs["column-order"] = np.array(list(categories), dtype=h5py.string_dtype())
    names(group, "_index", index)
    for column, (labels, codes) in categories.items():
        node = group.create_group(column)
        mark(node, "categorical", "0.2.0", ordered=False)
        names(node, "categories", labels)
        codes = node.create_dataset("codes", data=codes.astype(np.int8), compression="gzip", track_times=False)
        mark(codes, "array", "0.2.0")


def decoded(values):
    return [value.decode() if isinstance(value, bytes) else str(value) for value in values]


def by_frequency(data, indices, indptr, genes):
    """Genes seen in more cells come first: neighbouring indices then differ little, which is what makes the file small."""
    order = np.argsort(-np.bincount(indices, minlength=genes), kind="stable")
    place = np.empty(genes, dtype=np.int32)
    place[order] = np.arange(genes, dtype=np.int32)
    indices = place[indices]
    for begin, end in zip(indptr[:-1], indptr[1:]):
        row = np.argsort(indices[begin:end])
        indices[begin:end], data[begin:end] = indices[begin:end][row], data[begin:end][row]
    return data, indices, order


def main(source, target):
    with h5py.File(source) as old, h5py.File(target, "w", libver=("earliest", "v110")) as new:
        mark(new, "anndata", "0.1.0")
        x = old["X"]
        shape = [int(n) for n in x.attrs["shape"]]
        data, indices, indptr = x["data"][:], x["indices"][:], x["indptr"][:]
        assert shape == [2638, 13714] and np.all(data == np.round(data)) and data.min() > 0
        data, indices, order = by_frequency(data.astype(np.float32), indices, indptr, shape[1])
        group = new.create_group("X")
        mark(group, "csr_matrix", "0.1.0", shape=np.array(shape, dtype=np.int64))
        packed(group, "data", data)
        packed(group, "indices", indices.astype(np.int32))
        packed(group, "indptr", indptr.astype(np.int32))
        columns = {}
        for column in ("cell_type", "seurat_clusters"):
            node = old["obs"][column]
            columns[column] = (decoded(node["categories"][:]), node["codes"][:])
        assert len(columns["cell_type"][0]) == 9
        frame(new, "obs", decoded(old["obs"][old["obs"].attrs["_index"]][:]), columns)
        genes = decoded(old["var"][old["var"].attrs["_index"]][:])
        frame(new, "var", [genes[i] for i in order], {})
        obsm = new.create_group("obsm")
        mark(obsm, "dict", "0.1.0")
        packed(obsm, "X_umap", old["obsm/X_umap"][:].astype(np.float32))
        mark(obsm["X_umap"], "array", "0.2.0")
        uns = new.create_group("uns")
        mark(uns, "dict", "0.1.0")
        text(uns, "title", SOURCE["title"])
        text(uns, "source", json.dumps(SOURCE))
        for part in ("layers", "obsp", "varm", "varp"):
            mark(new.create_group(part), "dict", "0.1.0")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
