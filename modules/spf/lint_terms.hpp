#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "base/finding.hpp"
#include "spf/record.hpp"

namespace postern::spf {

/// One term of a record, read by itself, so that a mistake in it does not hide the others. A view of the
/// record's text, which must outlive it.
struct TermView {
  std::string_view text;
  base::Place place;
  std::variant<Record, SyntaxError> parsed;  ///< a record of this term alone

  /// Null unless it is a directive.
  const Directive* directive() const;
  /// Null unless it is a directive with a mechanism of this kind.
  template <class T>
  const T* mechanism() const {
    const auto* one = directive();
    return one == nullptr ? nullptr : std::get_if<T>(&one->mechanism);
  }
  bool is_redirect() const;
  bool is_explanation() const;
  /// Null unless it is a modifier that SPF does not know.
  const UnknownModifier* unknown_modifier() const;
  /// The domain-spec of the directive, redirect or exp; null when there is none.
  const MacroString* target() const;
};

/// The terms of a text that is_record(), in their order.
std::vector<TermView> split_terms(std::string_view text);

}  // namespace postern::spf
