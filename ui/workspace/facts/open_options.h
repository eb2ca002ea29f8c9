// How a data set is opened: which of its parts are read, which matrix is X, what the genes are called. Kept for each file, so
// that what was chosen once is not asked again.
#pragma once

#include "core/io/read_dataset.h"

#include <QJsonObject>
#include <QString>

#include <string>

namespace lexicell::ui {

struct OpenOptions {
    io::ReadOptions read;
    std::string layer;       // becomes X; empty: X stays; "raw": raw.X
    std::string geneColumn;  // of var; empty: the index
};
template <class V> void describe(OpenOptions &o, V &&visit)
{
    describe(o.read, visit);
    visit(Option{"layer", "The matrix that is worked on: X, raw or a layer. The others stay in the data.", "", {}}, o.layer);
    visit(Option{"gene-column", "The column of var that names the genes; empty: its index.", "", {}}, o.geneColumn);
}

// What differs from the defaults, under the options' names.
QJsonObject toJson(const OpenOptions &options);
OpenOptions openOptionsFrom(const QJsonObject &json);  // what cannot be read stays at its default

void rememberOpenOptions(const QString &path, const OpenOptions &options);
OpenOptions rememberedOpenOptions(const QString &path);

// The identity of a data set: that of its file and, if another part than the default was read, of that part. Labels on the cells
// of one part are of no use in another.
QString identityOf(const QString &fingerprint, const OpenOptions &options);

}  // namespace lexicell::ui
