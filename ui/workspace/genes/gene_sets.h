// Named sets of genes that a person keeps with the project: markers, a pathway, the genes of a module, a list to knock out.
//
// Names of genes are kept as they were given and are looked up when they are used, because a set may also name genes that the
// open data lack. applyEdit() is a pure function of sets and edit, so that a journal can be replayed.
#pragma once

#include "core/base/result.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <vector>

namespace lexicell::ui {

struct GeneSet {
    QString name;       // one line, not empty, unlike all others
    QStringList genes;  // each once, in the order they were added
    QString note;       // one line; the description in a GMT file
    bool operator==(const GeneSet &) const = default;
};
using GeneSets = std::vector<GeneSet>;  // in the order they were made

struct GeneSetEdit {
    enum class Kind {
        Create,  // `sets`, one or those of a file
        Remove,
        Rename,       // `set` becomes `to`
        AddGenes,     // those of `genes` that it lacks
        RemoveGenes,  // those of `genes` that it has
        Note,         // `to` is the note of `set`
    };
    Kind kind = Kind::Create;
    QString set;
    QString to;
    QStringList genes;
    GeneSets sets;
};

const GeneSet *findSet(const GeneSets &sets, const QString &name);  // null: there is none
QString freeSetName(const GeneSets &sets, const QString &wanted);   // "markers", or "markers 2" where that is taken

// What the history list and the undo action say: "Add 3 genes to markers".
QString describe(const GeneSetEdit &edit);

// Error class edit_refused: no such set, a name that is taken or empty.
Result<GeneSets> applyEdit(const GeneSets &before, const GeneSetEdit &edit);

// For the journal. Error class journal_damaged.
QJsonObject toJson(const GeneSetEdit &edit);
Result<GeneSetEdit> geneSetEditFromJson(const QJsonObject &json);
QJsonObject toJson(const GeneSets &sets);
Result<GeneSets> geneSetsFromJson(const QJsonObject &json);

}  // namespace lexicell::ui
