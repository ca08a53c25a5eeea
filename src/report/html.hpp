// A page that stands for itself: one file, nothing loaded, no script, in the reader's choice of light or dark, and printable.
#pragma once

#include <string>
#include <vector>

namespace pugi {
class xml_node;
}

namespace attest::report {

/// The style sheet: the colours of each role of a plot (drawing.hpp) in light and in dark, and how a page is laid out.
extern const char* const page_style;

/// A whole page around a <body>.
std::string page(const std::string& title, pugi::xml_node body);

/// Appends an element with text in it; what the text holds is escaped.
pugi::xml_node append(pugi::xml_node parent, const char* tag, const std::string& text, const char* style_class = nullptr);

/// Appends a table that a narrow window scrolls; every line begins with its heading.
void append_table(pugi::xml_node parent, const std::string& caption, const std::vector<std::string>& headings, const std::vector<std::vector<std::string>>& lines);

}  // namespace attest::report
