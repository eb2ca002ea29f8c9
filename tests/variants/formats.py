"""Format fixtures made anew: other cells, other sizes, other names of files, and a manifest that says what they hold.

What must be refused, and what opens with a warning, is copied from the source as it is.
"""
import gzip
import json
import pathlib
import shutil
import sys

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.io
import scipy.sparse as sp

import layouts

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "interop"))
import check_h5ad  # noqa: E402


# Real symbols: which of a table's two sides are the genes is told by them.
SYMBOLS = """CD3D CD3E CD4 CD8A CD8B CD19 MS4A1 CD79A CD79B NKG7 GNLY GZMB GZMK PRF1 FCGR3A CD14 LYZ S100A8 S100A9 CST3 FCER1A PPBP
PF4 IL7R CCR7 SELL LEF1 TCF7 FOXP3 IL2RA CTLA4 PDCD1 LAG3 TIGIT HLA-DRA HLA-DRB1 HLA-A HLA-B HLA-C B2M ACTB GAPDH RPL3 RPS8 EEF1A1
TMSB4X MALAT1 NEAT1 MT-CO1 MT-ND1 IFIT1 ISG15 STAT1 IRF7 JUN FOS CD69 NFKBIA TNF IL1B CXCL8 CCL5""".split()


def block(rng, cells, genes):
    counts = rng.poisson(rng.gamma(0.4, 6.0, (cells, genes))).astype(np.float32)
    counts[0, 0] += 1
    names = [str(name) for name in rng.permutation(SYMBOLS)[:genes]]
    barcodes = ["".join(rng.choice(list("ACGT"), 16)) + "-1" for _ in range(cells)]
    obs = pd.DataFrame({"cell_type": pd.Categorical(rng.choice(["B", "T γδ", "NK"], cells)), "score": rng.normal(size=cells),
                        "passed": rng.random(cells) < 0.5}, index=barcodes)
    return ad.AnnData(sp.csr_matrix(counts), obs=obs, var=pd.DataFrame(index=names))


class Folder:
    def __init__(self, path):
        self.path = path
        self.entries = []

    def place(self, name):
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        return self.path / name

    def add(self, name, kind, data, what, outcome="open", keys=("n_obs", "n_vars", "obs_names", "var_names", "X"), **more):
        described = check_h5ad.describe(data)
        expect = {key: described[key] for key in keys or described}
        if keys:
            for key in ("storage", "dtype", "stored"):
                expect["X"].pop(key, None)
        expect.update(more.pop("expect_more", {}))
        self.entries.append({"file": name, "kind": kind, "what": what, "outcome": outcome, "expect": expect, **more})

    def add_h5ad(self, name, what, **more):
        with check_h5ad.warnings.catch_warnings():
            check_h5ad.warnings.simplefilter("ignore")
            data = ad.read_h5ad(self.path / name)
        self.add(name, "h5ad", data, what, keys=None, anndata="opens", **more)


def add_h5ads(folder, data, rng):
    for number, write in enumerate((layouts.csc, layouts.dense, layouts.gzipped, layouts.doubles)):
        name = f"h5ad/today_{number}.h5ad"
        write(folder.place(name), data)
        folder.add_h5ad(name, "a layout of today")
    for dtype in ("int32", "uint16", "int64", "uint8"):
        name = f"h5ad/whole_{dtype}.h5ad"
        layouts.modern(folder.place(name), data, np.minimum(sp.csr_matrix(data.X).todense().A, 255).astype(dtype))
        folder.add_h5ad(name, f"dense {dtype}")
    for number, write in enumerate((layouts.layout_07, layouts.layout_06_sparse, layouts.layout_06_dense)):
        name = f"h5ad/old_{number}.h5ad"
        write(folder.place(name), data)
        folder.add_h5ad(name, "an old layout")
    more = data.copy()
    more.layers["counts"] = sp.csc_matrix(data.X)
    more.obsm["X_pca"] = rng.normal(size=(data.n_obs, 7))
    more.obsm["X_umap"] = rng.normal(size=(data.n_obs, 2)).astype(np.float32)
    more.varm["loadings"] = rng.normal(size=(data.n_vars, 3))
    more.obsp["distances"] = sp.random(data.n_obs, data.n_obs, 0.1, format="csr", rng=rng)
    more.uns["lists"] = {"a": np.arange(5), "b": "text", "c": np.array(["x", "y"])}
    more.raw = data
    more.write_h5ad(folder.place("h5ad/everything.h5ad"))
    folder.add_h5ad("h5ad/everything.h5ad", "layers, obsm, varm, obsp, uns and raw")
    for cells, genes in ((1, 5), (6, 1), (1, 1)):
        name = f"h5ad/small_{cells}x{genes}.h5ad"
        block(rng, cells, genes).write_h5ad(folder.place(name))
        folder.add_h5ad(name, "few cells or genes")


def write_10x(path, data, types, genomes):
    matrix = sp.csc_matrix(sp.csr_matrix(data.X).T)
    with h5py.File(path, "w") as file:
        group = file.create_group("matrix")
        fill_10x(group, matrix, data)
        features = group.create_group("features")
        columns = {"id": [f"ENSG{i:011d}" for i in range(7, 7 + data.n_vars)], "name": data.var_names, "feature_type": types, "genome": genomes}
        for name, values in columns.items():
            features.create_dataset(name, data=np.array([str(v).encode() for v in values]))


def fill_10x(group, matrix, data):
    group.create_dataset("data", data=matrix.data.astype(np.int32))
    group.create_dataset("indices", data=matrix.indices.astype(np.int64))
    group.create_dataset("indptr", data=matrix.indptr.astype(np.int64))
    group.create_dataset("shape", data=np.array(matrix.shape, np.int32))
    group.create_dataset("barcodes", data=np.array([name.encode() for name in data.obs_names]))


