#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ip_address.hpp"
#include "base/result.hpp"
#include "spf/macro.hpp"
#include "spf/result.hpp"

namespace postern::spf {

/// What a directive says when its mechanism matches (RFC 7208 §4.6.2).
enum class Qualifier : char { pass = '+', fail = '-', softfail = '~', neutral = '?' };
Result result_of(Qualifier qualifier);

/// How much of an address counts: dual-cidr-length.
struct Prefixes {
  int v4 = 32;
  int v6 = 128;
  bool operator==(const Prefixes&) const = default;
};

// The mechanisms of §5. A target that is absent is the domain whose record this is.

struct All {
  bool operator==(const All&) const = default;
};
struct Include {
  MacroString target;
  bool operator==(const Include&) const = default;
};
struct A {
  std::optional<MacroString> target;
  Prefixes prefixes;
  bool operator==(const A&) const = default;
};
struct Mx {
  std::optional<MacroString> target;
  Prefixes prefixes;
  bool operator==(const Mx&) const = default;
};
struct Ptr {
  std::optional<MacroString> target;
  bool operator==(const Ptr&) const = default;
};
/// ip4 or ip6, as the family of the network says.
struct Ip {
  base::Network network;
  bool operator==(const Ip&) const = default;
};
struct Exists {
  MacroString target;
  bool operator==(const Exists&) const = default;
};

using Mechanism = std::variant<All, Include, A, Mx, Ptr, Ip, Exists>;

struct Directive {
  Qualifier qualifier = Qualifier::pass;
  Mechanism mechanism;
  bool operator==(const Directive&) const = default;
};

/// A modifier this version of SPF has no use for (§6): it must parse, and is then ignored.
struct UnknownModifier {
  std::string name;
  MacroString value;
  bool operator==(const UnknownModifier&) const = default;
};

/// An SPF record (§4.6): its directives in the order they are tried, and its modifiers, whose place says
/// nothing.
struct Record {
  std::vector<Directive> directives;
  std::optional<MacroString> redirect;
  std::optional<MacroString> explanation;  ///< exp
  std::vector<UnknownModifier> unknown;
  bool operator==(const Record&) const = default;
};

/// `text` claims to be a record: it begins with "v=spf1" and a blank, or is nothing more (§4.5). Other TXT
/// records are none of our business.
bool is_record(std::string_view text);

/// Reads a record by the grammar of §12, strictly: whatever it does not allow, anywhere, is an error. The
/// text must be one that is_record.
base::Result<Record, SyntaxError> parse_record(std::string_view text);

/// As parse_record reads it; defaults are left out.
std::string format(const Record& record);
std::string format(const Directive& directive);

}  // namespace postern::spf
