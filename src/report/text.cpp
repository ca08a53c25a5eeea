// The JSON library knows what valid UTF-8 is: it replaces what is not.
#include "report/text.hpp"

#include <nlohmann/json.hpp>
#include <pugixml.hpp>

namespace attest::report {

std::string printable(const std::string& text) {
  using Json = nlohmann::json;
  constexpr const char* replacement = "\xef\xbf\xbd";
  const std::string valid = Json::parse(Json(text).dump(-1, ' ', false, Json::error_handler_t::replace)).get<std::string>();
  std::string clean;
  for (std::size_t i = 0; i < valid.size(); ++i) {
    const auto c = static_cast<unsigned char>(valid[i]);
    const bool no_character = valid.compare(i, 3, "\xef\xbf\xbe") == 0 || valid.compare(i, 3, "\xef\xbf\xbf") == 0;
    if (no_character || (c < 0x20 && c != '\n' && c != '\t')) clean += replacement;
    else clean += valid[i];
    if (no_character) i += 2;
  }
  return clean;
}

void set_text(pugi::xml_node node, const std::string& text) { node.append_child(pugi::node_pcdata).set_value(printable(text).c_str()); }

}  // namespace attest::report
