#pragma once

#include <string_view>

#include "base/ascii.hpp"

namespace postern::base {

/// A cursor over text, for hand-written parsers: each call consumes what it matched, or nothing. The text
/// is looked at, never kept beyond the parse.
class ScannerView {
 public:
  explicit ScannerView(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  /// The next character, or NUL at the end.
  char peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  /// Must not be called at the end.
  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  bool take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Consumes `wanted` without regard to ASCII case.
  bool take_word(std::string_view wanted) {
    if (!istarts_with(rest_, wanted)) return false;
    rest_.remove_prefix(wanted.size());
    return true;
  }
  /// The longest run of characters that satisfy `predicate`, perhaps empty.
  template <class Predicate>
  std::string_view take_while(Predicate predicate) {
    std::size_t length = 0;
    while (length < rest_.size() && predicate(rest_[length])) ++length;
    const auto run = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return run;
  }

 private:
  std::string_view rest_;
};

}  // namespace postern::base
