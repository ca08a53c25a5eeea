// Any bytes as the text of a page.
#pragma once

#include <string>

namespace pugi {
class xml_node;
}

namespace attest::report {

/// Valid UTF-8 without the characters that XML has no room for: what is not becomes U+FFFD.
std::string printable(const std::string& text);

/// Appends printable(text) as text, escaped when the page is written.
void set_text(pugi::xml_node node, const std::string& text);

}  // namespace attest::report
