#!/usr/bin/env python3
"""Opens what `lexicell-cli convert` wrote from the format fixtures with real anndata: check_converted.py MANIFEST FOLDER.

FOLDER holds PATH.out for every converted file of the manifest, with + for the slashes of PATH. Each must hold what the manifest
expects (storage form and number type are the writer's choice), everything the original holds where anndata opens that too, and
keep to the rules of the format. Ends with 1 when one does not.
"""
import json
import os
import sys
import warnings

import check_h5ad


def loose(value):
    """Without what another storage form of the same content changes."""
    if not isinstance(value, dict):
        return value
    return {k: loose(v) for k, v in value.items() if not ("storage" in value and k in ("storage", "dtype", "stored"))}


def counts(column):
    return {str(name): int(count) for name, count in column.value_counts().items()}


def describe(adata):
    """What check_h5ad says, and what the manifest asks of 10x files besides."""
    summary = check_h5ad.describe(adata)
    if "gene_ids" in adata.var:
        summary["gene_ids_first"] = [str(name) for name in adata.var["gene_ids"].iloc[:3]]
    if "feature_types" in adata.var:
        summary["feature_types"] = counts(adata.var["feature_types"])
    if "genome" in adata.var:
        summary["genomes"] = counts(adata.var["genome"])
    return summary


def problems(entry, source, written):
    adata, bad = check_h5ad.read(written, True)
    expected, found = loose(entry.get("expect", {})), describe(adata)
    if "feature_types" in expected:  # of the file; those that were not asked for are left out
        expected["feature_types"] = {k: v for k, v in expected["feature_types"].items() if k in found["feature_types"]}
    bad += check_h5ad.compare(expected, found)
    bad += check_h5ad.strict(written)
    # Where refusing would be right as well, anndata is no model: it takes the junk after a NUL for part of a name.
    if entry["kind"] == "h5ad" and entry["outcome"] != "open_or_reject" and entry.get("anndata") in ("opens", "opens with warning"):
        bad += check_h5ad.against(check_h5ad.read(source, False)[0], adata, False)[0]
    return bad


def main():
    manifest, folder = sys.argv[1:]
    with open(manifest, encoding="utf-8") as file:
        entries = json.load(file)["files"]
    good = failed = 0
    for entry in entries:
        written = os.path.join(folder, entry["file"].replace("/", "+") + ".out")
        if not os.path.exists(written):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                bad = problems(entry, os.path.join(os.path.dirname(manifest), entry["file"]), written)
        except Exception as error:
            bad = [f"{type(error).__name__}: {error}"]
        if bad:
            failed += 1
            print(entry["file"], *bad[:4], sep="\n    ")
        else:
            good += 1
    print(f"{good} files agree, {failed} do not")
    return 1 if failed or not good else 0


if __name__ == "__main__":
    sys.exit(main())
