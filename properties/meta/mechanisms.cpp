// How to add a mechanism, enforced: every recurrent head of src/attention is included by registry.hpp and has an entry there.
// (That every entry has a direct formula, and so is under every law, is tested in properties/attention.)
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace attest::meta {

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST(Mechanisms, EveryHeadOfTheFolderIsInTheTable) {
  const std::filesystem::path folder = std::filesystem::path(ATTEST_SOURCE_DIR) / "src" / "attention";
  const std::string registry = contents(folder / "registry.hpp");
  ASSERT_FALSE(registry.empty());
  std::size_t heads = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string(), text = contents(entry.path());
    if (entry.path().extension() != ".hpp" || name == "matrix_head.hpp") continue;
    for (const char* base : {": public MatrixHead<A>", ": public RecurrentHead<A>"}) {
      const std::size_t place = text.find(base);
      if (place == std::string::npos) continue;
      ++heads;
      const std::size_t start = text.rfind("class ", place) + 6;
      const std::string head = text.substr(start, text.find_first_of(" :", start) - start);
      EXPECT_NE(registry.find("#include \"attention/" + name + "\""), std::string::npos) << name << " is not included by registry.hpp";
      EXPECT_NE(registry.find("make_unique<" + head + "<A>>"), std::string::npos) << head << " has no entry in registry<A>()";
    }
  }
  EXPECT_EQ(heads, 5u);  // DeltaNet and Gated DeltaNet share a file
}

}  // namespace attest::meta
