// Every error class: the word that scripts rely on (docs/errors.md, `lexicell-cli --json`) and its default kind, which a
// function may override. A class is added here and in docs/errors.md, nowhere else; tst_error compares the two lists.
#pragma once

namespace lexicell {

enum class ErrorKind { Cancelled, NotFound, BadFile, Unsupported, Mismatch, OutOfMemory, Usage, Resource, Internal };

struct ErrorClass {
    const char *name;
    ErrorKind kind;
};

namespace errors {

// the request is invalid (exit status 2)
inline constexpr ErrorClass badJson{"bad_json", ErrorKind::Usage};
inline constexpr ErrorClass badOption{"bad_option", ErrorKind::Usage};
inline constexpr ErrorClass badQuery{"bad_query", ErrorKind::Usage};
inline constexpr ErrorClass badStep{"bad_step", ErrorKind::Usage};
inline constexpr ErrorClass editRefused{"edit_refused", ErrorKind::Usage};
inline constexpr ErrorClass logIsInput{"log_is_input", ErrorKind::Usage};
inline constexpr ErrorClass logIsOutput{"log_is_output", ErrorKind::Usage};
inline constexpr ErrorClass noDataset{"no_dataset", ErrorKind::Usage};
inline constexpr ErrorClass noModel{"no_model", ErrorKind::Usage};
inline constexpr ErrorClass noSelection{"no_selection", ErrorKind::Usage};
inline constexpr ErrorClass noView{"no_view", ErrorKind::Usage};
inline constexpr ErrorClass notAFile{"not_a_file", ErrorKind::Usage};
inline constexpr ErrorClass nothingToDecide{"nothing_to_decide", ErrorKind::Usage};
inline constexpr ErrorClass nothingToUndo{"nothing_to_undo", ErrorKind::Usage};
inline constexpr ErrorClass outputExists{"output_exists", ErrorKind::Usage};
inline constexpr ErrorClass outputIsInput{"output_is_input", ErrorKind::Usage};
inline constexpr ErrorClass projectLocked{"project_locked", ErrorKind::Usage};
inline constexpr ErrorClass tooManyGenes{"too_many_genes", ErrorKind::Usage};
inline constexpr ErrorClass unknownOption{"unknown_option", ErrorKind::Usage};
inline constexpr ErrorClass unknownPanel{"unknown_panel", ErrorKind::Usage};
inline constexpr ErrorClass unknownStep{"unknown_step", ErrorKind::Usage};
inline constexpr ErrorClass usage{"usage", ErrorKind::Usage};

// something that is needed is missing (3)
inline constexpr ErrorClass missingColumn{"missing_column", ErrorKind::NotFound};
inline constexpr ErrorClass missingConfig{"missing_config", ErrorKind::NotFound};
inline constexpr ErrorClass missingEmbedding{"missing_embedding", ErrorKind::NotFound};
inline constexpr ErrorClass missingLayer{"missing_layer", ErrorKind::NotFound};
inline constexpr ErrorClass missingNeighbors{"missing_neighbors", ErrorKind::NotFound};
inline constexpr ErrorClass missingPart{"missing_part", ErrorKind::NotFound};
inline constexpr ErrorClass noCheckpoint{"no_checkpoint", ErrorKind::NotFound};
inline constexpr ErrorClass noScaler{"no_scaler", ErrorKind::NotFound};
inline constexpr ErrorClass noVocabulary{"no_vocabulary", ErrorKind::NotFound};
inline constexpr ErrorClass notFound{"not_found", ErrorKind::NotFound};

// a file is damaged or malformed (3)
inline constexpr ErrorClass ambiguousModel{"ambiguous_model", ErrorKind::BadFile};
inline constexpr ErrorClass badCatalog{"bad_catalog", ErrorKind::BadFile};
inline constexpr ErrorClass badCategory{"bad_category", ErrorKind::BadFile};
inline constexpr ErrorClass badConfig{"bad_config", ErrorKind::BadFile};
inline constexpr ErrorClass badEncoding{"bad_encoding", ErrorKind::BadFile};
inline constexpr ErrorClass badIndex{"bad_index", ErrorKind::BadFile};
inline constexpr ErrorClass badLabels{"bad_labels", ErrorKind::BadFile};
inline constexpr ErrorClass badList{"bad_list", ErrorKind::BadFile};
inline constexpr ErrorClass badScaler{"bad_scaler", ErrorKind::BadFile};
inline constexpr ErrorClass badText{"bad_text", ErrorKind::BadFile};
inline constexpr ErrorClass badVocabulary{"bad_vocabulary", ErrorKind::BadFile};
inline constexpr ErrorClass cannotRead{"cannot_read", ErrorKind::BadFile};
inline constexpr ErrorClass corruptData{"corrupt_data", ErrorKind::BadFile};
inline constexpr ErrorClass danglingLink{"dangling_link", ErrorKind::BadFile};
inline constexpr ErrorClass duplicateKey{"duplicate_key", ErrorKind::BadFile};
inline constexpr ErrorClass emptyFile{"empty_file", ErrorKind::BadFile};
inline constexpr ErrorClass fileLocked{"file_locked", ErrorKind::BadFile};
inline constexpr ErrorClass forbiddenGlobal{"forbidden_global", ErrorKind::BadFile};
inline constexpr ErrorClass indexOutOfRange{"index_out_of_range", ErrorKind::BadFile};
inline constexpr ErrorClass indptrInvalid{"indptr_invalid", ErrorKind::BadFile};
inline constexpr ErrorClass journalDamaged{"journal_damaged", ErrorKind::BadFile};
inline constexpr ErrorClass linkCycle{"link_cycle", ErrorKind::BadFile};
inline constexpr ErrorClass missingElement{"missing_element", ErrorKind::BadFile};
inline constexpr ErrorClass noStateDict{"no_state_dict", ErrorKind::BadFile};
inline constexpr ErrorClass nonFinite{"non_finite", ErrorKind::BadFile};
inline constexpr ErrorClass not10xMatrix{"not_10x_matrix", ErrorKind::BadFile};
inline constexpr ErrorClass notACheckpoint{"not_a_checkpoint", ErrorKind::BadFile};
inline constexpr ErrorClass notAnndata{"not_anndata", ErrorKind::BadFile};
inline constexpr ErrorClass notHdf5{"not_hdf5", ErrorKind::BadFile};
inline constexpr ErrorClass parseError{"parse_error", ErrorKind::BadFile};
inline constexpr ErrorClass projectDamaged{"project_damaged", ErrorKind::BadFile};
inline constexpr ErrorClass tooLarge{"too_large", ErrorKind::BadFile};
inline constexpr ErrorClass truncated{"truncated", ErrorKind::BadFile};
inline constexpr ErrorClass unsupportedDtype{"unsupported_dtype", ErrorKind::BadFile};
inline constexpr ErrorClass wrongHash{"wrong_hash", ErrorKind::BadFile};

// a valid file or request that this version does not support (3)
inline constexpr ErrorClass choiceNeeded{"choice_needed", ErrorKind::Unsupported};
inline constexpr ErrorClass outOfRange{"out_of_range", ErrorKind::Unsupported};
inline constexpr ErrorClass projectTooNew{"project_too_new", ErrorKind::Unsupported};
inline constexpr ErrorClass unknownFamily{"unknown_family", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupported{"unsupported", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupportedFamily{"unsupported_family", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupportedFilter{"unsupported_filter", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupportedFormat{"unsupported_format", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupportedMode{"unsupported_mode", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupportedModel{"unsupported_model", ErrorKind::Unsupported};
inline constexpr ErrorClass unsupportedType{"unsupported_type", ErrorKind::Unsupported};

// two inputs do not fit each other (3)
inline constexpr ErrorClass batchesNeeded{"batches_needed", ErrorKind::Mismatch};
inline constexpr ErrorClass countsNeeded{"counts_needed", ErrorKind::Mismatch};
inline constexpr ErrorClass datasetChanged{"dataset_changed", ErrorKind::Mismatch};
inline constexpr ErrorClass emptyData{"empty_data", ErrorKind::Mismatch};
inline constexpr ErrorClass logValuesNeeded{"log_values_needed", ErrorKind::Mismatch};
inline constexpr ErrorClass missingCell{"missing_cell", ErrorKind::Mismatch};
inline constexpr ErrorClass missingFeatureType{"missing_feature_type", ErrorKind::Mismatch};
inline constexpr ErrorClass missingGenome{"missing_genome", ErrorKind::Mismatch};
inline constexpr ErrorClass missingTensor{"missing_tensor", ErrorKind::Mismatch};
inline constexpr ErrorClass modalitiesNeeded{"modalities_needed", ErrorKind::Mismatch};
inline constexpr ErrorClass negativeCounts{"negative_counts", ErrorKind::Mismatch};
inline constexpr ErrorClass noCellsLeft{"no_cells_left", ErrorKind::Mismatch};
inline constexpr ErrorClass noLabels{"no_labels", ErrorKind::Mismatch};
inline constexpr ErrorClass noGeneMatches{"no_gene_matches", ErrorKind::Mismatch};
inline constexpr ErrorClass noMtGenes{"no_mt_genes", ErrorKind::Mismatch};
inline constexpr ErrorClass shapeMismatch{"shape_mismatch", ErrorKind::Mismatch};
inline constexpr ErrorClass singularLoess{"singular_loess", ErrorKind::Mismatch};
inline constexpr ErrorClass staleIndex{"stale_index", ErrorKind::Mismatch};
inline constexpr ErrorClass tooFewCells{"too_few_cells", ErrorKind::Mismatch};
inline constexpr ErrorClass tooFewGenes{"too_few_genes", ErrorKind::Mismatch};
inline constexpr ErrorClass tooManyEdges{"too_many_edges", ErrorKind::Mismatch};
inline constexpr ErrorClass tooSmall{"too_small", ErrorKind::Mismatch};
inline constexpr ErrorClass unexpectedTensor{"unexpected_tensor", ErrorKind::Mismatch};
inline constexpr ErrorClass unknownBatch{"unknown_batch", ErrorKind::Mismatch};
inline constexpr ErrorClass unknownGene{"unknown_gene", ErrorKind::Mismatch};
inline constexpr ErrorClass unknownModality{"unknown_modality", ErrorKind::Mismatch};

// not enough of a resource of the machine (4)
inline constexpr ErrorClass outOfMemory{"out_of_memory", ErrorKind::OutOfMemory};

// the machine lacks it (4)
inline constexpr ErrorClass diskFull{"disk_full", ErrorKind::Resource};
inline constexpr ErrorClass downloadFailed{"download_failed", ErrorKind::Resource};
inline constexpr ErrorClass missingLibtorch{"missing_libtorch", ErrorKind::Resource};
inline constexpr ErrorClass missingResource{"missing_resource", ErrorKind::Resource};
inline constexpr ErrorClass noDevice{"no_device", ErrorKind::Resource};
inline constexpr ErrorClass notWritable{"not_writable", ErrorKind::Resource};
inline constexpr ErrorClass projectUnwritable{"project_unwritable", ErrorKind::Resource};

// a fault of the program (1)
inline constexpr ErrorClass diverged{"diverged", ErrorKind::Internal};
inline constexpr ErrorClass internal{"internal", ErrorKind::Internal};
inline constexpr ErrorClass leidenFailed{"leiden_failed", ErrorKind::Internal};
inline constexpr ErrorClass networkFailed{"network_failed", ErrorKind::Internal};
inline constexpr ErrorClass writeFailed{"write_failed", ErrorKind::Internal};

// not a failure (130)
inline constexpr ErrorClass cancelled{"cancelled", ErrorKind::Cancelled};

// All classes, for the test and for help.
inline constexpr ErrorClass all[] = {badJson,
                                     badOption,
                                     badQuery,
                                     badStep,
                                     editRefused,
                                     logIsInput,
                                     logIsOutput,
                                     noDataset,
                                     noModel,
                                     noSelection,
                                     noView,
                                     notAFile,
                                     nothingToDecide,
                                     nothingToUndo,
                                     outputExists,
                                     outputIsInput,
                                     projectLocked,
                                     tooManyGenes,
                                     unknownOption,
                                     unknownPanel,
                                     unknownStep,
                                     usage,
                                     missingColumn,
                                     missingConfig,
                                     missingEmbedding,
                                     missingLayer,
                                     missingNeighbors,
                                     missingPart,
                                     noCheckpoint,
                                     noScaler,
                                     noVocabulary,
                                     notFound,
                                     ambiguousModel,
                                     badCatalog,
                                     badCategory,
                                     badConfig,
                                     badEncoding,
                                     badIndex,
                                     badLabels,
                                     badList,
                                     badScaler,
                                     badText,
                                     badVocabulary,
                                     cannotRead,
                                     corruptData,
                                     danglingLink,
                                     duplicateKey,
                                     emptyFile,
                                     fileLocked,
                                     forbiddenGlobal,
                                     indexOutOfRange,
                                     indptrInvalid,
                                     journalDamaged,
                                     linkCycle,
                                     missingElement,
                                     noStateDict,
                                     nonFinite,
                                     not10xMatrix,
                                     notACheckpoint,
                                     notAnndata,
                                     notHdf5,
                                     parseError,
                                     projectDamaged,
                                     tooLarge,
                                     truncated,
                                     unsupportedDtype,
                                     wrongHash,
                                     choiceNeeded,
                                     outOfRange,
                                     projectTooNew,
                                     unknownFamily,
                                     unsupported,
                                     unsupportedFamily,
                                     unsupportedFilter,
                                     unsupportedFormat,
                                     unsupportedMode,
                                     unsupportedModel,
                                     unsupportedType,
                                     batchesNeeded,
                                     countsNeeded,
                                     datasetChanged,
                                     emptyData,
                                     logValuesNeeded,
                                     missingCell,
                                     missingFeatureType,
                                     missingGenome,
                                     missingTensor,
                                     modalitiesNeeded,
                                     negativeCounts,
                                     noCellsLeft,
                                     noGeneMatches,
                                     noLabels,
                                     noMtGenes,
                                     shapeMismatch,
                                     singularLoess,
                                     staleIndex,
                                     tooFewCells,
                                     tooFewGenes,
                                     tooManyEdges,
                                     tooSmall,
                                     unexpectedTensor,
                                     unknownBatch,
                                     unknownGene,
                                     unknownModality,
                                     outOfMemory,
                                     diskFull,
                                     downloadFailed,
                                     missingLibtorch,
                                     missingResource,
                                     noDevice,
                                     notWritable,
                                     projectUnwritable,
                                     diverged,
                                     internal,
                                     leidenFailed,
                                     networkFailed,
                                     writeFailed,
                                     cancelled};

}  // namespace errors

}  // namespace lexicell
