# What the project stands on. Debian 12 has all of it but LibTorch and the libscran headers, which ./run puts into .deps/
# (a pinned wheel each). A LibTorch of the user's own is taken from CMAKE_PREFIX_PATH.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(HDF5 REQUIRED COMPONENTS C)
find_package(Boost REQUIRED)  # headers of Boost.Math
find_package(CLI11 REQUIRED)
find_package(utf8cpp REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
pkg_check_modules(IGRAPH REQUIRED IMPORTED_TARGET igraph)
find_library(LZF_LIBRARY lzf REQUIRED)
find_path(LZF_INCLUDE_DIR lzf.h PATH_SUFFIXES liblzf REQUIRED)

add_library(lexicell_hdf5 INTERFACE)
add_library(lexicell::hdf5 ALIAS lexicell_hdf5)
target_include_directories(lexicell_hdf5 SYSTEM INTERFACE ${HDF5_C_INCLUDE_DIRS} ${LZF_INCLUDE_DIR})
target_link_libraries(lexicell_hdf5 INTERFACE ${HDF5_C_LIBRARIES} ${LZF_LIBRARY})

# libscran family and its Eigen (headers only)
find_path(ASSORTHEAD_INCLUDE_DIR tatami/tatami.hpp
          HINTS ${CMAKE_SOURCE_DIR}/.deps/headers/assorthead/include REQUIRED)
add_library(lexicell_scran INTERFACE)
add_library(lexicell::scran ALIAS lexicell_scran)
target_include_directories(lexicell_scran SYSTEM INTERFACE ${ASSORTHEAD_INCLUDE_DIR})
target_link_libraries(lexicell_scran INTERFACE Threads::Threads)

if(LEXICELL_WITH_TORCH)
  include(LibTorch)
endif()

if(LEXICELL_WITH_UI)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Gui Widgets OpenGLWidgets Charts Svg SvgWidgets Network)
  find_package(VTK 9.1 REQUIRED COMPONENTS CommonCore CommonDataModel RenderingCore RenderingOpenGL2)
  find_package(SQLite3 REQUIRED)
endif()
if(LEXICELL_WITH_TESTS)
  find_package(Qt6 6.4 REQUIRED COMPONENTS Core Test)
endif()
