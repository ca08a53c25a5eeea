# attest_test_options(TARGET): how test programs compile. In Release with -O1: compiling them costs more than running them.
#
# attest_precompiled(TARGET KIND): TARGET compiles with headers that are parsed once, where ATTEST_PRECOMPILED is on.
# More than half of the time of a clean build went into parsing the same headers. KIND: `standard` (the standard library),
# `json`, `program` (command line), `test` (GoogleTest and RapidCheck). The presets sanitize and fuzz leave it off, so a source that forgets an include does not
# build there.
option(ATTEST_PRECOMPILED "Parse the headers of the standard library, GoogleTest, ... once per build" OFF)

set(attest_precompiled_standard <algorithm> <array> <atomic> <bit> <charconv> <chrono> <cmath> <cstddef> <cstdint> <cstdio> <filesystem>
  <fstream> <functional> <limits> <map> <memory> <mutex> <numbers> <numeric> <optional> <random> <set> <span> <sstream> <stdexcept>
  <string> <string_view> <thread> <tuple> <unordered_map> <unordered_set> <utility> <vector>)
set(attest_precompiled_json ${attest_precompiled_standard} <fmt/core.h> <fmt/format.h> <nlohmann/json.hpp>)
set(attest_precompiled_program ${attest_precompiled_standard} <fmt/core.h> <CLI/CLI.hpp>)
set(attest_precompiled_test ${attest_precompiled_standard} <fmt/core.h> <gtest/gtest.h> <rapidcheck.h>)
# A precompiled header serves only what is compiled with the same definitions.
set(attest_precompiled_json_libraries attest_external_FMT attest_external_JSON)
set(attest_precompiled_program_libraries attest_external_FMT attest_external_CLI)
set(attest_precompiled_test_libraries attest_external_FMT GTest::gtest rapidcheck)

function(attest_test_options target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

function(attest_precompiled target kind)
  get_target_property(type ${target} TYPE)
  if(NOT ATTEST_PRECOMPILED OR type STREQUAL "INTERFACE_LIBRARY")
    return()
  endif()
  # g++ 12 raises false alarms about moved std::strings once <string> comes from a precompiled header.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds$<SEMICOLON>-Wno-stringop-overflow$<SEMICOLON>-Wno-stringop-overread>)
  set(owner attest_precompiled_${kind}_headers)
  if(NOT TARGET ${owner})
    file(WRITE ${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp "")
    add_library(${owner} OBJECT ${PROJECT_BINARY_DIR}/precompiled/${kind}.cpp)
    target_precompile_headers(${owner} PRIVATE ${attest_precompiled_${kind}})
    target_link_libraries(${owner} PRIVATE ${attest_precompiled_${kind}_libraries})
    if(kind STREQUAL "test")
      attest_test_options(${owner})
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${owner})
endfunction()
