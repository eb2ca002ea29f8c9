#include "ui/workspace/labels/labels_csv.h"

#include "core/files/csv.h"

#include <algorithm>

namespace lexicell::ui {

constexpr const char *unassigned = "unassigned";  // CELLxGENE Annotate's word for "no label"

std::string labelsCsv(const std::vector<std::string> &cells, const std::vector<LabelFieldPtr> &fields, const QString &source)
{
    const auto noted = [](const LabelFieldPtr &field) {
        return std::any_of(field->labels.begin(), field->labels.end(), [](const Label &label) { return !label.note.isEmpty(); });
    };
    std::string text = "# Labels of " + source.toStdString() + ", written by Lexicell\nindex";
    for (const auto &field : fields) {
        text += ',' + files::csvField(field->name.toStdString());
        if (noted(field)) text += ',' + files::csvField(notesColumn(field->name).toStdString());
    }
    text += '\n';
    for (std::size_t i = 0; i < cells.size(); ++i) {
        text += files::csvField(cells[i]);
        for (const auto &field : fields) {
            const auto code = field->codes[i];
            const Label *label = code < 0 ? nullptr : &field->labels[static_cast<std::size_t>(code)];
            text += ',' + (label ? files::csvField(label->name.toStdString()) : std::string(unassigned));
            if (noted(field)) text += ',' + (label ? files::csvField(label->note.toStdString()) : std::string());
        }
        text += '\n';
    }
    return text;
}

}  // namespace lexicell::ui
