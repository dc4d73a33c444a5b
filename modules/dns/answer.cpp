#include "dns/answer.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace postern::dns {

std::string_view format(Type type) {
  using enum Type;
  switch (type) {
    case A:
      return "A";
    case NS:
      return "NS";
    case CNAME:
      return "CNAME";
    case PTR:
      return "PTR";
    case MX:
      return "MX";
    case TXT:
      return "TXT";
    case AAAA:
      return "AAAA";
    case SPF:
      return "SPF";
  }
  return "?";
}

std::optional<Type> parse_type(std::string_view text) {
  const auto type =
      std::ranges::find_if(all_types, [&](Type one) { return base::iequals(text, format(one)); });
  if (type == all_types.end()) return std::nullopt;
  return *type;
}

std::string_view format(Status status) {
  using enum Status;
  switch (status) {
    case ok:
      return "ok";
    case no_data:
      return "NODATA";
    case nx_domain:
      return "NXDOMAIN";
    case server_failure:
      return "SERVFAIL";
    case timeout:
      return "time-out";
  }
  return "?";
}

}  // namespace postern::dns
