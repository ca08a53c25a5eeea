# `cmake --install`: the program, every library of ATTEST_TARGETS as attest::NAME with its headers under include/attest,
# and the package file that makes find_package(attest) work. The private attest_cli stays inside the program.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(attest_package_folder ${CMAKE_INSTALL_LIBDIR}/cmake/attest)

get_property(attest_targets GLOBAL PROPERTY ATTEST_TARGETS)
get_property(attest_folders GLOBAL PROPERTY ATTEST_FOLDERS)
install(TARGETS ${attest_targets} EXPORT attestTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
foreach(folder IN LISTS attest_folders)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/src/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/attest
    FILES_MATCHING PATTERN "*.hpp")
endforeach()
# A program by itself: it needs none of the libraries, and can be copied anywhere.
install(PROGRAMS ${PROJECT_SOURCE_DIR}/src/checker_python/attest_checker.py DESTINATION ${CMAKE_INSTALL_DATADIR}/attest)
install(TARGETS attest-checker RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET attest)
  install(TARGETS attest RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  # The program looks for them beside its bin folder when it does not stand in a repository.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/corpus/configurations DESTINATION ${CMAKE_INSTALL_DATADIR}/attest OPTIONAL)
endif()

install(EXPORT attestTargets NAMESPACE attest:: DESTINATION ${attest_package_folder})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/attestConfig.cmake.in ${PROJECT_BINARY_DIR}/attestConfig.cmake
  INSTALL_DESTINATION ${attest_package_folder})
# Below 1.0 a minor version may change what callers see.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/attestConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/attestConfig.cmake ${PROJECT_BINARY_DIR}/attestConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/AttestDependencies.cmake DESTINATION ${attest_package_folder})
