"""Exceiver's cases with other names, fewer cells in another order, other columns in the inputs.

Arrays that show single cells show cell 0, or 0 and 1: these stay in front. The scaler that is fitted on the cells is fitted
anew, in float64.
"""
import shutil

import anndata as ad
import numpy as np
import scipy.sparse as sp

from arrays import Arrays

PER_CELL = ("cell_ids", "labels", "inference/encoder_attention_mean_over_latents", "inference/encoder_latents", "inference/latents",
            "inference/predicted", "inference/class_logits", "inference/class_probabilities", "preprocess/gene_values_f32",
            "preprocess/key_bias_f32", "preprocess/normalised_f32", "preprocess/refit_gene_values_f32", "training/final_embedding")


def aligned(cells, genes):
    """Counts of the model's genes, [cells x genes], 0 where the file lacks the gene."""
    place = {name: i for i, name in reversed(list(enumerate(cells.var_names)))}
    counts = np.asarray(sp.csr_matrix(cells.X).todense(), dtype=np.float64)
    zero = np.zeros(len(counts))
    return np.stack([counts[:, place[gene]] if gene in place else zero for gene in genes], axis=1)


def refit(arrays, cells):
    counts = aligned(cells, [gene.decode() for gene in arrays.read("genes")])
    values = np.log1p(counts * 1e4 / counts.sum(1, keepdims=True))
    mean, scale = values.mean(0), values.std(0)
    scale[scale < 10 * np.finfo(np.float64).eps] = 1.0
    return mean, scale, np.minimum((values - mean) / scale, 10.0) + 1.0


def vary_case(source, target, rng, layouts):
    shutil.copytree(source, target)
    counts = ad.read_h5ad(source / "input.h5ad")
    with Arrays(source / "expected.h5", target / "expected.h5") as arrays:
        mean, _, values = refit(arrays, counts)
        assert np.allclose(mean, arrays.read("preprocess/refit_scaler_mean"), atol=1e-6)
        assert np.allclose(values, arrays.read("preprocess/refit_gene_values_f32"), atol=2e-4)
        rows = [0, 1, *(int(row) for row in rng.permutation(np.arange(2, counts.n_obs))[:-2])]
        counts = counts[rows].copy()
        for name in PER_CELL:
            arrays.take(name, rows)
        for name in arrays.names():
            if name.startswith("knockout/") and "class_probabilities" in name:
                arrays.replace(name, arrays.read(name)[rows])
            elif name.startswith("knockout/") and name.rsplit("/", 1)[1].startswith(("cosine_shift", "embedding", "gene_values")):
                arrays.replace(name, arrays.read(name)[:, rows])
        mean, scale, values = refit(arrays, counts)
        arrays.replace("preprocess/refit_scaler_mean", mean)
        arrays.replace("preprocess/refit_scaler_scale", scale)
        arrays.replace("preprocess/refit_gene_values_f32", values)
        capped = int((arrays.read("preprocess/gene_values_f32") == 11).sum())
        arrays.file["preprocess"].attrs["clipped_values"] = capped
    next(layouts)(target / "input.h5ad", counts[:, rng.permutation(counts.n_vars)].copy())


def vary(source, target, rng, layouts):
    target.mkdir()
    shutil.copytree(source / "broken", target / "broken")
    for kind in ("base_", "classifier_"):
        for number, case in enumerate(sorted(source.glob(kind + "*"))):
            vary_case(case, target / f"{kind}other{number + 1}", rng, layouts)
    real = source / "real_checkpoints"
    if real.exists():  # its cells the other way round
        (target / real.name).mkdir()
        with Arrays(real / "expected.h5", target / real.name / "expected.h5") as arrays:
            for name in arrays.names():
                arrays.replace(name, arrays.read(name)[::-1])
