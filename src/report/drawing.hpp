// From what gnuplot draws to an SVG that stands in a page: it has a title and a description for those who do not see it, takes its colours
// and letters from the page's style sheet (so it is readable in light, in dark and on paper), shares no identifier with its neighbours
// and runs no script.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace pugi {
class xml_node;
}

namespace attest::report {

/// What a thing is in a plot, not its colour: the page gives role R the colour var(--R).
inline constexpr const char* roles[] = {"grid", "law", "right", "refuted", "open", "edge", "level-0", "level-1", "level-2", "level-3", "level-4", "level-5", "level-6", "level-7",
                                        "level-8", "text-0", "text-1", "text-2", "text-3", "text-4", "text-5", "text-6", "text-7", "text-8"};

/// A number 0xRRGGBB that stands for the role in a script, to be written as `rgb '#%06x'` or in a column of `rgb variable`.
int colour_of(const std::string& role);
/// "rgb '#000002'"
std::string colour_word(const std::string& role);

struct Drawing {
  std::string name;          ///< letters, digits and '-', unlike those of its neighbours
  std::string title, description;
  std::string script;        ///< what follows `set terminal svg`
  int width = 480, height = 320;
  std::map<int, std::vector<std::string>> tooltips;   ///< of the points or boxes of plot 1, 2, ..., in their order
};

/// Draws and appends. Throws CannotReadOrWrite when gnuplot cannot, or draws something else than expected.
void append_drawing(pugi::xml_node parent, const Drawing& drawing);

/// Text as gnuplot takes it between quotes: without line breaks, ' doubled.
std::string quoted(const std::string& text);

}  // namespace attest::report
