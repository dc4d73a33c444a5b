#pragma once

#include <cassert>
#include <type_traits>
#include <utility>
#include <variant>

namespace postern::base {

/// The error half of a Result, so that a function can `return Unexpected{error};`.
template <class E>
struct Unexpected {
  E error;
};
template <class E>
Unexpected(E) -> Unexpected<E>;

/// A value, or why there is none. Bad input is normal, so parsers return this instead of throwing.
/// The members are those of C++23's std::expected, for which it stands until we have it.
template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  template <class F>
  Result(Unexpected<F> unexpected) : content_(std::in_place_index<1>, std::move(unexpected.error)) {}

  bool has_value() const { return content_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Must only be called when has_value().
  T& value() & { return *std::get_if<0>(checked(0)); }
  const T& value() const& { return *std::get_if<0>(checked(0)); }
  T&& value() && { return std::move(*std::get_if<0>(checked(0))); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  T value_or(T other) const& { return has_value() ? value() : std::move(other); }

  /// Must only be called when !has_value().
  const E& error() const { return *std::get_if<1>(checked(1)); }

 private:
  auto checked([[maybe_unused]] std::size_t index) { return assert(content_.index() == index), &content_; }
  auto checked([[maybe_unused]] std::size_t index) const {
    return assert(content_.index() == index), &content_;
  }

  std::variant<T, E> content_;
};

}  // namespace postern::base
