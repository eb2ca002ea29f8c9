// Every warning class: the word that scripts rely on (docs/errors.md, `lexicell-cli --json`). A warning never stops
// the work. A warning that reports an error carries the error's class.
#pragma once

namespace lexicell {

struct WarningClass {
    const char *name;
};

namespace warnings {

inline constexpr WarningClass badEncoding{"bad_encoding"};
inline constexpr WarningClass badText{"bad_text"};
inline constexpr WarningClass cellsAsReplicates{"cells_as_replicates"};
inline constexpr WarningClass cellsLeftOut{"cells_left_out"};
inline constexpr WarningClass duplicateNames{"duplicate_names"};
inline constexpr WarningClass emptyCells{"empty_cells"};
inline constexpr WarningClass emptyDataset{"empty_dataset"};
inline constexpr WarningClass ignoredTensors{"ignored_tensors"};
inline constexpr WarningClass keptColumns{"kept_columns"};
inline constexpr WarningClass keyTaken{"key_taken"};
inline constexpr WarningClass leakySplit{"leaky_split"};
inline constexpr WarningClass leftOut{"left_out"};
inline constexpr WarningClass lowCoverage{"low_coverage"};
inline constexpr WarningClass madeUpNames{"made_up_names"};
inline constexpr WarningClass manyValues{"many_values"};
inline constexpr WarningClass matchedNames{"matched_names"};
inline constexpr WarningClass missingProgram{"missing_program"};
inline constexpr WarningClass missingResource{"missing_resource"};
inline constexpr WarningClass negativeCounts{"negative_counts"};
inline constexpr WarningClass noBaseline{"no_baseline"};
inline constexpr WarningClass noMtGenes{"no_mt_genes"};
inline constexpr WarningClass noVocabulary{"no_vocabulary"};
inline constexpr WarningClass nonFinite{"non_finite"};
inline constexpr WarningClass nonIntegerCounts{"non_integer_counts"};
inline constexpr WarningClass oneReplicate{"one_replicate"};
inline constexpr WarningClass orientationGuessed{"orientation_guessed"};
inline constexpr WarningClass otherFlavor{"other_flavor"};
inline constexpr WarningClass otherSpecies{"other_species"};
inline constexpr WarningClass poorCells{"poor_cells"};
inline constexpr WarningClass reduced{"reduced"};
inline constexpr WarningClass renamed{"renamed"};
inline constexpr WarningClass replaced{"replaced"};
inline constexpr WarningClass reshaped{"reshaped"};
inline constexpr WarningClass rowNames{"row_names"};
inline constexpr WarningClass shapeMismatch{"shape_mismatch"};
inline constexpr WarningClass smallNull{"small_null"};
inline constexpr WarningClass truncatedCells{"truncated_cells"};
inline constexpr WarningClass unknownGenes{"unknown_genes"};
inline constexpr WarningClass unsupportedType{"unsupported_type"};

inline constexpr WarningClass all[] = {badEncoding,       badText,
                                       cellsAsReplicates, cellsLeftOut,
                                       duplicateNames,    emptyCells,
                                       emptyDataset,      ignoredTensors,
                                       keptColumns,       keyTaken,
                                       leakySplit,        leftOut,
                                       lowCoverage,       madeUpNames,
                                       manyValues,        matchedNames,
                                       missingProgram,    missingResource,
                                       negativeCounts,    noBaseline,
                                       noMtGenes,         noVocabulary,
                                       nonFinite,         nonIntegerCounts,
                                       oneReplicate,      orientationGuessed,
                                       otherFlavor,       otherSpecies,
                                       poorCells,         reduced,
                                       renamed,           replaced,
                                       reshaped,          rowNames,
                                       shapeMismatch,     smallNull,
                                       truncatedCells,    unknownGenes,
                                       unsupportedType};

}  // namespace warnings

}  // namespace lexicell
