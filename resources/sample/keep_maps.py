#!/usr/bin/env python3
"""Keeps of an analyzed h5ad what the sample opens with: both maps, their clusters and how they were made.

    keep_maps.py analyzed.h5ad lexicell_sample_maps.h5ad

The window adds it to lexicell_sample.h5ad, whose cells it has. Needs Python with h5py.
"""
import sys

import h5py

KEPT = {
    "obs": ("leiden", "leiden_scGPT"),
    "obsm": ("X_umap", "X_umap_scGPT"),
    "uns": ("lexicell", "umap", "X_umap_scGPT", "leiden", "leiden_scGPT"),
}


def main(source, target):
    with h5py.File(source) as whole, h5py.File(target, "w", libver=("earliest", "v110")) as maps:
        for name, value in whole.attrs.items():
            maps.attrs[name] = value
        for part in ("obs", "var", "obsm", "uns", "layers", "obsp", "varm", "varp"):
            group = maps.create_group(part)
            for name, value in whole[part].attrs.items():
                group.attrs[name] = value
            kept = KEPT.get(part, ())
            if part in ("obs", "var"):
                kept += (whole[part].attrs["_index"],)
                columns = [name for name in whole[part].attrs["column-order"] if name in kept]
                group.attrs["column-order"] = h5py.Empty(h5py.string_dtype()) if not columns else columns
            for name in kept:
                whole.copy(whole[part][name], group, name)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