def add_10x(folder, data):
    genes, expression = data.n_vars, "Gene Expression"
    write_10x(folder.place("tenx/plain.h5"), data, [expression] * genes, ["GRCh38"] * genes)
    folder.add("tenx/plain.h5", "10x_h5", data, "v3")
    types = [expression] * (genes - 9) + ["Antibody Capture"] * 4 + ["Custom"] * 5
    write_10x(folder.place("tenx/types.h5"), data, types, ["GRCh38"] * genes)
    folder.add("tenx/types.h5", "10x_h5", data[:, : genes - 9], "v3, three feature types",
               expect_more={"feature_types": {t: types.count(t) for t in set(types)}})
    genomes = ["GRCh38"] * (genes - 12) + ["mm39"] * 12
    write_10x(folder.place("tenx/genomes.h5"), data, [expression] * genes, genomes)
    folder.add("tenx/genomes.h5", "10x_h5", data, "v3, two genomes", expect_more={"genomes": {g: genomes.count(g) for g in set(genomes)}})
    for name, split in (("old.h5", {"hg38": slice(None)}), ("old_genomes.h5", {"hg38": slice(0, 8), "mm39": slice(8, None)})):
        with h5py.File(folder.place("tenx/" + name), "w") as file:
            for genome, columns in split.items():
                part = data[:, columns]
                group = file.create_group(genome)
                fill_10x(group, sp.csc_matrix(sp.csr_matrix(part.X).T), part)
                group.create_dataset("genes", data=np.array([f"ENSG{i:011d}".encode() for i in range(part.n_vars)]))
                group.create_dataset("gene_names", data=np.array([v.encode() for v in part.var_names]))
    folder.add("tenx/old.h5", "10x_h5", data, "v2")
    folder.add("tenx/old_genomes.h5", "10x_h5", data[:, :8], "v2, two genomes", outcome="open_or_reject",
               error={"class": "choice_needed", "mention": ["hg38", "mm39"]})


def add_mtx(folder, data, compressed):
    name = "mtx/compressed" if compressed else "mtx/plain"
    place = folder.place(name + "/x").parent

    def write(file, content):
        if compressed:
            (place / (file + ".gz")).write_bytes(gzip.compress(content))
        else:
            (place / file).write_bytes(content)

    scipy.io.mmwrite(place / "m.mtx", sp.coo_matrix(sp.csr_matrix(data.X).T.astype(int)))
    write("matrix.mtx", (place / "m.mtx").read_bytes())
    (place / "m.mtx").unlink()
    write("barcodes.tsv", "".join(n + "\n" for n in data.obs_names).encode())
    write("features.tsv", "".join(f"ENSG{i:011d}\t{n}\tGene Expression\n" for i, n in enumerate(data.var_names)).encode())
    folder.add(name, "10x_mtx", data, "a folder of 10x")


def add_tables(folder, data):
    table = pd.DataFrame(sp.csr_matrix(data.X).todense().A.astype(int), index=data.obs_names, columns=data.var_names)
    for name, kind, frame, orientation, separator in (("cells.csv", "csv", table, "cells_in_rows", ","),
                                                      ("genes.tsv", "tsv", table.T, "genes_in_rows", "\t"),
                                                      ("genes.tsv.gz", "tsv", table.T, "genes_in_rows", "\t")):
        frame.to_csv(folder.place("tables/" + name), sep=separator)
        folder.add("tables/" + name, kind, data, orientation, orientation=orientation)


def add_loom(folder, data):
    with h5py.File(folder.place("loom/cells.loom"), "w") as file:
        dense = np.asarray(sp.csr_matrix(data.X).todense())
        file.create_dataset("matrix", data=dense.T, compression="gzip")
        file.create_dataset("layers/spliced", data=(dense.T // 2).astype(np.int16))
        for group, name, values in (("col_attrs", "CellID", data.obs_names), ("col_attrs", "Cluster", data.obs["cell_type"]),
                                    ("row_attrs", "Gene", data.var_names), ("row_attrs", "Accession", [f"E{i}" for i in range(data.n_vars)])):
            file.create_dataset(f"{group}/{name}", data=np.array([str(v) for v in values], dtype=h5py.string_dtype()))
        file.create_group("attrs").create_dataset("LOOM_SPEC_VERSION", data="3.0.0")
    folder.add("loom/cells.loom", "loom", data, "spec 3", expect_more={"obs_columns": ["Cluster"]})


def copy_odd_ones(source, folder):
    """Entries of the source's manifest that are refused or warned about, with their files and folders."""
    for entry in json.loads((source / "manifest.json").read_text(encoding="utf-8"))["files"]:
        if entry["outcome"] not in ("reject", "warn"):
            continue
        target = folder.place(entry["file"])
        if (source / entry["file"]).is_dir():
            shutil.copytree(source / entry["file"], target)
        else:
            shutil.copyfile(source / entry["file"], target)
        folder.entries.append(entry)


def vary(source, target, rng, _layouts):
    target.mkdir()
    folder = Folder(target)
    data = block(rng, int(rng.integers(20, 40)), int(rng.integers(41, 60)))
    add_h5ads(folder, data, rng)
    add_10x(folder, data)
    for compressed in (True, False):
        add_mtx(folder, data, compressed)
    add_tables(folder, data)
    add_loom(folder, data)
    copy_odd_ones(source, folder)
    (target / "manifest.json").write_text(json.dumps({"files": folder.entries}, indent=1, ensure_ascii=False), encoding="utf-8")
