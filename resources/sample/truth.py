"""What is known of the simulated sample, as files for the commands in the README: truth.py SAMPLE.h5ad FOLDER. Writes truth.gmt,
the genes of every module and the markers of every cell type, and held.h5ad, the sample with a column `held` that is "yes" for
cells with two genes knocked out."""
import json
import pathlib
import sys

import anndata

sample, folder = anndata.read_h5ad(sys.argv[1]), pathlib.Path(sys.argv[2])
truth = json.loads(sample.uns["lexicell_truth"])
sets = [(module["name"], module["loadings"]) for module in truth["modules"]]
sets += [(f"markers of {kind['name']}", kind["markers"]) for kind in truth["cell_types"]]
folder.mkdir(parents=True, exist_ok=True)
(folder / "truth.gmt").write_text("".join("\t".join([name, "simulated", *genes]) + "\n" for name, genes in sets))
pairs = {pair["perturbation"] for pair in truth["pairs"]}
sample.obs["held"] = sample.obs["perturbation"].isin(pairs).map({True: "yes", False: "no"}).astype("category")
sample.write_h5ad(folder / "held.h5ad")
