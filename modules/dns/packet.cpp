#include "dns/packet.hpp"

#include <algorithm>
#include <utility>

#include "dns/ldns_record.hpp"
#include "dns/record.hpp"

// A query has so few parts that it is written by hand, which also keeps every octet of its labels. Responses
// are read by ldns, all but header and question: these are looked at first, because only a packet that
// answers our question deserves more, and because one with TC may end in the middle of a record.

namespace postern::dns {

namespace {

constexpr std::size_t header_size = 12;
constexpr std::uint16_t flag_response = 0x8000;
constexpr std::uint16_t mask_opcode = 0x7800;
constexpr std::uint16_t flag_truncated = 0x0200;
constexpr std::uint16_t flag_recursion_desired = 0x0100;
constexpr std::uint16_t flag_authentic = 0x0020;
constexpr std::uint16_t class_in = 1;
constexpr std::uint16_t type_opt = 41;
constexpr std::uint16_t udp_size = 1232;
constexpr int longest_chain = 16;

void put(std::vector<std::uint8_t>& packet, std::uint16_t number) {
  packet.push_back(static_cast<std::uint8_t>(number >> 8));
  packet.push_back(static_cast<std::uint8_t>(number & 0xff));
}

std::uint16_t number_at(std::span<const std::uint8_t> packet, std::size_t at) {
  return static_cast<std::uint16_t>(packet[at] << 8 | packet[at + 1]);
}

bool answers(std::span<const std::uint8_t> packet, const Query& query) {
  if (packet.size() < header_size || number_at(packet, 0) != query.id) return false;
  const auto flags = number_at(packet, 2);
  if ((flags & flag_response) == 0 || (flags & mask_opcode) != 0 || number_at(packet, 4) != 1) return false;
  ldns_rr* read = nullptr;
  std::size_t position = header_size;
  const auto status = ldns_wire2rr(&read, packet.data(), packet.size(), &position, LDNS_SECTION_QUESTION);
  if (status != LDNS_STATUS_OK) return false;
  const LdnsRecord question(read);
  return ldns_rr_get_class(question.get()) == LDNS_RR_CLASS_IN &&
         static_cast<int>(ldns_rr_get_type(question.get())) == static_cast<int>(query.question.type) &&
         name_from(*ldns_rr_owner(question.get())) == query.question.name;
}

// The records of the answer section that can be asked for. Nothing when there is a CNAME that leads to a name
// we cannot ask for: to leave it out would make an absence of it.
std::optional<std::vector<Record>> answer_records(const ldns_pkt& packet) {
  std::vector<Record> records;
  const auto* section = ldns_pkt_answer(&packet);
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const auto& rr = *ldns_rr_list_rr(section, i);
    auto record = record_from(rr);
    if (!record && ldns_rr_get_type(&rr) == LDNS_RR_TYPE_CNAME) return std::nullopt;
    if (record) records.push_back(std::move(*record));
  }
  return records;
}

// RFC 2308 §5: an absence may be kept for the lesser of the SOA's TTL and its MINIMUM field.
std::optional<std::chrono::seconds> negative_ttl(const ldns_pkt& packet, const Name& absent) {
  constexpr std::size_t minimum_field = 6;
  const auto* section = ldns_pkt_authority(&packet);
  for (std::size_t i = 0; i < ldns_rr_list_rr_count(section); ++i) {
    const auto& rr = *ldns_rr_list_rr(section, i);
    if (ldns_rr_get_type(&rr) != LDNS_RR_TYPE_SOA || ldns_rr_rd_count(&rr) <= minimum_field) continue;
    const auto apex = name_from(*ldns_rr_owner(&rr));
    if (!apex || !absent.is_within(*apex)) continue;
    const auto minimum = ldns_rdf2native_int32(ldns_rr_rdf(&rr, minimum_field));
    return std::min(ttl_from(rr), std::chrono::seconds(minimum));
  }
  return std::nullopt;
}

// Follows the chain from the name asked for to records of the type (ok), to its end (no_data, for the time
// being), or round and round (server_failure).
Answer follow(const std::vector<Record>& records, const Question& question) {
  Answer answer{.status = Status::no_data, .owner = question.name, .ttl = std::chrono::seconds::max()};
  for (int hop = 0; hop <= longest_chain; ++hop) {
    const Record* cname = nullptr;
    for (const auto& record : records) {
      if (record.owner != answer.owner) continue;
      if (record.type == question.type) {
        append(record, answer);
        answer.status = Status::ok;
      } else if (record.type == Type::CNAME) {
        cname = &record;
      }
    }
    if (answer.status == Status::ok || cname == nullptr) return answer;
    answer.owner = std::get<Name>(cname->data);
    answer.ttl = std::min(answer.ttl, cname->ttl);
  }
  return {.status = Status::server_failure, .owner = question.name};
}

base::Result<Response, PacketError> read_response(const ldns_pkt& packet, const Question& question) {
  const Response failure{.answer = {.status = Status::server_failure, .owner = question.name}};
  const auto code = ldns_pkt_get_rcode(&packet);
  const bool nx_domain = code == LDNS_RCODE_NXDOMAIN;
  if (ldns_pkt_edns_extended_rcode(&packet) != 0) return failure;
  if (code != LDNS_RCODE_NOERROR && !nx_domain) return failure;

  const auto records = answer_records(packet);
  if (!records) return base::Unexpected{PacketError::malformed};
  Response response{.answer = follow(*records, question)};
  auto& answer = response.answer;
  if (answer.status == Status::server_failure) return response;
  answer.authenticated = ldns_pkt_ad(&packet);
  if (answer.status == Status::ok && nx_domain) return base::Unexpected{PacketError::malformed};
  if (answer.status == Status::ok) return response;

  const auto absence = negative_ttl(packet, answer.owner);
  const bool in_chain = answer.owner != question.name;
  if (!absence && !nx_domain && in_chain) {
    response.continue_at = answer.owner;
    return response;
  }
  // An absence without SOA must come from one who can know: a server that is neither the zone's nor recursive
  // has only referred us to another (RFC 2308 §2.2).
  if (!absence && !ldns_pkt_aa(&packet) && !ldns_pkt_ra(&packet)) return failure;
  // RFC 6604 §3: the code speaks of the last name of the chain.
  if (nx_domain) answer.status = Status::nx_domain;
  answer.ttl = std::min(answer.ttl, absence.value_or(std::chrono::seconds(0)));
  return response;
}

}  // namespace

