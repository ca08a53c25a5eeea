#include "report/html.hpp"

#include <pugixml.hpp>
#include <sstream>

#include "report/text.hpp"

namespace attest::report {

std::string page(const std::string& title, pugi::xml_node body) {
  pugi::xml_document head;
  set_text(head.append_child("title"), title);
  std::ostringstream text;
  text << "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
          "<meta name=\"color-scheme\" content=\"light dark\"/>\n";
  // An empty element must keep its end tag: only XML knows <td/>.
  constexpr unsigned form = pugi::format_indent | pugi::format_no_empty_element_tags | pugi::format_no_declaration;
  head.child("title").print(text, "", form);
  text << "\n<style>\n" << page_style << "</style>\n</head>\n";
  body.print(text, "", form);
  text << "\n</html>\n";
  return text.str();
}

pugi::xml_node append(pugi::xml_node parent, const char* tag, const std::string& text, const char* style_class) {
  pugi::xml_node node = parent.append_child(tag);
  if (style_class) node.append_attribute("class") = style_class;
  set_text(node, text);
  return node;
}

void append_table(pugi::xml_node parent, const std::string& caption, const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& lines) {
  pugi::xml_node scroll = parent.append_child("div");
  scroll.append_attribute("class") = "scroll";
  scroll.append_attribute("tabindex") = "0";
  scroll.append_attribute("role") = "region";
  scroll.append_attribute("aria-label") = printable(caption).c_str();
  pugi::xml_node table = scroll.append_child("table");
  append(table, "caption", caption);
  pugi::xml_node first = table.append_child("thead").append_child("tr");
  for (const std::string& heading : headings) append(first, "th", heading).append_attribute("scope") = "col";
  pugi::xml_node rows = table.append_child("tbody");
  for (const std::vector<std::string>& line : lines) {
    pugi::xml_node row = rows.append_child("tr");
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (i == 0) append(row, "th", line[i]).append_attribute("scope") = "row";
      else append(row, "td", line[i]);
    }
  }
}

}  // namespace attest::report
