"""The scEMB-style cases with other names, cells and columns of the inputs in another order. All cells stay: the mean states
depend on every one of them."""
import shutil

import anndata as ad

from arrays import Arrays

PER_CELL = ("cell_ids", "states", "embedding", "tokens/gene_ids", "tokens/bins_quantile", "tokens/bins_equal_width",
            "tokens/n_tokens", "tokens/n_detected_in_vocabulary", "tokens/log1p_cpm")


def vary_case(source, target, rng, layouts):
    shutil.copytree(source, target)
    counts = ad.read_h5ad(source / "input.h5ad")
    rows = [int(row) for row in rng.permutation(counts.n_obs)]
    columns = [int(column) for column in rng.permutation(counts.n_vars)]
    place = {old: new for new, old in enumerate(rows)}
    with Arrays(source / "expected.h5", target / "expected.h5") as arrays:
        for name in PER_CELL:
            arrays.take(name, rows)
        arrays.take("tokens/log1p_cpm", columns, axis=1)
        for name in ("mlm/cells", "deletion/cells_a"):
            arrays.replace(name, [place[cell] for cell in arrays.read(name)])
        arrays.file["hidden"].attrs["cell"] = place[int(arrays.file["hidden"].attrs["cell"])]
    next(layouts)(target / "input.h5ad", counts[rows, columns].copy())


def vary(source, target, rng, layouts):
    target.mkdir()
    shutil.copytree(source / "broken", target / "broken")
    cases = sorted(folder for folder in source.iterdir() if (folder / "config.json").exists() and (folder / "expected.h5").exists())
    for number, case in enumerate(cases):
        vary_case(case, target / f"case{number + 1}", rng, layouts)
