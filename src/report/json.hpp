// The run as JSON, schema "attest.hierarchy/1".
#pragma once

#include <string>

#include "report/run.hpp"

namespace attest::report {

/// {"schema", "version", "seed", "effort", "complete", "holds", "seconds", "cells": [{"name", "architecture", "task", "claim",
/// "verdict", "holds", "sizes", "cases", "seconds", "evidence": [{"kind", "summary", "fields": {name: value}}]}]}.
/// Two runs with the same seed differ only in members called "seconds". Bytes that are no UTF-8 become U+FFFD.
std::string to_json(const Run& run);

}  // namespace attest::report
