#include "report/drawing.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>
#include <pugixml.hpp>
#include <stdexcept>

#include "report/gnuplot.hpp"
#include "report/text.hpp"

namespace attest::report {

namespace {

[[noreturn]] void fail(const Drawing& drawing, const std::string& what) {
  throw CannotReadOrWrite(fmt::format("cannot draw plots: what gnuplot drew for {} {}; leave --report html: out and report this", drawing.name, what));
}

std::string page_colour(const Drawing& drawing, const std::string& colour) {
  if (colour == "black") return "currentColor";
  if (colour == "white") return "var(--page)";
  int red = 0, green = 0, blue = 0;
  if (std::sscanf(colour.c_str(), "rgb(%d,%d,%d)", &red, &green, &blue) != 3) return colour;
  const int number = (red << 16) + (green << 8) + blue;
  if (number < 1 || number > static_cast<int>(std::size(roles))) fail(drawing, "has a colour of its own");
  return fmt::format("var(--{})", roles[number - 1]);
}

bool runs(const std::string& attribute) { return attribute.starts_with("on"); }

/// Attributes: colours, identifiers, letters, and nothing that runs.
void clean_attributes(const Drawing& drawing, pugi::xml_node node) {
  for (pugi::xml_attribute attribute = node.first_attribute(); attribute;) {
    const pugi::xml_attribute next = attribute.next_attribute();
    const std::string name = attribute.name(), value = attribute.value();
    if (runs(name) || name == "font-family") node.remove_attribute(attribute);
    else if (name == "fill" || name == "stroke" || name == "color") attribute = page_colour(drawing, value).c_str();
    else if (name == "id") attribute = (drawing.name + "-" + value).c_str();
    else if (name == "xlink:href") {
      if (!value.starts_with("#")) fail(drawing, "refers to something outside");
      attribute.set_name("href");
      attribute = ("#" + drawing.name + "-" + value.substr(1)).c_str();
    }
    attribute = next;
  }
}

void clean(const Drawing& drawing, pugi::xml_node node) {
  for (pugi::xml_node child = node.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    const std::string name = child.name();
    if (name == "title" || name == "desc" || name == "filter" || name == "script") {
      node.remove_child(child);
    } else if (child.type() == pugi::node_element) {
      clean_attributes(drawing, child);
      clean(drawing, child);
    }
    child = next;
  }
}

/// The points, or else the boxes, of a plot in the order of its data; behind them comes the key's sample.
std::vector<pugi::xml_node> marks_of(pugi::xml_node plot) {
  std::vector<pugi::xml_node> marks;
  for (const char* path : {".//use", ".//polygon"})
    if (marks.empty())
      for (const pugi::xpath_node& found : plot.select_nodes(path)) marks.push_back(found.node());
  return marks;
}

void add_tooltips(const Drawing& drawing, pugi::xml_node svg) {
  for (const auto& [number, lines] : drawing.tooltips) {
    const std::string id = fmt::format("{}-gnuplot_plot_{}", drawing.name, number);
    const auto marks = marks_of(svg.find_node([&](pugi::xml_node node) { return id == node.attribute("id").value(); }));
    if (marks.size() < lines.size()) fail(drawing, fmt::format("has {} marks for {} points", marks.size(), lines.size()));
    for (std::size_t i = 0; i < lines.size(); ++i) set_text(pugi::xml_node(marks[i]).append_child("title"), lines[i]);
  }
}

}  // namespace

int colour_of(const std::string& role) {
  const auto place = std::find(std::begin(roles), std::end(roles), role);
  if (place == std::end(roles)) throw std::logic_error("no role of a plot is called " + role);
  return static_cast<int>(place - std::begin(roles)) + 1;
}

std::string colour_word(const std::string& role) { return fmt::format("rgb '#{:06x}'", colour_of(role)); }

void append_drawing(pugi::xml_node parent, const Drawing& drawing) {
  const std::string drawn = gnuplot(fmt::format("set terminal svg size {},{} dynamic noenhanced font 'sans-serif,12'\n{}", drawing.width, drawing.height, drawing.script));
  pugi::xml_document document;
  if (!document.load_string(drawn.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single) || !document.child("svg")) fail(drawing, "is no SVG");
  pugi::xml_node svg = document.child("svg");
  clean(drawing, svg);
  svg.remove_attribute("xmlns:xlink");
  svg.append_attribute("role") = "img";
  svg.append_attribute("aria-labelledby") = (drawing.name + "-title " + drawing.name + "-description").c_str();
  svg.append_attribute("style") = fmt::format("--width: {}px", drawing.width).c_str();
  add_tooltips(drawing, svg);
  for (const auto& [tag, part, text] : {std::tuple{"desc", "description", &drawing.description}, std::tuple{"title", "title", &drawing.title}}) {
    pugi::xml_node node = svg.prepend_child(tag);
    node.append_attribute("id") = (drawing.name + "-" + part).c_str();
    set_text(node, *text);
  }
  parent.append_copy(svg);
}

std::string quoted(const std::string& text) {
  std::string line = "'";
  for (const char c : text) {
    if (c == '\'') line += c;
    line += c == '\n' || c == '\r' ? ' ' : c;
  }
  return line + "'";
}

}  // namespace attest::report
