// A packet of any content answers the question it repeats and no other, with what was asked for and nothing
// else. The first octet chooses the type of the question; the packet is the rest.

#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <span>

#include "dns/packet.hpp"

namespace {

using namespace postern::dns;

void require(bool fact) {
  if (!fact) std::abort();
}

void require_valid(const Name& name) {
  require(Name::parse(name.text()) == name);
}

void require_only_asked_for(const Answer& answer, Type type) {
  using enum Type;
  const bool is_ok = answer.status == Status::ok;
  require(answer.addresses.empty() != (is_ok && (type == A || type == AAAA)));
  require(answer.names.empty() != (is_ok && (type == NS || type == CNAME || type == PTR)));
  require(answer.exchanges.empty() != (is_ok && type == MX));
  require(answer.texts.empty() != (is_ok && type == TXT));
  for (const auto& address : answer.addresses) require(address.is_v4() == (type == A));
}

bool is_foreign(std::span<const std::uint8_t> packet, const Query& query) {
  const auto parsed = parse_response(packet, query);
  return !parsed && parsed.error() == PacketError::foreign;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 3) return 0;
  constexpr Type types[] = {Type::A, Type::NS, Type::CNAME, Type::PTR, Type::MX, Type::TXT, Type::AAAA};
  const std::size_t choice = data[0] % std::size(types);
  const std::span packet(data + 1, size - 1);
  const auto id = static_cast<std::uint16_t>(packet[0] << 8 | packet[1]);
  const auto name = *Name::parse("example.org");
  const Query query{id, {name, types[choice]}};

  const auto parsed = parse_response(packet, query);
  if (!parsed) return 0;
  require(is_foreign(packet, {static_cast<std::uint16_t>(id + 1), query.question}));
  require(is_foreign(packet, {id, {name, types[(choice + 1) % std::size(types)]}}));
  require(is_foreign(packet, {id, {name.parent(), query.question.type}}));

  const auto& answer = parsed->answer;
  require(answer.ttl >= std::chrono::seconds(0));
  require_only_asked_for(answer, query.question.type);
  require_valid(answer.owner);
  for (const auto& found : answer.names) require_valid(found);
  for (const auto& mx : answer.exchanges) require_valid(mx.exchange);
  return 0;
}
