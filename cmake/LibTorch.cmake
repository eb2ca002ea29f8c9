# LibTorch as an imported target made by ourselves: the CMake package of a CUDA wheel stops where there is no CUDA toolkit,
# and building needs none. Looked for in CMAKE_PREFIX_PATH (a LibTorch folder, a torch wheel, or its share/cmake), then .deps.
set(torch_hints "")
foreach(prefix IN LISTS CMAKE_PREFIX_PATH)
  list(APPEND torch_hints ${prefix} ${prefix}/torch ${prefix}/../.. ${prefix}/../../..)
endforeach()
list(APPEND torch_hints ${CMAKE_SOURCE_DIR}/.deps/torch/torch)

find_path(TORCH_INCLUDE_DIR ATen/ATen.h HINTS ${torch_hints} PATH_SUFFIXES include NO_DEFAULT_PATH)
find_library(TORCH_LIBRARY torch HINTS ${torch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
find_library(TORCH_CPU_LIBRARY torch_cpu HINTS ${torch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
find_library(TORCH_C10_LIBRARY c10 HINTS ${torch_hints} PATH_SUFFIXES lib NO_DEFAULT_PATH)
if(NOT TORCH_INCLUDE_DIR OR NOT TORCH_LIBRARY OR NOT TORCH_CPU_LIBRARY OR NOT TORCH_C10_LIBRARY)
  message(FATAL_ERROR "LibTorch was not found. Run ./run once, which installs it below .deps/, or name yours: "
                      "-DCMAKE_PREFIX_PATH=/path/to/libtorch. Without networks: -DLEXICELL_WITH_TORCH=OFF.")
endif()

add_library(lexicell_torch INTERFACE)
add_library(lexicell::torch ALIAS lexicell_torch)
# As options and not as include directories: moc, which reads every header it finds, would spend ten seconds a test on LibTorch's.
foreach(folder ${TORCH_INCLUDE_DIR} ${TORCH_INCLUDE_DIR}/torch/csrc/api/include)
  target_compile_options(lexicell_torch INTERFACE "SHELL:-isystem ${folder}")
endforeach()
target_link_libraries(lexicell_torch INTERFACE ${TORCH_LIBRARY} ${TORCH_CPU_LIBRARY} ${TORCH_C10_LIBRARY})
# A CUDA build registers its kernels from a library that nothing refers to by name: keep it.
get_filename_component(TORCH_LIBRARY_DIR ${TORCH_LIBRARY} DIRECTORY)
find_library(TORCH_CUDA_LIBRARY torch_cuda HINTS ${TORCH_LIBRARY_DIR} NO_DEFAULT_PATH)
if(TORCH_CUDA_LIBRARY)
  target_link_libraries(lexicell_torch INTERFACE -Wl,--no-as-needed ${TORCH_CUDA_LIBRARY} -Wl,--as-needed)
endif()
set(LEXICELL_TORCH_RPATH ${TORCH_LIBRARY_DIR})
