# The program `attest`: every verb is one file of src/cli.
file(GLOB attest_cli_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/cli/*.cpp)
list(FILTER attest_cli_sources EXCLUDE REGEX "/main\\.cpp$")
if(attest_cli_sources)
  add_library(attest_cli STATIC ${attest_cli_sources})
  attest_precompiled(attest_cli program)
  target_include_directories(attest_cli PUBLIC ${PROJECT_SOURCE_DIR}/src)
  target_compile_definitions(attest_cli PRIVATE ATTEST_VERSION="${PROJECT_VERSION}")
  get_property(attest_targets GLOBAL PROPERTY ATTEST_TARGETS)
  target_link_libraries(attest_cli PUBLIC ${attest_targets}
    attest_external_FMT attest_external_JSON attest_external_CLI attest_external_THREADS)
  add_executable(attest ${PROJECT_SOURCE_DIR}/src/cli/main.cpp)
  target_link_libraries(attest PRIVATE attest_cli)
endif()
