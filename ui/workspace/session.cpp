#include "ui/workspace/session.h"

#include "ui/workspace/string_list.h"

#include "core/data/merge.h"

#include <algorithm>
#include <utility>

namespace lexicell::ui {

Session::Session(QObject *parent) : QObject(parent) {}

Session::~Session() = default;

Session::Restored Session::open(DatasetPtr dataset, FactsPtr facts, std::unique_ptr<ProjectFile> project,
                                const std::vector<DatasetPtr> &reductions, std::optional<ChangedData> changed)
{
    close();
    m_dataset = m_original = std::move(dataset);
    m_facts = std::move(facts);
    m_project = std::move(project);
    m_columns = m_facts->columns;
    Restored restored;
    if (m_project) restored = restore(reductions, std::move(changed));
    if (readOnly()) m_undo.clear();  // the history belongs to another window, or a decision on it is waiting
    Q_EMIT datasetOpened();
    return restored;
}

void Session::close()
{
    if (!m_dataset) return;
    m_undo.clear();
    m_dataset.reset();
    m_original.reset();
    m_facts.reset();
    m_project.reset();
    m_filter.reset();
    m_runs.clear();
    m_genes.reset();
    m_coverage.reset();
    m_selection.clear();
    m_selectedCount = 0;
    m_edited.clear();
    m_columns.clear();
    m_activeField.clear();
    m_unsavedResults = m_unsavedStart = m_behind = false;
    m_refused.reset();
    m_changed.reset();
    m_orders = {};
    m_savedRuns = 0;
    m_savedFile.clear();
    m_journaledAt = {};
    Q_EMIT datasetClosed();
}

void Session::addResults(const data::Dataset &input, const DatasetPtr &output, const RunRecord &run)
{
    if (!m_dataset) return;
    m_runs.push_back(run);
    m_unsavedResults = true;
    if (m_project && !readOnly())
        if (const auto written = m_project->addRun(run); !written.ok())
            Q_EMIT journalFailed(QString::fromStdString(written.error().message));
    if (output->cells() != m_dataset->cells() || output->genes() != m_dataset->genes()) {
        replaceCells(input, output);
        return;
    }
    const data::MergedResults merged = data::mergeResults(*m_dataset, input, *output);
    const DatasetPtr before = std::exchange(m_dataset, std::make_shared<const data::Dataset>(merged.dataset));
    const QStringList keys = toStringList(merged.keys);
    pushResults(before, keys, run.title);
    QStringList replaced;
    for (const QString &key : keys) {
        if (!key.startsWith(QStringLiteral("obs/"))) continue;
        m_columns.erase(key.mid(4));
        replaced << key.mid(4);
    }
    // A column that was edited and is now computed anew: the new values win, and undo brings the edited ones back.
    for (const QString &name : replaced) {
        const LabelFieldPtr fresh = fieldOfColumn(*m_dataset, name);
        if (m_edited.contains(name) && fresh) {
            LabelEdit edit;
            edit.kind = LabelEdit::Kind::Replace;
            edit.field = name;
            edit.replacement = fresh;
            if (const auto done = this->edit(edit); !done.ok())
                Q_EMIT journalFailed(QString::fromStdString(done.error().message));
        } else {
            Q_EMIT fieldChanged(name);
        }
    }
    if (!replaced.isEmpty()) Q_EMIT fieldListChanged();
    Q_EMIT resultsAdded(keys);
}

QStringList Session::embeddings() const
{
    QStringList layouts, others;
    if (!m_dataset) return layouts;
    for (const auto &[key, element] : m_dataset->obsm.entries) {
        const auto *array = element->as<data::Array>();
        if (!array || array->shape().size() != 2 || array->dim(1) < 2) continue;
        const QString name = QString::fromStdString(key);
        const QString lower = name.toLower();
        const bool layout =
            array->dim(1) <= 3 || lower.contains(QStringLiteral("umap")) || lower.contains(QStringLiteral("tsne"));
        (layout ? layouts : others) << name;
    }
    return layouts + others;
}

void Session::setOutline(models::ModelOutline outline)
{
    m_outline = std::make_shared<const models::ModelOutline>(std::move(outline));
    m_model.reset();
    m_coverage.reset();
    Q_EMIT modelChanged();
}

void Session::setModel(std::shared_ptr<const models::LoadedModel> model)
{
    m_model = std::move(model);
    Q_EMIT modelChanged();
}

void Session::setCoverage(std::shared_ptr<const models::input::Coverage> coverage)
{
    m_coverage = std::move(coverage);
    Q_EMIT coverageChanged();
}

std::vector<std::int64_t> Session::selectedCells() const
{
    std::vector<std::int64_t> cells;
    cells.reserve(static_cast<std::size_t>(m_selectedCount));
    for (std::size_t i = 0; i < m_selection.size(); ++i)
        if (m_selection[i]) cells.push_back(static_cast<std::int64_t>(i));
    return cells;
}

void Session::setSelection(std::vector<std::uint8_t> selection)
{
    const auto count =
        static_cast<std::int64_t>(selection.size()) - std::count(selection.begin(), selection.end(), std::uint8_t{0});
    if (count == 0) selection.clear();
    if (selection == m_selection) return;
    m_selection = std::move(selection);
    m_selectedCount = count;
    Q_EMIT selectionChanged();
}

LabelFieldPtr Session::field(const QString &name) const
{
    if (const auto edited = m_edited.find(name); edited != m_edited.end()) return edited->second;
    if (!m_dataset || name.isEmpty()) return nullptr;
    if (const auto known = m_columns.find(name); known != m_columns.end()) return known->second;
    return m_columns[name] = fieldOfColumn(*m_dataset, name);
}

QStringList Session::fieldNames() const
{
    QStringList names;
    if (!m_dataset) return names;
    for (const auto &[key, element] : m_dataset->obs.columns.entries)
        if (const QString name = QString::fromStdString(key); field(name)) names << name;
    for (const auto &[name, edited] : m_edited)
        if (edited && !names.contains(name)) names << name;
    // A field's notes are part of the field, not labels of their own.
    const QStringList fields = names;
    names.removeIf([&](const QString &name) { return isNotesColumn(name, fields); });
    return names;
}

LegendOrder Session::orderOf(const QString &field) const
{
    if (m_orders.contains(field)) return static_cast<LegendOrder>(m_orders[field].toInt());
    const LabelFieldPtr known = this->field(field);
    return known && known->ordered ? LegendOrder::File : LegendOrder::Natural;
}

void Session::setOrder(const QString &field, LegendOrder order)
{
    if (order == orderOf(field)) return;
    m_orders[field] = static_cast<int>(order);
    if (m_project && !readOnly() && !m_project->setState(QStringLiteral("orders"), m_orders).ok())
        Q_EMIT journalFailed(tr("The order of the labels could not be written to the project."));
    Q_EMIT orderChanged(field);
}

std::vector<int> Session::listedLabels(const LabelField &field) const
{
    const std::vector<std::int64_t> counts = field.counts();
    std::vector<LegendEntry> entries;
    for (std::size_t i = 0; i < field.labels.size(); ++i)
        entries.push_back({static_cast<int>(i), field.labels[i].name, {}, counts[i], 0, false});
    std::vector<int> listed;
    for (const std::size_t at : inOrder(entries, orderOf(field.name))) listed.push_back(entries[at].code);
    return listed;
}

void Session::setActiveField(const QString &name)
{
    if (name == m_activeField) return;
    m_activeField = name;
    if (m_project && !readOnly() && !m_project->setState(QStringLiteral("labels"), {{"active", name}}).ok())
        Q_EMIT journalFailed(tr("The choice of the label field could not be written to the project."));
    Q_EMIT activeFieldChanged();
}

std::vector<std::uint8_t> Session::hiddenCells() const
{
    std::vector<std::uint8_t> hidden;
    for (const auto &[name, edited] : m_edited) {
        if (!edited ||
            std::none_of(edited->labels.begin(), edited->labels.end(), [](const Label &label) { return label.hidden; }))
            continue;
        hidden.resize(edited->codes.size(), 0);
        for (std::size_t i = 0; i < hidden.size(); ++i)
            if (edited->codes[i] >= 0 && edited->labels[static_cast<std::size_t>(edited->codes[i])].hidden) hidden[i] = 1;
    }
    return hidden;
}

data::Dataset Session::datasetToSave() const
{
    data::Dataset result = *m_dataset;
    for (const auto &[name, edited] : m_edited) {
        if (edited) {
            storeField(*edited, result);
        } else {
            result.obs.columns.erase(name.toStdString());
            result.uns.erase(name.toStdString() + "_colors");
            result.obs.columns.erase(notesColumn(name).toStdString());
        }
    }
    // Colors of columns that were only looked at are stored as well, so that a notebook shows the same picture.
    for (const auto &[name, column] : m_columns)
        if (column && !m_edited.contains(name) && !result.uns.find(name.toStdString() + "_colors")) storeColors(*column, result);
    return result;
}

void Session::markSaved(const QString &file)
{
    m_undo.setClean();
    m_unsavedResults = m_unsavedStart = false;
    m_savedFile = file;
    if (m_project && !readOnly()) {
        const QJsonObject what{{"file", file}, {"runs", static_cast<qint64>(m_runs.size())}};
        const JournalEntry entry{0, {}, JournalEntry::Kind::Saved, what, {}};
        if (const auto written = appendToJournal({entry}); !written.ok())
            Q_EMIT journalFailed(QString::fromStdString(written.error().message));
    }
    Q_EMIT saved(file);
}

}  // namespace lexicell::ui
