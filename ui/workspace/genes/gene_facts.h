// What is known about a gene without any computation: its names, band and groups, from the tables of its species that come with
// the program, and its place, where the data set tells it.
#pragma once

#include "core/base/result.h"
#include "core/data/dataset.h"

#include <QString>
#include <QStringList>

#include <cstdint>

namespace lexicell::ui {

struct GeneFacts {
    QString symbol;          // approved; empty: the table has no such gene, or several
    QString name;            // in full: "CD3 epsilon subunit of T-cell receptor complex"; empty: not known
    QString ensembl;         // without version
    QString biotype;         // "protein coding"
    QString band;            // "11q23.3"; empty: not known
    QStringList groups;      // "CD molecule CD3e"
    QStringList others;      // aliases and former symbols, in alphabetical order
    QString location;        // "chr11: 118,304,730–118,316,175"; empty: no column of var tells it
    QString species;         // of the table: "human", "mouse"
    bool described = false;  // the program has full names, bands and groups of this species
};

// Of a gene of the data set; reads the tables on first use, so it is for the worker. Error classes: those of genes::GeneTable.
Result<GeneFacts> geneFacts(const data::Dataset &dataset, std::int64_t gene);

}  // namespace lexicell::ui
