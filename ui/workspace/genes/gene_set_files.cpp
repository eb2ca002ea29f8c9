#include "ui/workspace/genes/gene_set_files.h"

#include "core/files/atomic_file.h"
#include "core/io/text/gene_sets_file.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>
#include <QRegularExpression>
#include <QSet>

#include <utility>

namespace lexicell::ui {

namespace {

constexpr std::size_t mostSets = 500;       // a collection with more belongs into the enrichment, not into a list to look at
constexpr qint64 largestList = 16'000'000;  // bytes; every gene of every species fits

bool isGmt(const QString &path)
{
    const QString name = path.toLower();
    return name.endsWith(QLatin1String(".gmt")) || name.endsWith(QLatin1String(".gmt.gz"));
}

Result<GeneSets> readGmt(const QString &path, JobContext &context)
{
    LEXICELL_TRY(file, io::readGeneSets(path.toStdString(), context));
    if (file.sets.size() > mostSets)
        return Error{
            errors::badList,
            QObject::tr("%1 has %L2 gene sets, and a project takes up to %L3 at once. To test all of them, name the file "
                        "in the form of the enrichment.")
                .arg(QFileInfo(path).fileName())
                .arg(file.sets.size())
                .arg(mostSets)
                .toStdString()};
    GeneSets sets;
    for (const io::GeneSet &read : file.sets) {
        GeneSet set{freeSetName(sets, QString::fromStdString(read.name)), {}, QString::fromStdString(read.description)};
        for (const std::int32_t gene : read.genes)
            set.genes << QString::fromStdString(file.genes[static_cast<std::size_t>(gene)]);
        sets.push_back(std::move(set));
    }
    return sets;
}

}  // namespace

QStringList genesIn(const QString &text)
{
    static const QRegularExpression between(QStringLiteral("[\\s,;\"']+"));
    QStringList names;
    QSet<QString> seen;
    for (const QString &line : text.split(QLatin1Char('\n'))) {
        if (line.trimmed().startsWith(QLatin1Char('#'))) continue;
        for (const QString &name : line.split(between, Qt::SkipEmptyParts)) {
            if (seen.contains(name)) continue;
            seen.insert(name);
            names << name;
        }
    }
    return names;
}

Result<GeneSets> readGeneSetFile(const QString &path, JobContext &context)
{
    if (isGmt(path)) return readGmt(path, context);
    const QString name = QFileInfo(path).fileName();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{errors::notFound, QObject::tr("The list of genes %1 cannot be opened.").arg(path).toStdString()};
    const QByteArray bytes = file.size() > largestList ? QByteArray() : file.readAll();
    if (file.size() > largestList || bytes.contains('\0'))
        return Error{errors::badList,
                     QObject::tr("%1 is no list of genes. Choose a text file with one name per line, or a GMT file.")
                         .arg(name)
                         .toStdString()};
    const QStringList genes = genesIn(QString::fromUtf8(bytes));
    if (genes.isEmpty())
        return Error{errors::emptyFile, QObject::tr("There is no gene in %1. Write one name per line.").arg(name).toStdString()};
    return GeneSets{{QFileInfo(path).completeBaseName(), genes, {}}};
}

Result<void> writeGmt(const GeneSets &sets, const QString &path)
{
    QString text;
    for (const GeneSet &set : sets) {
        QStringList fields{set.name, set.note};
        text += (fields + set.genes).join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return files::writeTextFile(path.toStdString(), text.toStdString());
}

}  // namespace lexicell::ui
