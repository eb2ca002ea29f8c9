# Flags every target of ours gets through `lexicell::settings`; other people's headers are SYSTEM and stay silent.
find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

# -O3 costs a third more build time and gains nothing outside the numerics, which ask for it themselves.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_library(lexicell_settings INTERFACE)
add_library(lexicell::settings ALIAS lexicell_settings)
target_include_directories(lexicell_settings INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(lexicell_settings INTERFACE -Wall -Wextra -Wshadow -Wconversion -Wno-sign-conversion)
# GCC 12 warns of overlapping copies in std::string's operator+ that cannot happen (GCC bug 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(lexicell_settings INTERFACE -Wno-restrict)
endif()
if(LEXICELL_WERROR)
  target_compile_options(lexicell_settings INTERFACE -Werror)
endif()
if(LEXICELL_SANITIZE)
  add_compile_options(-fsanitize=${LEXICELL_SANITIZE} -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=${LEXICELL_SANITIZE})
endif()
# One set of floating-point rules everywhere: results must not depend on the machine the compiler ran on.
add_compile_options(-ffp-contract=off)
