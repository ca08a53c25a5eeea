// The page of precisions: every row is there, whatever is in it; it loads nothing and runs nothing; what gnuplot drew has titles,
// tooltips in place and colours of the page; a gnuplot that is missing or broken costs the plots alone.
#include <gtest/gtest.h>

#include <rapidcheck.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <pugixml.hpp>
#include <regex>
#include <set>

#include "report/drawing.hpp"
#include "report/gnuplot.hpp"
#include "report/html.hpp"
#include "report/output_file.hpp"
#include "report/precision_plots.hpp"
#include "report/precision_words.hpp"
#include "report/text.hpp"
#include "support/property.hpp"

namespace attest::report {
namespace {

constexpr const char* nasty = "<b>&\"'</script>\x01\xff \xe2\x89\xa5";

PrecisionRow row(const std::string& task, std::int64_t size, int precision) {
  PrecisionRow row;
  row.task = task;
  row.sizes = "M=" + std::to_string(size) + " n=" + std::to_string(size);
  row.rule = "n = M = N";
  row.number = size;
  row.precision = precision;
  row.refuted = precision - 1;
  row.grid = "all 16 grid points, 3 inputs";
  row.wrong_up_to = precision - 1;
  row.parameters = {{"c", "7*2^3"}};
  row.law = 2 * std::log2(static_cast<double>(size));
  row.complete = true;
  return row;
}

PrecisionRun least_run() {
  PrecisionRun run;
  run.version = "0.1.0";
  run.arithmetic = "Everything is rounded.";
  run.grids = {"two-sum: c over all numbers"};
  run.rows = {row("two-sum", 8, 3), row("two-sum", 16, 4), row("two-sum", 32, 6), row("match2", 8, 5), row("match2", 16, 9)};
  run.rows[2].wrong_up_to = 3;  // the ends do not meet
  run.rows[2].refuted.reset();
  run.rows[2].notes = {nasty};
  run.rows[4].precision.reset();  // nothing is right
  run.rows[4].refuted.reset();
  run.rows[3].number.reset();
  run.rows[3].sizes = nasty;
  run.fits = {{"two-sum", "2 lg M", -4, -3, 1.5, -1.5}};
  return run;
}

FormatRow format_row(const std::string& format, const std::string& plan, const std::string& algorithm, std::optional<std::int64_t> size, std::optional<std::int64_t> wrong, const std::string& cause) {
  FormatRow row;
  row.task = "two-sum";
  row.format = format;
  row.plan = plan;
  row.algorithm = algorithm;
  row.order = "left-to-right";
  row.rule = "n = M = N";
  row.smallest = 5;
  row.limit = 4096;
  row.size = size;
  row.wrong = wrong;
  row.cause = cause;
  row.complete = true;
  if (wrong) row.input = "3(1:5 0:2", row.expected = "0", row.observed = "1";
  return row;
}

PrecisionRun format_run() {
  PrecisionRun run;
  run.arithmetic = "Largest certified size in each format.";
  run.formats = {format_row("binary32", "uniform", "naive", 4096, {}, ""), format_row("binary32", "uniform", "two-pass", 100, 120, "rounding of scores, rounding of exp"),
                 format_row("e4m3", "uniform", "naive", {}, 5, "overflow of exp"), format_row("e4m3", "uniform", "two-pass", 7, 8, "absorption in sums"),
                 format_row("e4m3", "mixed", "naive", 9, 10, nasty), format_row("e2m1", "mixed", "two-pass", {}, {}, "")};
  run.formats[5].note = nasty;
  run.formats[4].input = std::string(5000, 'x');
  return run;
}

class Parsed {
 public:
  explicit Parsed(const std::string& text) {
    const auto result = document.load_string(text.c_str());
    EXPECT_TRUE(result) << result.description() << " at " << text.substr(static_cast<std::size_t>(result.offset), 80);
  }
  std::size_t count(const std::string& path) const { return document.select_nodes(path.c_str()).size(); }
  std::string text(const std::string& path) const { return document.select_node(path.c_str()).node().text().get(); }
  std::vector<std::string> texts(const std::string& path) const {
    std::vector<std::string> all;
    for (const auto& found : document.select_nodes(path.c_str())) all.emplace_back(found.node().text().get());
    return all;
  }
  pugi::xml_document document;
};

/// Loads nothing, runs nothing, names nothing twice, refers to what is there.
void expect_stands_alone(const std::string& page) {
  const Parsed parsed(page);
  std::set<std::string> ids;
  for (const auto& found : parsed.document.select_nodes("//@id")) EXPECT_TRUE(ids.insert(found.attribute().value()).second) << "twice: " << found.attribute().value();
  for (const auto& found : parsed.document.select_nodes("//@*")) {
    const std::string name = found.attribute().name(), value = found.attribute().value();
    EXPECT_FALSE(name.starts_with("on") || name == "src" || name == "srcset" || name == "data") << name << "=" << value;
    EXPECT_TRUE(!name.ends_with("href") || (value.starts_with("#") && ids.count(value.substr(1)))) << value;
    EXPECT_TRUE(name != "aria-labelledby" || (ids.count(value.substr(0, value.find(' '))) && ids.count(value.substr(value.find(' ') + 1)))) << value;
    EXPECT_EQ(value.find("://"), name == "xmlns" ? 4u : std::string::npos) << name << "=" << value;
    EXPECT_EQ(value.find("url("), std::string::npos) << name << "=" << value;
  }
  for (const char* tag : {"script", "link", "iframe", "object", "embed", "img", "image", "foreignObject", "filter", "base"}) EXPECT_EQ(parsed.count(std::string("//") + tag), 0u) << tag;
  for (const char* word : {"@import", "url(", "@font-face"}) EXPECT_EQ(parsed.text("//style").find(word), std::string::npos) << word;
  EXPECT_EQ(page.rfind("<!DOCTYPE html>", 0), 0u);
  EXPECT_EQ(parsed.text("//html/@lang"), "");
  EXPECT_STREQ(parsed.document.child("html").attribute("lang").value(), "en");
}

/// Titles and descriptions first, tooltips without gnuplot's own, colours of the style sheet only.
void expect_drawings(const std::string& page, std::size_t drawings) {
  const Parsed parsed(page);
  ASSERT_EQ(parsed.count("//svg"), drawings);
  EXPECT_EQ(parsed.count("//svg[@role='img']/title[position()=1 and string-length(.)>0]"), drawings);
  EXPECT_EQ(parsed.count("//svg/desc[string-length(.)>0]"), drawings);
  EXPECT_EQ(parsed.count("//figure[figcaption and .//svg]"), drawings);
  const std::string style = parsed.text("//style");
  for (const char* attribute : {"fill", "stroke", "color"})
    for (const auto& found : parsed.document.select_nodes((std::string("//svg//@") + attribute).c_str())) {
      const std::string value = found.attribute().value();
      if (value.starts_with("var(")) EXPECT_NE(style.find(value.substr(4, value.size() - 5) + ":"), std::string::npos) << value;
      else EXPECT_TRUE(value == "none" || value == "currentColor") << value;
    }
  EXPECT_EQ(parsed.count("//svg//@font-family"), 0u);
}

TEST(LeastPage, ShowsEveryRowAndItsPlots) {
  const PrecisionRun run = least_run();
  const Page page = to_html(run, std::string("attest precision --report html:") + nasty);
  EXPECT_EQ(page.not_drawn, "");
  expect_stands_alone(page.text);
  expect_drawings(page.text, 2);
  const Parsed parsed(page.text);
  EXPECT_EQ(parsed.count("//tbody/tr"), run.rows.size());
  for (const PrecisionRow& one : run.rows) {
    const auto sizes = parsed.texts("//section[@id='" + one.task + "']//tbody/tr/th"), cells = parsed.texts("//section[@id='" + one.task + "']//tbody/tr/td");
    EXPECT_TRUE(std::count(sizes.begin(), sizes.end(), printable(one.sizes))) << one.sizes;
    for (const std::string& text : {precision_of(one), below_of(one), above_of(one), joined(one.parameters)}) EXPECT_TRUE(std::count(cells.begin(), cells.end(), text)) << text;
  }
  EXPECT_EQ(parsed.text("//pre/code"), printable(std::string("attest precision --report html:") + nasty));
  EXPECT_EQ(parsed.texts("//section[@id='two-sum']//li"), std::vector<std::string>{printable("M=32 n=32: " + std::string(nasty))});
  EXPECT_NE(page.text.find("Law: " + fit_line(run.fits[0])), std::string::npos);
  EXPECT_EQ(parsed.texts("//footer//li"), run.grids);
  // Points in the order of the rows: three right ones, two refuted below; in match2 one right, one refuted below, one without any.
  const auto tips = parsed.texts("//svg[title[contains(.,'two-sum')]]//use/title");
  ASSERT_EQ(tips.size(), 5u);
  EXPECT_EQ(tips[0].rfind("two-sum M=8 n=8: least p = 3; refuted: p = 2", 0), 0u) << tips[0];
  EXPECT_EQ(tips[2].rfind("two-sum M=32 n=32: least p = 4..6", 0), 0u) << tips[2];
  EXPECT_EQ(parsed.texts("//svg[title[contains(.,'match2')]]//use/title").size(), 3u);
  EXPECT_EQ(parsed.count("//svg//text[contains(.,'claimed: 2 lg M')]"), 1u);
  EXPECT_EQ(parsed.count("//svg//text[contains(.,'the whole grid is refuted up to here only')]"), 1u);
}

TEST(LeastPage, NamesCertificatesThatAreKept) {
  PrecisionRun run = least_run();
  run.rows[0].certificate_name = "right-name";
  run.rows[0].counterexample_name = "wrong-name";
  EXPECT_EQ(to_html(run, "x").text.find("right-name"), std::string::npos) << "they are no files";
  run.certificates = "kept";
  const Parsed parsed(to_html(run, "x").text);
  const auto cells = parsed.texts("//tbody/tr[1]/td");
  EXPECT_TRUE(std::count(cells.begin(), cells.end(), "right-name") && std::count(cells.begin(), cells.end(), "wrong-name"));
  EXPECT_EQ(parsed.count("//thead//th[.='certificate in kept']"), 2u);
}

TEST(FormatPage, ShowsEveryRowAsACellAndAsALine) {
  const PrecisionRun run = format_run();
  const Page page = to_html(run, "attest precision");
  EXPECT_EQ(page.not_drawn, "");
  expect_stands_alone(page.text);
  expect_drawings(page.text, 2);
  const Parsed parsed(page.text);
  EXPECT_EQ(parsed.count("//tbody/tr"), run.formats.size());
  std::size_t boxes = 0;
  for (const auto& found : parsed.document.select_nodes("//svg//polygon")) {
    const pugi::xml_node box = found.node();
    const std::string tip = box.child("title").text().get();
    std::size_t named = 0;
    for (const FormatRow& one : run.formats) {
      if (tip.rfind(printable(one.task + " " + one.format + " " + one.plan + " " + one.algorithm), 0) != 0) continue;
      ++named;
      EXPECT_EQ(box.attribute("fill").value(), "var(--level-" + std::to_string(level_of(one)) + ")") << tip;
      EXPECT_NE(tip.find("largest " + largest_of(one)), std::string::npos) << tip;
      EXPECT_NE(tip.find(printable(breaks_of(one))), std::string::npos) << tip;
    }
    EXPECT_EQ(named, 1u) << tip;
    ++boxes;
  }
  EXPECT_EQ(boxes, run.formats.size());
  const auto words = parsed.texts("//svg//text");
  for (const char* word : {"\xe2\x89\xa5" "4096", "100?", "none", "7", "9", "?", "scores rounded +", "exp overflow", "absorption", "binary32", "e2m1", "naive", "two-pass", "left-to-right"})
    EXPECT_TRUE(std::count(words.begin(), words.end(), word)) << word;
  EXPECT_NE(page.text.find("5 answers 1, right is 0: 3(1:5 0:2"), std::string::npos);
  EXPECT_NE(page.text.find("(5000 characters in all)"), std::string::npos);
}

TEST(Pages, SayWhatIsNotComplete) {
  PrecisionRun run = least_run();
  EXPECT_EQ(Parsed(to_html(run, "x").text).count("//p[@class='warning']"), 0u);
  run.complete = false;
  run.ended_by = "the budget was spent";
  run.rows[0].complete = false;
  const std::string page = to_html(run, "x").text;
  EXPECT_NE(page.find("Not complete: the budget was spent."), std::string::npos);
  EXPECT_NE(page.find("3 (not complete)"), std::string::npos);
}

TEST(Pages, HoldAnyBytesAsText) {
  support::expect_holds("any bytes give a page whose text is what is printable of them", [](const std::string& text) {
    pugi::xml_document document;
    append(document.append_child("body"), "pre", text);
    pugi::xml_document again;
    RC_ASSERT(again.load_string(page(text, document.child("body")).c_str(), pugi::parse_default | pugi::parse_ws_pcdata));
    RC_ASSERT(again.select_node("//pre").node().text().get() == printable(text));
    RC_ASSERT(again.select_node("//title").node().text().get() == printable(text));
  });
  EXPECT_EQ(printable("a\xff" "b\x01\x1f\n\t\xe2\x89\xa5\xef\xbf\xbf"), "a\xef\xbf\xbd" "b\xef\xbf\xbd\xef\xbf\xbd\n\t\xe2\x89\xa5\xef\xbf\xbd");
}

TEST(Cells, HaveLevelsAndShortCauses) {
  FormatRow one = format_row("e4m3", "uniform", "naive", {}, 5, "overflow of exp");
  EXPECT_EQ(level_of(one), 0);
  for (const auto& [size, level] : std::map<std::int64_t, int>{{1, 1}, {3, 1}, {4, 2}, {15, 2}, {16, 3}, {4095, 6}, {4096, 7}, {16383, 7}, {16384, 8}, {65536, 8}, {1 << 20, 8}}) {
    one.size = size;
    EXPECT_EQ(level_of(one), level) << size;
  }
  for (const auto& [cause, word] : std::map<std::string, std::string>{{"overflow of exp", "exp overflow"}, {"absorption in sums", "absorption"}, {"rounding of scores, rounding of exp", "scores rounded +"},
                                                                      {"rounding of the quotient", "quotient rounded"}, {"underflow or saturation of exp", "exp range"}, {"saturation or underflow of scores", "scores range"}, {"rounding of parameters", "parameters"},
                                                                      {"the construction itself", "construction"}, {"several roundings together", "several"}, {"rounding of exp, with others", "exp rounded +"}}) {
    one.cause = cause;
    EXPECT_EQ(short_cause(one), word);
  }
}

/// WCAG 2: (L1 + 0.05) / (L2 + 0.05) of relative luminances.
double luminance(const std::string& colour) {
  double sum = 0;
  const double parts[] = {0.2126, 0.7152, 0.0722};
  for (int i = 0; i < 3; ++i) {
    const double c = std::stoi(colour.substr(static_cast<std::size_t>(1 + 2 * i), 2), nullptr, 16) / 255.0;
    sum += parts[i] * (c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4));
  }
  return sum;
}
double contrast(const std::string& x, const std::string& y) {
  const double a = luminance(x), b = luminance(y);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

TEST(Style, HasEveryRoleInLightAndInDarkWithContrast) {
  const std::string style = page_style;
  const std::size_t dark = style.find("@media screen and (prefers-color-scheme: dark)");
  ASSERT_NE(dark, std::string::npos);
  EXPECT_NEAR(contrast("#ffffff", "#000000"), 21, 1e-9);
  for (const std::string& sheet : {style.substr(0, dark), style.substr(dark)}) {
    std::map<std::string, std::string> colour;
    const std::regex rule("--([a-z0-9-]+): (#[0-9a-f]{6});");
    for (auto found = std::sregex_iterator(sheet.begin(), sheet.end(), rule); found != std::sregex_iterator(); ++found) EXPECT_TRUE(colour.emplace((*found)[1], (*found)[2]).second) << (*found)[1];
    for (const char* role : roles) EXPECT_TRUE(colour.count(role)) << role;
    for (const char* ink : {"ink", "quiet", "right", "refuted", "open"}) EXPECT_GE(contrast(colour[ink], colour["page"]), 4.5) << ink;
    for (const char* ink : {"ink", "quiet"}) EXPECT_GE(contrast(colour[ink], colour["panel"]), 4.5) << ink;
    EXPECT_GE(contrast(colour["law"], colour["page"]), 3) << "a line of a plot";
    for (int level = 0; level < levels; ++level) {
      const std::string name = std::to_string(level);
      EXPECT_GE(contrast(colour["text-" + name], colour["level-" + name]), 4.5) << level;
    }
  }
}

/// The folder is all of PATH while it lives; `gnuplot` in it is the script, or missing.
class OtherGnuplot {
 public:
  explicit OtherGnuplot(const std::string& script) : path_(getenv("PATH")) {
    std::string name = (std::filesystem::temp_directory_path() / "attest-gnuplot-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
    folder_ = name;
    if (!script.empty()) {
      write_file((folder_ / "gnuplot").string(), "#!/bin/sh\nPATH=" + path_ + "\n" + script + "\n");
      chmod((folder_ / "gnuplot").c_str(), 0755);
    }
    setenv("PATH", folder_.c_str(), 1);
  }
  ~OtherGnuplot() {
    setenv("PATH", path_.c_str(), 1);
    std::filesystem::remove_all(folder_);
  }

 private:
  std::string path_;
  std::filesystem::path folder_;
};

std::string refusal_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const CannotReadOrWrite& error) {
    return error.what();
  }
  return "none";
}

TEST(Gnuplot, MissingOrBrokenIsOneLineThatSaysWhatToDo) {
  EXPECT_NO_THROW(require_gnuplot());
  EXPECT_NE(refusal_of([] { gnuplot("set terminal svg\nplot nonsense\n"); }).find("exit code 1: line 0: undefined variable: nonsense"), std::string::npos)
      << refusal_of([] { gnuplot("set terminal svg\nplot nonsense\n"); });
  const std::map<std::string, std::string> broken{{"", "gnuplot is not installed"}, {"echo 'broken library' >&2; exit 127", "exit code 127: broken library"}, {"kill -9 $$", "ended by signal 9"}, {"cat", "draws no SVG"}, {"exit 0", "draws no SVG"}};
  for (const auto& [script, says] : broken) {
    const OtherGnuplot other(script);
    const std::string line = refusal_of(require_gnuplot);
    EXPECT_NE(line.find(says), std::string::npos) << line;
    EXPECT_NE(line.find("install the Debian package gnuplot-nox"), std::string::npos) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos) << line;
  }
  const OtherGnuplot slow("sleep 20");
  EXPECT_NE(refusal_of([] { gnuplot("", std::chrono::milliseconds(50)); }).find("too long"), std::string::npos);
}

