# Headers of others that many sources read, parsed once: a full build takes a third less time. None of ours is among them, so
# that a change of one of ours rebuilds only its users.
#   lexicell_precompile(target kind)   kind: standard, window, or one of the tests' own
option(LEXICELL_PRECOMPILE "Parse headers of others once" ON)

set(lexicell_standard_headers <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <map> <memory> <optional> <string>
    <string_view> <unordered_map> <utility> <variant> <vector> <nlohmann/json.hpp>)
set(lexicell_core_qt_headers <QByteArray> <QDateTime> <QHash> <QJsonArray> <QJsonObject> <QObject> <QString> <QStringList>
    <QVariant>)
set(lexicell_window_headers ${lexicell_core_qt_headers} <QAction> <QApplication> <QBoxLayout> <QComboBox> <QIcon> <QKeyEvent>
    <QLabel> <QLineEdit> <QMenu> <QPainter> <QPushButton> <QSettings> <QTimer> <QToolButton> <QWidget>)

# `target` owns precompiled headers, which targets with the same flags and definitions use through lexicell_precompile().
function(lexicell_own_precompiled target)
  if(LEXICELL_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${ARGN})
    lexicell_with_precompiled(${target})
  endif()
endfunction()

function(lexicell_precompile target owner)
  if(LEXICELL_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${owner})
    lexicell_with_precompiled(${target})
  endif()
endfunction()

# -fpch-preprocess: without it ccache cannot keep what GCC compiles with a precompiled header (it also wants
# sloppiness=pch_defines,time_macros). The warnings are wrong ones about std::string, which GCC 12 silences in system headers, but
# not in precompiled ones. The linters read sources without, and find an include that is forgotten.
function(lexicell_with_precompiled target)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  endif()
endfunction()
