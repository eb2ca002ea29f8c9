# Sources of one folder are compiled together, some at a time: what they include is read and instantiated once, which makes a
# full build more than twice as fast. The names in their unnamed namespaces must differ for that. A clash is an error of the
# compiler ("redefinition"): give one of the two another name, or move what both need into a header, or, where a header of
# others does not allow it, name the file below.
option(LEXICELL_UNITY "Compile sources of a folder together" ON)

# GCC would collect garbage several times then, and there is little to find: a tenth of its time. KiB.
if(LEXICELL_UNITY AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options("SHELL:--param ggc-min-heapsize=1048576")
endif()

set(lexicell_together 8)  # sources at most: more would leave a core without work
set(lexicell_alone
  core/analysis/perturbation/rank_test_calls.cpp
  core/analysis/perturbation/vcc_metrics.cpp
  core/genes/gene_spelling.cpp
  core/io/text/gene_sets_file.cpp
  core/preprocess/variable_genes.cpp
  models/checkpoint/checkpoint_files.cpp
  models/checkpoint/torch/torch_state.cpp
  models/checkpoint/torch/zip_writer.cpp
  models/families/exceiver/format/outline.cpp
  models/families/exceiver/network/narrow_feed_forward.cpp
  models/families/exceiver/network/variants.cpp
  models/tasks/evaluate/evaluate_perturbations.cpp
  models/tasks/evaluate/evaluate_task.cpp
  models/tasks/fine_tune/score_table.cpp
  models/tasks/gene_attention/gene_attention_task.cpp
  models/tasks/gene_network/gene_network_task.cpp
  models/tasks/gene_network/row_products.cpp
  models/tasks/knock_out/gene_numbers.cpp
  models/tasks/knock_out/knock_out.cpp
  models/tasks/knock_out/knock_out_table.cpp
  models/tasks/knock_out/pair_effects.cpp
  models/tasks/knock_out/query_cells.cpp
  models/tasks/knock_out/target_hits.cpp
  models/tasks/knock_out/tested_genes.cpp
  models/tasks/knock_out/unfinished_run.cpp
  models/tasks/map_reference/reference_index.cpp
  models/tasks/masked_expression/masked_expression.cpp
  models/tasks/perturb/perturbation_predictions.cpp
  ui/commands/read_gene_names.cpp  # GCC 12 would warn of a value that is never read
  ui/look/theme.cpp
  ui/panels/gene_sets_panel.cpp
  ui/panels/start_page.cpp
  ui/script/script_steps.cpp
  ui/views/network/network_look.cpp
  ui/views/network/network_prop.cpp  # OpenGL's functions by GLEW, which must come before all others
  ui/views/network/network_search.cpp
  ui/views/results/heatmap_figure.cpp
  ui/views/results/models_page.cpp
  ui/views/results/painted_figure.cpp
  ui/views/results/pairs_page.cpp
  ui/views/results/ranking_facts.cpp
  ui/views/results/ranking_marks.cpp
  ui/views/results/result_table_model.cpp
  ui/views/scatter/map_furniture.cpp
  ui/workspace/facts/result_caption.cpp)

# lexicell_unite(TARGET…)
function(lexicell_unite)
  if(NOT LEXICELL_UNITY)
    return()
  endif()
  foreach(target ${ARGN})
    get_target_property(folder ${target} SOURCE_DIR)
    get_target_property(sources ${target} SOURCES)
    set(folders)
    foreach(source ${sources})
      cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${folder} NORMALIZE OUTPUT_VARIABLE path)
      cmake_path(RELATIVE_PATH path BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE name)
      if(NOT path MATCHES "\\.cpp$" OR name IN_LIST lexicell_alone)
        continue()
      endif()
      cmake_path(GET name PARENT_PATH place)
      list(APPEND folders ${place})
      list(APPEND in_${place} ${path})
    endforeach()
    list(REMOVE_DUPLICATES folders)
    foreach(place ${folders})
      list(LENGTH in_${place} count)
      math(EXPR groups "(${count} + ${lexicell_together} - 1) / ${lexicell_together}")
      set(index 0)
      foreach(source ${in_${place}})
        math(EXPR group "${index} * ${groups} / ${count}")
        string(MAKE_C_IDENTIFIER "${place}_${group}" group)
        set_source_files_properties(${source} TARGET_DIRECTORY ${target} PROPERTIES UNITY_GROUP ${group})
        math(EXPR index "${index} + 1")
      endforeach()
      unset(in_${place})
    endforeach()
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endforeach()
endfunction()
