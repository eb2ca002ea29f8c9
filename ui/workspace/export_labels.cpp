#include "ui/workspace/export_labels.h"

#include "ui/workspace/labels/label_history.h"
#include "ui/workspace/labels/labels_csv.h"
#include "ui/workspace/project/cell_names.h"
#include "ui/workspace/project/project_file.h"

#include <QFileInfo>

namespace lexicell::ui {

Result<ExportedLabels> exportProjectLabels(const std::filesystem::path &project, const std::filesystem::path &output,
                                           files::Existing existing)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(project, error))
        return Error{errors::notFound, "There is no project " + project.string() + ". Check the path."};
    LEXICELL_TRY(file, ProjectFile::open(QString::fromStdString(project.string()), ProjectFile::Access::Read));
    LEXICELL_TRY(packed, file->cellNames());
    const auto cells = unpackNames(packed);
    if (packed.isEmpty() || !cells)
        return Error{errors::noLabels, "The project " + project.string() +
                                           " does not keep the names of its cells: it was written by an earlier version. Open it "
                                           "in the window once, which adds them."};
    const JournalLabels labels = labelsOf(file->readJournal(), static_cast<std::int64_t>(cells->size()));
    if (labels.damage) return *labels.damage;
    ExportedLabels exported;
    exported.cells = static_cast<std::int64_t>(cells->size());
    std::vector<LabelFieldPtr> fields;
    for (const auto &[name, field] : labels.fields) {
        if (!field) continue;  // removed
        fields.push_back(field);
        exported.fields.push_back(name.toStdString());
    }
    if (fields.empty())
        return Error{errors::noLabels, "Nothing was labeled in the project " + project.string() + ". Choose another project."};
    const QString source = QFileInfo(QString::fromStdString(project.string())).fileName();
    LEXICELL_CHECK(files::writeTextFile(output, labelsCsv(*cells, fields, source), existing));
    return exported;
}

}  // namespace lexicell::ui
