#include "ui/workspace/genes/gene_set_history.h"

#include "ui/workspace/labels/label_history.h"

namespace lexicell::ui {

GeneSets geneSetsOf(const Journal &journal)
{
    const std::vector<bool> inForce = entriesInForce(journal.entries);
    GeneSets sets;
    for (std::size_t i = 0; i < journal.entries.size(); ++i) {
        const JournalEntry &entry = journal.entries[i];
        if (!inForce[i]) continue;
        if (entry.kind == JournalEntry::Kind::GeneStart) {
            auto start = geneSetsFromJson(entry.payload);
            if (!start.ok()) return sets;
            sets = std::move(*start);
        } else if (entry.kind == JournalEntry::Kind::GeneEdit) {
            const auto edit = geneSetEditFromJson(entry.payload);
            if (!edit.ok()) return sets;
            auto after = applyEdit(sets, *edit);
            if (!after.ok()) return sets;
            sets = std::move(*after);
        }
    }
    return sets;
}

}  // namespace lexicell::ui