std::vector<std::uint8_t> write_query(const Query& query) {
  std::vector<std::uint8_t> packet;
  // Id, flags, and the counts of the four sections: one question, one additional record.
  const std::uint16_t header[] = {query.id, flag_recursion_desired | flag_authentic, 1, 0, 0, 1};
  for (const auto number : header) put(packet, number);
  for (const auto label : query.question.name.labels()) {
    packet.push_back(static_cast<std::uint8_t>(label.size()));
    packet.insert(packet.end(), label.begin(), label.end());
  }
  packet.push_back(0);
  put(packet, static_cast<std::uint16_t>(query.question.type));
  put(packet, class_in);
  // RFC 6891 §6.1.2: the root, OPT, our size, then extended code, version and flags (two words), no options.
  packet.push_back(0);
  for (const std::uint16_t number :
       {type_opt, udp_size, std::uint16_t{0}, std::uint16_t{0}, std::uint16_t{0}}) {
    put(packet, number);
  }
  return packet;
}

base::Result<Response, PacketError> parse_response(std::span<const std::uint8_t> packet, const Query& query) {
  if (!answers(packet, query)) return base::Unexpected{PacketError::foreign};
  if ((number_at(packet, 2) & flag_truncated) != 0) return Response{.truncated = true};
  ldns_pkt* read = nullptr;
  if (ldns_wire2pkt(&read, packet.data(), packet.size()) != LDNS_STATUS_OK) {
    return base::Unexpected{PacketError::malformed};
  }
  const LdnsPacket whole(read);
  return read_response(*whole, query.question);
}

}  // namespace postern::dns
