#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "dns/record.hpp"
#include "dns/resolver.hpp"

namespace postern::dns {

/// Why a zone file was refused.
struct ZoneError {
  std::size_t line = 0;  ///< where the entry begins, from 1
  std::string text;      ///< a sentence, without line and full stop
};

/// "line 3: the record cannot be read (Syntax error, could not parse the RR's type)".
std::string format(const ZoneError& error);

/// DNS from memory, for tests, demos and laptops: it answers for every name there is, from the records it was
/// given. CNAMEs are followed (more than 16 in a chain, or a loop, are a server failure), a name that only
/// has names below it exists (RFC 8020), and wildcards are those of RFC 4592. It never waits: a time-out is
/// answered at once.
class Zone final : public Resolver {
 public:
  Zone() = default;

  /// Reads master-file text (RFC 1035 §5.1: `@`, `;` comments, parentheses, $ORIGIN, $TTL; no $INCLUDE), as
  /// many zones as one likes in one text, without need of an SOA. Records of types that are never asked for
  /// only make their name exist. Without $ORIGIN names are relative to the root, without $TTL records live an
  /// hour. Lines of our own tell how a question ends, for one type or for all types the name has no records
  /// of: with trouble, or with an absence that does not follow from what else is there.
  ///
  ///     broken.example.  SERVFAIL
  ///     slow.example.    TIMEOUT TXT
  ///     gone.example.    NXDOMAIN
  ///     empty.example.   NODATA A
  static base::Result<Zone, ZoneError> parse(std::string_view text);

  void add(const Record& record);
  void add_address(const Name& owner, const base::IpAddress& address);
  void add_text(const Name& owner, std::string text);
  void add_mx(const Name& owner, std::uint16_t preference, const Name& exchange);
  /// `type` is PTR, NS or CNAME.
  void add_name(const Name& owner, Type type, const Name& target);
  /// The name exists, even if nothing else is said of it.
  void add_empty(const Name& owner);
  /// Questions for `type`, or for every type of which there is no record, end with `status`.
  void fail(const Name& owner, std::optional<Type> type, Status status);

  Answer find(const Question& question) const;
  asio::awaitable<Answer> resolve(Question question) override;

 private:
  struct Node {
    std::vector<Record> records;
    std::map<Type, Status> endings;
    std::optional<Status> other_ending;

    std::optional<Status> append_to(Answer& answer, Type type) const;
    const Record* cname() const;
  };

  Node& node_at(const Name& owner);
  const Node* find_node(const Name& name) const;

  std::map<Name, Node> nodes_;  // with every name above a name, so that what is here is what exists
};

}  // namespace postern::dns
