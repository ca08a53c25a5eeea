// attest: see README.md.
#include "cli/program.hpp"

int main(int count, char** arguments) {
  return attest::cli::run_program({arguments + 1, arguments + count}, attest::hierarchy::cells);
}
