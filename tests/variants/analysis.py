"""Reference values for other simulated cells, made by the script of the small analysis fixtures with other settings."""
import json
import pathlib
import sys

import anndata as ad
import h5py

import layouts as h5ad

SMALL = pathlib.Path(__file__).resolve().parent.parent / "fixtures/analysis"
sys.path.insert(0, str(SMALL))
import make_small  # noqa: E402


def counts_in_a_layer(path, cells):
    """X is something else; the counts are a layer, by columns."""
    other = cells.copy()
    other.layers["raw_counts"] = h5ad.sp.csc_matrix(cells.X)
    other.X = h5ad.sp.csr_matrix(cells.X) * 0.5
    other.write_h5ad(path, compression="lzf")


def make(target, number, rng):
    """One root group with its data file."""
    folder = target / f"part{number}"
    folder.mkdir()
    make_small.HERE = str(folder)
    make_small.SEED = int(rng.integers(2**31))
    make_small.CELLS, make_small.GENES, make_small.TYPES = int(rng.integers(300, 360)), int(rng.integers(700, 900)), 4
    make_small.TOP, make_small.COMPONENTS, make_small.K = 180, 12, 12
    make_small.DISTANCES = (0.3,)
    make_small.main()
    cells = ad.read_h5ad(folder / "counts.h5ad")
    (folder / "counts.h5ad").unlink()
    return folder, cells


def vary(_source, target, rng, _layouts):
    target.mkdir()
    folder, cells = make(target, 1, rng)
    index = {}
    with h5py.File(folder / "expected.h5") as made, h5py.File(target / "expected.h5", "w") as file:
        # The same values for the cells in three files: each must be read alike.
        for name, write in (("columns", counts_in_a_layer), ("old", h5ad.layout_06_sparse), ("filled", h5ad.dense)):
            write(target / f"{name}.h5ad", cells)
            made.copy("sim", file, name=name)
            file[name].attrs["path"] = f"{name}.h5ad"
            file[name].attrs["layer"] = "raw_counts" if name == "columns" else "X"
            if name != "columns":  # what does not read the counts is compared once
                for group in ("leiden", "umap_quality", "umap_graph", "knn"):
                    del file[name][group]
            for array, entry in json.loads((folder / "index.json").read_text()).items():
                index[array.replace("sim/", name + "/", 1)] = entry
        file.attrs["versions"] = made.attrs["versions"]
    (target / "index.json").write_text(json.dumps(index, indent=1), encoding="utf-8")
    for file in folder.iterdir():
        file.unlink()
    folder.rmdir()
