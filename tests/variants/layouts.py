"""h5ad files as anndata has written them over the years, and with other matrix layouts: the same cells, another file."""
import itertools

import anndata as ad
import h5py
import numpy as np
import pandas as pd
import scipy.sparse as sp


def take_turns():
    """Every layout in turn, so that a folder of several files has several of them."""
    return itertools.cycle((csc, dense, wide_indices, layout_07, gzipped, layout_06_sparse, layout_06_dense, doubles))


def modern(path, cells, matrix, **options):
    ad.AnnData(matrix, obs=cells.obs.copy(), var=cells.var.copy(), obsm=dict(cells.obsm), uns=dict(cells.uns)).write_h5ad(path, **options)


def csc(path, cells):
    modern(path, cells, sp.csc_matrix(cells.X))


def dense(path, cells):
    modern(path, cells, np.asarray(sp.csr_matrix(cells.X).todense(), dtype=np.float32))


def gzipped(path, cells):
    modern(path, cells, sp.csr_matrix(cells.X), compression="gzip", compression_opts=9)


def doubles(path, cells):
    modern(path, cells, sp.csr_matrix(cells.X).astype(np.float64))


def wide_indices(path, cells):
    """64-bit indices, those of a row in falling order."""
    matrix = sp.csr_matrix(cells.X)
    modern(path, cells, matrix)
    with h5py.File(path, "r+") as file:
        group = file["X"]
        order = np.concatenate([np.arange(b - 1, a - 1, -1) for a, b in itertools.pairwise(matrix.indptr)] or [np.zeros(0, int)]).astype(int)
        for name, values in (("indices", matrix.indices[order].astype(np.int64)), ("indptr", matrix.indptr.astype(np.int64)),
                             ("data", matrix.data[order])):
            del group[name]
            group.create_dataset(name, data=values)


def text(values):
    return np.array([str(v) for v in values], dtype=h5py.string_dtype())


def layout_07(path, cells):
    """anndata 0.7: categories beside the table, referred to by an attribute; no encoding on arrays and strings."""
    matrix = sp.csr_matrix(cells.X)
    with h5py.File(path, "w") as file:
        group = file.create_group("X")
        group.attrs.update({"encoding-type": "csr_matrix", "encoding-version": "0.1.0", "shape": np.array(matrix.shape)})
        for name in ("data", "indices", "indptr"):
            group.create_dataset(name, data=getattr(matrix, name))
        for table, frame in (("obs", cells.obs), ("var", cells.var)):
            group = file.create_group(table)
            group.attrs.update({"encoding-type": "dataframe", "encoding-version": "0.1.0", "_index": "_index"})
            group.attrs["column-order"] = np.array(list(frame.columns), dtype=h5py.string_dtype()) if len(frame.columns) else np.zeros(0)
            group.create_dataset("_index", data=text(frame.index))
            for column in frame:
                values = frame[column]
                if isinstance(values.dtype, pd.CategoricalDtype):
                    names = group.create_dataset(f"__categories/{column}", data=text(values.cat.categories))
                    names.attrs["ordered"] = False
                    group.create_dataset(column, data=values.cat.codes.to_numpy()).attrs["categories"] = names.ref
                else:
                    group.create_dataset(column, data=values.to_numpy() if values.dtype.kind in "iufb" else text(values))


def layout_06(path, cells, sparse):
    """anndata 0.6: compound tables whose first field is the index; categories of a column in uns."""
    matrix = sp.csr_matrix(cells.X).astype(np.float32)
    with h5py.File(path, "w") as file:
        if sparse:
            group = file.create_group("X")
            group.attrs.update({"h5sparse_format": "csr", "h5sparse_shape": np.array(matrix.shape)})
            for name in ("data", "indices", "indptr"):
                group.create_dataset(name, data=getattr(matrix, name))
        else:
            file.create_dataset("X", data=np.asarray(matrix.todense()))
        uns = file.create_group("uns")
        for table, frame in (("obs", cells.obs), ("var", cells.var)):
            fields = [("index", np.array([str(v).encode() for v in frame.index]))]
            for column in frame:
                values = frame[column]
                if isinstance(values.dtype, pd.CategoricalDtype):
                    uns.create_dataset(f"{column}_categories", data=text(values.cat.categories))
                    fields.append((column, values.cat.codes.to_numpy()))
                else:
                    fields.append((column, values.to_numpy() if values.dtype.kind in "iufb" else np.array([str(v).encode() for v in values])))
            rows = np.zeros(len(frame), dtype=[(name, values.dtype) for name, values in fields])
            for name, values in fields:
                rows[name] = values
            file.create_dataset(table, data=rows)


def layout_06_sparse(path, cells):
    layout_06(path, cells, True)


def layout_06_dense(path, cells):
    layout_06(path, cells, False)
