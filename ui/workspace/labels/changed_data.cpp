#include "ui/workspace/labels/changed_data.h"

#include "ui/workspace/project/cell_names.h"
#include "ui/workspace/labels/label_history.h"

#include <QCryptographicHash>
#include <QFileInfo>

#include <algorithm>

namespace lexicell::ui {

namespace {

// Share of the smaller set of cells. Two data sets share about one barcode in a hundred by chance. A file that was filtered or
// extended shares all cells of the smaller set.
constexpr double sameDataShare = 0.5, otherDataShare = 0.05;

std::int32_t codeFor(LabelField &field, const Label &label)
{
    if (const int known = field.indexOf(label.name); known >= 0) return known;
    field.labels.push_back(label);
    return static_cast<std::int32_t>(field.labels.size()) - 1;
}

// Cells that the project does not know keep what the file says about them.
LabelFieldPtr onFoundCells(const LabelField &before, const NameMatch &match, const LabelFieldPtr &column)
{
    LabelField field = before;
    field.codes.assign(match.from.size(), -1);
    for (std::size_t i = 0; i < match.from.size(); ++i) {
        if (match.from[i] >= 0) field.codes[i] = before.codes[static_cast<std::size_t>(match.from[i])];
        else if (column && column->codes[i] >= 0)
            field.codes[i] = codeFor(field, column->labels[static_cast<std::size_t>(column->codes[i])]);
    }
    return std::make_shared<const LabelField>(std::move(field));
}

void countLabeled(ChangedData &changed, const std::map<QString, LabelFieldPtr> &fields, const NameMatch &match)
{
    std::vector<bool> labeled(static_cast<std::size_t>(match.before), false);
    for (const auto &[name, field] : fields)
        if (field)
            for (std::size_t i = 0; i < field->codes.size(); ++i)
                if (field->codes[i] >= 0) labeled[i] = true;
    changed.labeled = std::count(labeled.begin(), labeled.end(), true);
    for (const auto from : match.from)
        if (from >= 0 && labeled[static_cast<std::size_t>(from)]) ++changed.labeledFound;
}

ChangedData::Verdict verdictOf(const NameMatch &match, bool sameGenes)
{
    using Verdict = ChangedData::Verdict;
    const double share = match.share();
    const bool all = match.found == match.before && match.from.size() == static_cast<std::size_t>(match.before);
    if (match.counters && all && sameGenes) return Verdict::Found;
    if (share < otherDataShare) return Verdict::Other;
    return share >= sameDataShare && !match.counters ? Verdict::Found : Verdict::Unsure;
}

}  // namespace

QString hashOfNames(const std::vector<std::string> &names)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const std::string &name : names) hash.addData(QByteArrayView(name.data(), static_cast<qsizetype>(name.size() + 1)));
    return QString::fromLatin1(hash.result().toHex());
}

std::optional<ChangedData> compareWithProject(const ProjectFile &project, const DatasetIdentity &identity,
                                              const data::Dataset &dataset)
{
    if (identity.fingerprint.isEmpty()) return std::nullopt;  // data that are in no file
    // A project without a data set identity counts as made for other data, because its positions may not fit these.
    const auto read = project.dataset();
    const DatasetIdentity known = read.ok() && *read ? **read : DatasetIdentity{};
    if (known.fingerprint == identity.fingerprint) return std::nullopt;
    const Journal journal = project.readJournal();
    if (journal.entries.empty() && !journal.damage && !QFileInfo::exists(project.resultsFile())) return std::nullopt;

    ChangedData changed;
    changed.before = known.cells;
    changed.now = dataset.cells();
    changed.damage = journal.damage;
    const auto packed = project.cellNames();
    const auto names = packed.ok() && !packed->isEmpty() ? unpackNames(*packed) : std::nullopt;
    if (!names || (known.cells > 0 && static_cast<std::int64_t>(names->size()) != known.cells)) {
        changed.verdict = ChangedData::Verdict::NoNames;
        if (!packed.ok()) changed.damage = packed.error();
        return changed;
    }
    changed.before = static_cast<std::int64_t>(names->size());
    const NameMatch match = matchNames(*names, dataset.obs.index.values);
    changed.found = match.found;
    changed.ambiguous = match.ambiguous;
    changed.verdict = verdictOf(match, !identity.geneNames.isEmpty() && identity.geneNames == known.geneNames);
    const JournalLabels labels = labelsOf(journal, changed.before);
    changed.damage = labels.damage;
    countLabeled(changed, labels.fields, match);
    if (changed.verdict == ChangedData::Verdict::Other) return changed;
    for (const auto &[name, field] : labels.fields)
        changed.fields[name] = field ? onFoundCells(*field, match, fieldOfColumn(dataset, name)) : nullptr;
    return changed;
}

}  // namespace lexicell::ui
