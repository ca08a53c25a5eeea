# The program `attest-checker`: links the checker and nothing else of the house.
add_executable(attest-checker ${PROJECT_SOURCE_DIR}/src/checker/program/main.cpp)
target_link_libraries(attest-checker PRIVATE attest_checker)
