// However a server's octets are cut, the same replies come out, and each is the same again once we have
// written it.

#include "smtp/reply_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using postern::smtp::Reply;
using postern::smtp::ReplyError;
using postern::smtp::ReplyParser;

struct Parsed {
  std::vector<Reply> replies;
  std::optional<ReplyError> error;
  bool operator==(const Parsed&) const = default;
};

void require(bool fact) {
  if (!fact) std::abort();
}

Parsed parse(std::string_view octets, std::size_t chunk_size) {
  ReplyParser parser;
  Parsed parsed;
  for (; !octets.empty(); octets.remove_prefix(std::min(chunk_size, octets.size()))) {
    const std::string chunk(octets.substr(0, chunk_size));
    parser.feed(chunk);
    for (;;) {
      auto reply = parser.next();
      if (!reply) {
        parsed.error = reply.error();
        return parsed;
      }
      if (!*reply) break;
      parsed.replies.push_back(**reply);
    }
  }
  return parsed;
}

void check_reply(const Reply& reply) {
  const auto wire = format_reply(reply);
  const auto again = parse(wire, wire.size());
  require(again.replies.size() == 1 && !again.error && again.replies[0].code == reply.code);
  const bool is_short = std::ranges::all_of(reply.lines, [](const auto& line) { return line.size() <= 506; });
  require(!is_short || again.replies[0] == reply);
  require(reply.code / 100 == 3 || has_enhanced_code(with_enhanced_code(reply)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string octets(reinterpret_cast<const char*>(data), size);
  const auto whole = parse(octets, size);
  for (const std::size_t chunk_size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, size / 2 + 1}) {
    require(parse(octets, chunk_size) == whole);
  }
  for (const auto& reply : whole.replies) check_reply(reply);
  return 0;
}
