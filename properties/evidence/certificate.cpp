// The frame of certificates: known SHA-256 digests, the conclusion of each kind, and no other kinds.
#include "evidence/certificate.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace {

using attest::evidence::certificate;
using attest::evidence::sha256;

TEST(Certificate, Sha256HasItsKnownValues) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Certificate, TheFrameHoldsTheHashOfAllBeforeTheConclusion) {
  const std::string text = certificate("exhaustion", "claim x\n");
  const std::string before = "attest-certificate/2\nkind exhaustion\nclaim x\n";
  EXPECT_EQ(text, before + "conclusion refuted sha256 " + sha256(before) + "\n");
  EXPECT_NE(certificate("all-inputs", "claim x\n").find("conclusion established "), std::string::npos);
  EXPECT_THROW(certificate("proof", "claim x\n"), std::logic_error);
  EXPECT_THROW(certificate("counting", "claim x"), std::logic_error);
}

}  // namespace
