#include "evidence/certificate.hpp"

#include <openssl/evp.h>

#include <array>
#include <map>
#include <stdexcept>

namespace attest::evidence {

std::string sha256(const std::string& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("libcrypto cannot compute SHA-256");
  std::string text;
  for (unsigned int i = 0; i < size; ++i) {
    text += "0123456789abcdef"[digest[i] >> 4];
    text += "0123456789abcdef"[digest[i] & 15];
  }
  return text;
}

std::string certificate(const std::string& kind, const std::string& lines) {
  static const std::map<std::string, std::string> conclusions = {{"all-inputs", "established"},
                                                                 {"counterexample", "refuted"},
                                                                 {"exhaustion", "refuted"},
                                                                 {"fooling-pair", "indistinguishable"},
                                                                 {"counting", "impossible"}};
  const auto conclusion = conclusions.find(kind);
  if (conclusion == conclusions.end()) throw std::logic_error("no certificate has the kind '" + kind + "'");
  if (lines.empty() || lines.back() != '\n') throw std::logic_error("the lines of a certificate end with a newline");
  const std::string text = "attest-certificate/2\nkind " + kind + "\n" + lines;
  return text + "conclusion " + conclusion->second + " sha256 " + sha256(text) + "\n";
}

}  // namespace attest::evidence