TEST(Gnuplot, WhatIsNotWhatWasAskedForIsRefused) {
  const std::string head = "cat >/dev/null; echo '<svg xmlns=\"http://www.w3.org/2000/svg\">", mark = "<g id=\"gnuplot_plot_1\"><use xlink:href=\"#x\" color=\"rgb(0,0,1)\" onclick=\"run()\"/></g>";
  const std::map<std::string, std::string> drawn{{mark + "</svg>'", "none"},
                                                 {"</svg>'", "has 0 marks for 1 points"},
                                                 {mark + "<use xlink:href=\"file:///x\"/></svg>'", "refers to something outside"},
                                                 {mark + "<path stroke=\"rgb(9,9,9)\"/></svg>'", "has a colour of its own"},
                                                 {mark + "'", "is no SVG"}};
  for (const auto& [body, says] : drawn) {
    const OtherGnuplot other(head + body);
    pugi::xml_document document;
    Drawing drawing{"d", "title", "description", "plot x", 10, 10, {{1, {"tip"}}}};
    const std::string line = refusal_of([&] { append_drawing(document, drawing); });
    EXPECT_NE(line.find(says), std::string::npos) << line;
    if (says != "none") continue;
    EXPECT_EQ(document.select_nodes("//@onclick").size(), 0u);
    EXPECT_STREQ(document.select_node("//use/@color").attribute().value(), "var(--grid)");
    EXPECT_STREQ(document.select_node("//use/title").node().text().get(), "tip");
  }
}

