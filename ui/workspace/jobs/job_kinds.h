// Kinds of jobs that are no task of the table.
#pragma once

namespace lexicell::ui::job {

inline constexpr const char *open = "open";
inline constexpr const char *look = "look";  // lists the parts of a file before it is opened
inline constexpr const char *loadModel = "load-model";
inline constexpr const char *matchGenes = "match-genes";
inline constexpr const char *save = "save";
inline constexpr const char *saveProject = "save-project";
inline constexpr const char *exportLabels = "export-labels";
inline constexpr const char *keepResults = "keep-results";
inline constexpr const char *checkDownload = "check-download";
inline constexpr const char *geneNames = "gene-names";
inline constexpr const char *geneSets = "gene-sets";
inline constexpr const char *geneValues = "gene-values";
inline constexpr const char *shiftArrows = "shift-arrows";
inline constexpr const char *columns = "columns";
inline constexpr const char *nearGenes = "near-genes";
inline constexpr const char *standOutGenes = "stand-out-genes";

}  // namespace lexicell::ui::job
