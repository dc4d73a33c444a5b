#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mail/header_field.hpp"

namespace postern::mail {

/// Names one field of one HeaderBlock for as long as the field is in it, whatever happens to its neighbours.
enum class FieldId : std::uint32_t {};

/// The header of a message: its fields in order, malformed lines among them, each in its place. The blank
/// line that ends the header is not part of it. Copies keep the ids.
///
/// Editing is by id and costs O(log n), so that a header made of nothing but fields to be removed is cheap.
class HeaderBlock {
 public:
  struct Entry {
    FieldId id;
    HeaderField field;
  };

  FieldId append(HeaderField field);
  FieldId prepend(HeaderField field);

  // The id must be that of a field which is still here.
  const HeaderField& at(FieldId id) const { return locate(id)->field; }
  void remove(FieldId id);
  /// Puts `field` in the place of the one that `id` names; `id` names it from then on.
  void replace(FieldId id, HeaderField field);

  // Entries, first to last.
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  /// How many fields, malformed ones included.
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  /// The sum of the raw sizes.
  std::size_t octets() const { return octets_; }

  // By name, without regard to case; malformed lines have none.
  std::vector<FieldId> all(std::string_view name) const;
  std::size_t count(std::string_view name) const;
  /// The topmost.
  std::optional<FieldId> find(std::string_view name) const;

  /// The raw octets of every field in order, at the end of `text`.
  void append_to(std::string& text) const;

 private:
  // Ids rise from the top of the header to its end: what is appended counts up from the middle of the range,
  // what is prepended counts down. So a set in order of ids is a list in order of place.
  struct Above {
    using is_transparent = void;
    bool operator()(const Entry& a, const Entry& b) const { return a.id < b.id; }
    bool operator()(const Entry& a, FieldId b) const { return a.id < b; }
    bool operator()(FieldId a, const Entry& b) const { return a < b.id; }
  };
  using Entries = std::set<Entry, Above>;

  Entries::const_iterator locate(FieldId id) const;
  FieldId insert(std::uint32_t rank, HeaderField field);

  Entries entries_;
  std::uint32_t top_ = 0x8000'0000;
  std::uint32_t end_ = 0x8000'0000;
  std::size_t octets_ = 0;
};

}  // namespace postern::mail
