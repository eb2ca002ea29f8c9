// Gene sets in files: read from GMT or from a list of names, written as GMT.
#pragma once

#include "core/base/job_context.h"
#include "ui/workspace/genes/gene_sets.h"

#include <QString>

namespace lexicell::ui {

// The names in a text that a person typed or pasted: separated by line ends, blanks, commas or semicolons, with or without
// quotes, each once. A line that starts with # is a comment.
QStringList genesIn(const QString &text);

// The sets of a GMT file (plain or gzip), or the list of names in any other text file as one set with the file's name. For the
// worker. Error classes: not_found, empty_file, bad_list (no text, or more sets than a project takes), and those of
// core/io/text/gene_sets_file.h.
Result<GeneSets> readGeneSetFile(const QString &path, JobContext &context);

// A line for each set: name, note, genes. Error classes: those of core/files/atomic_file.h.
Result<void> writeGmt(const GeneSets &sets, const QString &path);

}  // namespace lexicell::ui
