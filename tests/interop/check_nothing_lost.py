#!/usr/bin/env python3
"""Opens files that we wrote with real anndata, and looks for what is gone: check_nothing_lost.py JOBS.json

A job: {"written": PATH, "original": PATH, "warnings": [TEXT, …]}. Real anndata must open what was written, its layout must keep to
the rules of the format, and every element of an original .h5ad must be there, under its name or the one that a warning gives it,
or be named by a warning. Prints one line a failure and ends with 1 when there is one.

Awkward arrays need the package awkward. Where it is missing they are looked at with h5py and taken out before anndata reads.
"""
import json
import os
import shutil
import sys
import warnings

import h5py

import check_h5ad

SLOTS = ("layers", "obsm", "varm", "obsp", "varp", "raw/varm")
try:
    import awkward  # noqa: F401
    AWKWARD = True
except ImportError:
    AWKWARD = False


def encoding(item):
    value = item.attrs.get("encoding-type", "")
    return value.decode() if isinstance(value, bytes) else value


def members(group):
    for name in group:
        try:
            yield name, group[name]
        except (KeyError, OSError, RuntimeError):  # a link that leads nowhere or in a circle
            yield name, None


def elements(group, prefix=""):
    """Full names of what lies in a slot; a slash in a name made groups."""
    for name, item in members(group):
        own = {"csr_matrix": {"data", "indices", "indptr"}, "csc_matrix": {"data", "indices", "indptr"}}
        if item is None or isinstance(item, h5py.Dataset):
            yield prefix + name
            continue
        if not isinstance(item, h5py.Group):
            yield prefix + name
        elif encoding(item) in ("", "dict") and not {"data", "indices", "indptr"} <= set(item) and "h5sparse_format" not in item.attrs:
            yield from elements(item, prefix + name + "/")
        else:
            yield prefix + name
            for inner, below in members(item):
                if inner not in own.get(encoding(item), set(item)):
                    if isinstance(below, h5py.Group) and encoding(below) == "":
                        yield from elements(below, prefix + name + "/" + inner + "/")
                    else:
                        yield prefix + name + "/" + inner


def columns(frame):
    """Names of columns, and of what lies beside them."""
    if isinstance(frame, h5py.Dataset):
        return list(frame.dtype.names[1:])
    index = frame.attrs["_index"]
    listed = [str(c) for c in frame.attrs["column-order"]] if "column-order" in frame.attrs else list(frame)
    tops = {name.split("/")[0] for name in listed} | {str(index), "__categories"}
    return [c for c in listed if c != index and c != "__categories"] + [name for name in frame if name not in tops]


def inventory(path):
    """(slot, name) of all that a file holds."""
    found = []
    with h5py.File(path, "r") as h:
        for slot in SLOTS:
            at = slot if slot in h else slot.replace("/", ".")
            if at in h:
                item = h[at]
                names = list(item.dtype.names or []) if isinstance(item, h5py.Dataset) else elements(item)
                found += [(slot, name) for name in names]
        for slot in ("obs", "var"):
            found += [(slot, name) for name in columns(h[slot])]
        if "uns" in h:
            found += [("uns", name) for name, item in members(h["uns"])]
        if "raw" in h or "raw.X" in h:
            found.append(("", "raw"))
        known = {"X", "layers", "obs", "var", "obsm", "varm", "obsp", "varp", "uns", "raw", "raw.X", "raw.var", "raw.varm"}
        found += [("", name) for name in h if name not in known]
    return found


def storable(name):
    return "_" if name in (".", "..") else name.replace("/", "_")


def lost(job):
    if not h5py.is_hdf5(job["original"]) or not job["original"].endswith(".h5ad"):
        return []
    there = set(inventory(job["written"]))
    said = "\n".join(job["warnings"])
    gone = []
    for slot, name in inventory(job["original"]):
        moved = slot == "uns" and (("obsp", name) in there or name.endswith("_categories"))
        named = f"{slot}/{name}" in said or (slot == "" and (name + " " in said or "/" + name + " " in said)) or f'"{name}" of {slot}' in said
        if not ((slot, name) in there or (slot, storable(name)) in there or named or moved):
            gone.append(f"{slot}/{name} is gone, and no warning names it")
    return gone


def without_awkward(path):
    """What awkward arrays lack, and a copy of the file without them."""
    bad, found = [], []
    with h5py.File(path, "r") as h:
        rows = {slot: len(h[axis][h[axis].attrs["_index"]]) for slot, axis in (("obsm", "obs"), ("varm", "var"))}
        for slot in rows:
            for name, item in members(h[slot]):
                if encoding(item) == "awkward-array":
                    found.append(f"{slot}/{name}")
                    if item.attrs["length"] != rows[slot]:
                        bad.append(f"{slot}/{name}: length {item.attrs['length']} for {rows[slot]} rows")
    if not found or AWKWARD:
        return bad, path
    copy = path + ".without"
    shutil.copy(path, copy)
    with h5py.File(copy, "r+") as h:
        for name in found:
            del h[name]
    return bad, copy


def problems(job):
    bad, readable = without_awkward(job["written"])
    bad += check_h5ad.read(readable, True)[1] + check_h5ad.strict(readable) + lost(job)
    if readable != job["written"]:
        os.remove(readable)
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
            bad = [f"{type(error).__name__}: {str(error)[:300]}"]
        if bad:
            failed += 1
            print(job["written"] + " of " + job["original"], *bad[:6], sep="\n    ")
    print(f"{len(jobs) - failed} of {len(jobs)} files agree")
    return 1 if failed or not jobs else 0


if __name__ == "__main__":
    sys.exit(main())
