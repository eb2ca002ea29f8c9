"""scGPT's cases with other endings of their names; the base case with fewer cells.

Arrays of the base case show all of its cells, the first 20, 8 or 4 of them, or two by number: cells go only from behind the
eighth, so that the shorter ones keep their rows.
"""
import shutil

import anndata as ad
import numpy as np

from arrays import Arrays

PER_CELL = ("bins/deterministic", "bins/edges", "bins/highest", "bins/left", "bins/lowest", "bins/mt_draws", "bins/right",
            "bins/values_half", "bins/values_left", "bins/values_mt", "embedding/X_scGPT_half", "embedding/X_scGPT_left",
            "embedding/X_scGPT_mt", "embedding/cosine_half_vs_mt", "finetune/binned_half", "heads/cell_emb", "pooling/avg_pool_nopad",
            "pooling/avg_pool_padzero", "pooling/avg_valid_only", "pooling/w_pool_nopad", "pooling/w_pool_padzero", "tokens/ids",
            "tokens/raw_values", "tokens/valid", "truncated/X_scGPT_half", "truncated/ids", "truncated/ids_head",
            "truncated/sample_index", "truncated/values_half", "truncated/values_head")
FIRST_CELLS = ("heads/mlm_output", "heads/mvc_output")
THRESHOLD = 0.3


def similarity_loss(vectors):
    """Elastic cell similarity over one minibatch: every cosine of two cells, none of a cell with itself, negative ones as 0."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    cosine = unit @ unit.T
    np.fill_diagonal(cosine, 0)
    return np.mean(1 - (np.maximum(cosine, 0) - THRESHOLD) ** 2)


def rows_of_base(arrays, rng):
    lengths = arrays.read("tokens/valid").sum(1)
    kept = set(range(8)) | {int(cell) for cell in arrays.read("hidden/cells")} | {int(lengths.argmax())}
    free = [cell for cell in range(len(lengths)) if cell not in kept]
    kept |= {int(cell) for cell in rng.choice(free, len(free) // 2, replace=False)}
    return sorted(kept)


def vary_base(source, target, rng, layouts):
    shutil.copytree(source, target)
    with Arrays(source / "expected.h5", target / "expected.h5") as arrays:
        assert abs(similarity_loss(arrays.read("heads/cell_emb_f64")) - arrays.read("heads/loss_ecs_f64")) < 1e-9
        rows = rows_of_base(arrays, rng)
        for name in PER_CELL:
            arrays.take(name, rows)
        for name in FIRST_CELLS:
            shown = len(arrays.read(name))
            arrays.take(name, [row for row in rows if row < shown])
        arrays.replace("hidden/cells", [rows.index(cell) for cell in arrays.read("hidden/cells")])
        for twin in ("heads/loss_ecs", "heads/loss_ecs_f64"):
            arrays.replace(twin, similarity_loss(arrays.read("heads/cell_emb_f64")))
    next(layouts)(target / "input.h5ad", ad.read_h5ad(source / "input.h5ad")[rows].copy())
    return rows


def vary(source, target, rng, layouts):
    target.mkdir()
    rows = vary_base(source / "base", target / "base_other", rng, layouts)
    for case in sorted(source.iterdir()):
        if case.name == "base":
            continue
        if case.is_file():
            shutil.copyfile(case, target / case.name)
        elif case.name == "train_step":
            for step in case.iterdir():
                shutil.copytree(step, target / case.name / f"{step.name}_other")
        elif case.name == "pytorch_names":
            shutil.copytree(case, target / case.name)
        else:
            shutil.copytree(case, target / f"{case.name}_other")
            if (case / "input.h5ad").exists():
                next(layouts)(target / f"{case.name}_other" / "input.h5ad", ad.read_h5ad(case / "input.h5ad"))
    names = source / "pytorch_names/expected.h5"
    with Arrays(names, target / "pytorch_names/expected.h5") as arrays:
        for name in ("fp16/X_scGPT_half", "bf16/X_scGPT_half", "small/X_scGPT_half"):
            arrays.take(name, rows)
