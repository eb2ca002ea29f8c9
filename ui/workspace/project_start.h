// What a journal that is begun now starts with: the labels as they are, the cells they are for, and the gene sets. A value that a
// job writes away from the GUI thread, because whole fields of a large data set take longer than a frame to pack and write.
#pragma once

#include "ui/workspace/dataset_store.h"
#include "ui/workspace/genes/gene_sets.h"
#include "ui/workspace/labels/labels.h"
#include "ui/workspace/project/project_file.h"

namespace lexicell::ui {

struct ProjectStart {
    DatasetStore::View view;
    DatasetPtr original;  // as the file has it
    EditedFields edited;
    GeneSets geneSets = {};  // of a person, for whatever cells

    // Whether there are labels that no h5ad may have.
    bool labeled() const { return !edited.empty(); }
    // The same cells with the same labels, and the same gene sets.
    bool sameAs(const ProjectStart &other) const;
};

// Of all cells of the file.
QByteArray packedCellNames(const DatasetFacts &facts, const data::Dataset &original);

// Begins the journal of `project` anew, all or nothing. For the worker. Errors as ProjectFile::begin().
Result<void> beginProject(ProjectFile &project, const ProjectStart &start);

// The same for a project that a person decided on, after a copy of it was made beside it under a free name that ends in
// `suffix`. Returns the copy's path. On an error the project is as it was.
Result<QString> renewProject(ProjectFile &project, const ProjectStart &start, const QString &suffix);

}  // namespace lexicell::ui
