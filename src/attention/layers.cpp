// Layer strings and head widths: bad input ends in one line that says what to do.
#include "attention/stack.hpp"

namespace attest::attention {

std::vector<LayerKind> parse_layers(const std::string& text) {
  if (text.empty()) throw std::invalid_argument("an empty layer string: write one letter a layer, F (full) or R (recurrent), as in RRFRR");
  std::vector<LayerKind> layers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != 'F' && text[i] != 'R')
      throw std::invalid_argument("layer " + std::to_string(i + 1) + " of \"" + text + "\" is '" + text[i] +
                                  "': use F (full) and R (recurrent) only, as in RRFRR");
    layers.push_back(text[i] == 'F' ? LayerKind::full : LayerKind::recurrent);
  }
  return layers;
}

std::string to_text(std::span<const LayerKind> layers) {
  std::string text;
  for (const LayerKind kind : layers) text += kind == LayerKind::full ? 'F' : 'R';
  return text;
}

std::size_t head_width(std::size_t width, std::size_t heads) {
  if (width == 0 || heads == 0 || width % heads != 0)
    throw std::invalid_argument(std::to_string(heads) + " heads do not divide a width of " + std::to_string(width) +
                                ": give a number of heads that does");
  return width / heads;
}

}  // namespace attest::attention