TEST(Gnuplot, WithoutItThePageHasItsTables) {
  const OtherGnuplot other("echo broken >&2; exit 1");
  const Page page = to_html(least_run(), "x");
  EXPECT_NE(page.not_drawn.find("exit code 1: broken"), std::string::npos) << page.not_drawn;
  expect_stands_alone(page.text);
  const Parsed parsed(page.text);
  EXPECT_EQ(parsed.count("//tbody/tr"), 5u);
  EXPECT_EQ(parsed.count("//p[@class='warning'][contains(.,'Not drawn: cannot draw plots')]"), 2u);
}

TEST(Drawings, TakeAnyTextAsItIs) {
  Drawing drawing{"d", nasty, nasty, "set xtics ('a' 1)\nset label " + quoted("it's\n\"{/Bold x}\" \\n $(rm) `ls` %s @x") + " at 1,1\nplot [0:2][0:2] x notitle lc rgb '#000001'\n", 100, 100, {}};
  pugi::xml_document document;
  append_drawing(document, drawing);
  EXPECT_NE(document.select_node("//text[contains(.,'Bold')]").node().text().as_string(), std::string());
  EXPECT_STREQ(document.select_node("//text[contains(.,'Bold')]").node().text().get(), "it's \"{/Bold x}\" \\n $(rm) `ls` %s @x");
  EXPECT_EQ(document.select_node("/svg/title").node().text().get(), printable(nasty));
}

}  // namespace
}  // namespace attest::report
