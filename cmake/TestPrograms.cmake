# Tests: a source file each, some of which share a program.

# Qt Test without the definitions of its CMake target, which differ by folder and would keep its headers, the largest that tests
# read, from being precompiled once for all.
add_library(lexicell_qt_test INTERFACE)
add_library(lexicell::qt_test ALIAS lexicell_qt_test)
target_include_directories(lexicell_qt_test SYSTEM INTERFACE $<TARGET_PROPERTY:Qt6::Test,INTERFACE_INCLUDE_DIRECTORIES>)
target_compile_definitions(lexicell_qt_test INTERFACE QT_TESTLIB_LIB)
target_link_libraries(lexicell_qt_test INTERFACE $<TARGET_LINKER_FILE:Qt6::Test>)

find_program(LEXICELL_FAST_LINKER ld.gold)  # a third of the time; the product keeps the usual linker
set(lexicell_tests_together 6)              # in a program, at most
# Tests whose unnamed namespace has a name that a neighbor's has, too (see UnityBuild.cmake).
set(lexicell_tests_alone
  tst_annotation_limits tst_batch_script tst_cell_tests tst_cell_windows tst_cli_annotation_limits tst_cli_compare
  tst_cli_pretrain tst_cli_shards tst_cli_training_kills tst_command_text tst_compare tst_dropped_attention tst_file_matrix
  tst_frozen_outputs tst_gene_attention tst_generate tst_integration_tuning tst_knock_out_groups tst_knock_out_runs
  tst_known_targets tst_label_journey tst_masked_expression tst_merge tst_method_comparison tst_mixed_precision
  tst_models_panel tst_module_activity tst_mudata_reader tst_mudata_writer tst_multimodal_vectors tst_multiomic_tuning
  tst_network_trainable tst_open_dialog tst_pace tst_packed_result tst_plain_values tst_pretrain_families
  tst_pretrain_interop tst_pretraining tst_project_journal tst_random tst_random_start tst_reading_choices tst_report_pdf
  tst_result_views tst_resume_file tst_scbert_layout tst_scemb_encoder tst_score_intervals tst_session_cells
  tst_shared_runs tst_stored_shifts tst_task_rows tst_trained_linear tst_tuned_tensors tst_weighted_neighbors
  tst_window_layout)
# What every test has before its own headers.
set(lexicell_test_headers ${CMAKE_SOURCE_DIR}/tests/support/patience.h ${CMAKE_SOURCE_DIR}/tests/support/test_program.h)

# The tests themselves are not worth optimizing: they wait for the product.
function(lexicell_set_test_options target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O0>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # which takes a test for a header where tests are compiled together
    target_compile_options(${target} PRIVATE -Wno-subobject-linkage)
  endif()
endfunction()

# The tests share precompiled headers by what they link. An executable owns them, because a library's are compiled with other
# flags.
function(lexicell_add_test_headers kind)
  cmake_parse_arguments(arg "" "" "LINK;HEADERS" ${ARGN})
  file(GENERATE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${kind}.cpp CONTENT "int main() {}\n")
  add_executable(lexicell_${kind}_headers EXCLUDE_FROM_ALL ${CMAKE_CURRENT_BINARY_DIR}/${kind}.cpp)
  target_link_libraries(lexicell_${kind}_headers PRIVATE lexicell::settings lexicell::qt_test ${arg_LINK})
  lexicell_set_test_options(lexicell_${kind}_headers)
  lexicell_own_precompiled(lexicell_${kind}_headers ${lexicell_standard_headers} ${arg_HEADERS} <QTemporaryDir>
                         ${lexicell_test_headers})
endfunction()

# The paths of sources that a list names without the folder below it in which they are.
function(lexicell_find_test_sources out)
  set(found)
  foreach(source ${ARGN})
    file(GLOB_RECURSE place ${CMAKE_CURRENT_SOURCE_DIR}/${source})
    list(LENGTH place places)
    if(NOT places EQUAL 1)
      message(FATAL_ERROR "${places} files ${source} below ${CMAKE_CURRENT_SOURCE_DIR}, needed by a test")
    endif()
    list(APPEND found ${place})
  endforeach()
  set(${out} ${found} PARENT_SCOPE)
endfunction()

# A test includes its own tst_<source>.moc. Made by one command each: AUTOMOC compiles an empty source for every program besides,
# and looks at it anew in each build.
function(lexicell_moc_test target)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/moc)
  foreach(source ${ARGN})
    get_filename_component(base ${source} NAME_WE)
    file(STRINGS ${source} included REGEX "^#include \"${base}\\.moc\"" LIMIT_COUNT 1)
    if(included)
      file(MAKE_DIRECTORY ${folder})
      qt_generate_moc(${source} ${folder}/${base}.moc TARGET ${target})
      target_sources(${target} PRIVATE ${folder}/${base}.moc)  # so that it is there before anything is compiled
      target_include_directories(${target} PRIVATE ${folder})
    endif()
  endforeach()
