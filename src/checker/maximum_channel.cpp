#include "checker/claims.hpp"
namespace attest::checker {
std::uint64_t check_maximum_channel(Reader&) { throw Rejected("maximum-channel is not checked yet"); }
}
