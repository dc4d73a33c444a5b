#pragma once

#include <cstddef>
#include <iosfwd>
#include <string_view>

#include "cli/terminal.hpp"

namespace postern {

/// Text in sections for people, on a stream. Whatever is in it, nothing reaches a terminal that it would
/// obey.
class Story {
 public:
  /// Both outlive it.
  Story(std::ostream& out, const Styles& styles) : out_(out), styles_(styles) {}

  void section(std::string_view title);
  /// A line of the current section; `depth` is how much it belongs to the one before.
  void line(std::string_view text, std::size_t depth = 0);
  /// The same, standing out as what went well or did not.
  void good(std::string_view text, std::size_t depth = 0);
  void bad(std::string_view text, std::size_t depth = 0);
  /// Prose, broken into lines of 90 columns.
  void paragraph(std::string_view text);

 private:
  void put(std::string_view style, std::string_view text, std::size_t depth);

  std::ostream& out_;
  const Styles& styles_;
};

}  // namespace postern