endfunction()

# `kind`: of the precompiled headers; empty: none. `together`: whether its sources are compiled together.
function(lexicell_add_test_program program kind together)
  add_executable(${program})
  set_target_properties(${program} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests
                        UNITY_BUILD ${together} UNITY_BUILD_BATCH_SIZE 0)
  target_link_libraries(${program} PRIVATE lexicell::settings lexicell::test_support lexicell::qt_test Qt6::Core)
  add_dependencies(${program} lexicell-probe)  # reading HDF5 files starts it
  lexicell_set_test_options(${program})
  if(LEXICELL_FAST_LINKER AND NOT LEXICELL_SANITIZE)
    target_link_options(${program} PRIVATE -fuse-ld=gold)
  endif()
  if(kind AND LEXICELL_PRECOMPILE)
    lexicell_precompile(${program} lexicell_${kind}_headers)
  else()
    foreach(header ${lexicell_test_headers})
      target_compile_options(${program} PRIVATE "SHELL:-include ${header}")
    endforeach()
  endif()
endfunction()

# One test file per source file, named tst_<source>, in the folder below this list that mirrors the source's; the list names it
# without the folder. ctest labels: unit parity realdata gui gl interop bench. ALONE: in a program of its own. SCALED: once more
# on a screen at 200 %, as <name>_at_200.
#   lexicell_add_test(tst_umap LABEL unit SOURCES tst_umap.cpp LINK lexicell::analysis)
function(lexicell_add_test name)
  cmake_parse_arguments(arg "XVFB;ALONE;SCALED" "LABEL;TIMEOUT" "SOURCES;LINK" ${ARGN})
  lexicell_find_test_sources(sources ${arg_SOURCES})
  if("${arg_LINK}" MATCHES "Qt6::Network")  # Qt Test's headers have more in them then than was precompiled
    set(kind "")
    set(arg_ALONE ON)
  elseif("${arg_LINK}" MATCHES "lexicell::networks")
    set(kind network_tests)
  elseif("${arg_LINK}" MATCHES "lexicell::(ui|views|result_views)")
    set(kind window_tests)
  elseif(LEXICELL_WITH_UI AND "${arg_LINK}" MATCHES "lexicell::workspace")
    set(kind workspace_tests)
  else()
    set(kind core_tests)
  endif()

  get_filename_component(folder ${CMAKE_CURRENT_SOURCE_DIR} NAME)
  set(counter lexicell_${folder}_${kind})
  get_property(before GLOBAL PROPERTY ${counter})
  math(EXPR number "0${before} / ${lexicell_tests_together}")
  if(arg_ALONE OR name IN_LIST lexicell_tests_alone OR NOT LEXICELL_UNITY)
    set(program ${name}_program)
    set(together OFF)
  else()
    set(program ${folder}_${kind}_${number})
    set(together ON)
    math(EXPR after "0${before} + 1")
    set_property(GLOBAL PROPERTY ${counter} ${after})
  endif()
  if(NOT TARGET ${program})
    lexicell_add_test_program(${program} "${kind}" ${together})
  endif()
  get_target_property(known ${program} SOURCES)
  foreach(source ${sources})
    if(NOT source IN_LIST known)
      target_sources(${program} PRIVATE ${source})
    endif()
  endforeach()
  target_link_libraries(${program} PRIVATE ${arg_LINK})
  lexicell_moc_test(${program} ${sources})

  file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  file(CREATE_LINK ${program} ${CMAKE_BINARY_DIR}/tests/${name} SYMBOLIC)
  add_custom_target(${name} ALL)
  add_dependencies(${name} ${program})
  set(command ${CMAKE_BINARY_DIR}/tests/${name})
  if(arg_XVFB)
    set(command xvfb-run -a -s "-screen 0 1920x1200x24" ${command})
  endif()
  set(names ${name})
  if(arg_SCALED)
    list(APPEND names ${name}_at_200)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 600)
  endif()
  # Qt Test ends a function after 5 minutes, which a busy machine may need; the limit of the whole test is enough.
  math(EXPR milliseconds "${arg_TIMEOUT} * 1000")
  foreach(each ${names})
    set(environment "LC_ALL=C.UTF-8" "QTEST_FUNCTION_TIMEOUT=${milliseconds}" "LEXICELL_BINARY_DIR=${CMAKE_BINARY_DIR}"
        "TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan.supp")
    if(NOT each STREQUAL name)
      list(APPEND environment "QT_SCALE_FACTOR=2")
    endif()
    add_test(NAME ${each} COMMAND ${command})
    set_tests_properties(${each} PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "${environment}")
  endforeach()
endfunction()
