#!/usr/bin/env python3
"""Opens many h5ad files that we wrote with real anndata, in one process: check_written.py JOBS.json

A job: {"written": PATH, "original": PATH or null, "expect": {...} or null, "scanpy": bool}. Prints one line a failure and
ends with 1 when there is one. What is compared is check_h5ad.py's business.
"""
import json
import sys
import warnings

import check_h5ad


def problems(job):
    adata, bad = check_h5ad.read(job["written"], True)
    bad += check_h5ad.strict(job["written"])
    if job.get("expect"):
        bad += check_h5ad.compare(job["expect"], check_h5ad.describe(adata))
    if job.get("original"):
        bad += check_h5ad.against(check_h5ad.read(job["original"], False)[0], adata, False)[0]
    if job.get("scanpy"):
        bad += check_h5ad.scanpy_runs(adata)
    return bad


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        jobs = json.load(file)
    failed = 0
    for job in jobs:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                bad = problems(job)
        except Exception as error:
            bad = [f"{type(error).__name__}: {error}"]
        if bad:
            failed += 1
            print(job["written"], *bad[:4], sep="\n    ")
    print(f"{len(jobs) - failed} of {len(jobs)} files agree")
    return 1 if failed or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
