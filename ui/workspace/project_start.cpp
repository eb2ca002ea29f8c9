#include "ui/workspace/project_start.h"

#include "ui/workspace/project/cell_names.h"

#include <vector>

namespace lexicell::ui {

namespace {

// The start of a journal that has no history.
std::vector<JournalEntry> entriesOf(const ProjectStart &start)
{
    const JournalEntry whole{0,
                             {},
                             JournalEntry::Kind::Cells,
                             {{"cells", static_cast<qint64>(start.view.dataset->cells())}, {"unsaved", start.labeled()}},
                             {}};
    std::vector<JournalEntry> entries{start.view.filter ? entryOf(*start.view.filter) : whole};
    for (const auto &[name, field] : start.edited) {
        if (field) {
            entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*field), codesToBytes(*field)});
        } else if (const LabelFieldPtr column = fieldOfColumn(*start.view.dataset, name)) {  // of the file, and removed
            LabelEdit remove;
            remove.kind = LabelEdit::Kind::RemoveField;
            remove.field = name;
            entries.push_back({0, {}, JournalEntry::Kind::Field, toJson(*column), codesToBytes(*column)});
            entries.push_back({0, {}, JournalEntry::Kind::Edit, toJson(remove), {}});
        }
    }
    if (!start.geneSets.empty()) entries.push_back({0, {}, JournalEntry::Kind::GeneStart, toJson(start.geneSets), {}});
    return entries;
}

}  // namespace

bool ProjectStart::sameAs(const ProjectStart &other) const
{
    const auto &a = view.filter, &b = other.view.filter;
    const bool sameCells = a && b ? a->cells == b->cells && a->genes == b->genes : !a && !b;
    return original == other.original && sameCells && edited == other.edited && geneSets == other.geneSets;
}

QByteArray packedCellNames(const DatasetFacts &facts, const data::Dataset &original)
{
    return facts.cellNames.isEmpty() ? packNames(original.obs.index.values) : facts.cellNames;
}

Result<void> beginProject(ProjectFile &project, const ProjectStart &start)
{
    return project.begin(start.view.facts->identity, packedCellNames(*start.view.facts, *start.original), entriesOf(start));
}

Result<QString> renewProject(ProjectFile &project, const ProjectStart &start, const QString &suffix)
{
    LEXICELL_TRY(copy, project.copyAside(suffix));
    LEXICELL_CHECK(beginProject(project, start));
    return copy;
}

}  // namespace lexicell::ui
