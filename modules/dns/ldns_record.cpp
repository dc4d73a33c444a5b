#include "dns/ldns_record.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace postern::dns {

namespace {

std::span<const std::uint8_t> octets_of(const ldns_rdf& field) {
  return {ldns_rdf_data(&field), ldns_rdf_size(&field)};
}

template <std::size_t Size>
std::optional<std::array<std::uint8_t, Size>> array_from(const ldns_rdf& field) {
  const auto octets = octets_of(field);
  if (octets.size() != Size) return std::nullopt;
  std::array<std::uint8_t, Size> array{};
  std::ranges::copy(octets, array.begin());
  return array;
}

bool set_address(const ldns_rdf& field, Record& record) {
  if (const auto v4 = array_from<4>(field)) {
    record.data = base::IpAddress::v4(*v4);
    return true;
  }
  const auto v6 = array_from<16>(field);
  if (v6) record.data = base::IpAddress::v6(*v6);
  return v6.has_value();
}

bool set_name(const ldns_rdf& field, Record& record) {
  const auto name = name_from(field);
  if (name) record.data = *name;
  return name.has_value();
}

bool set_mx(const ldns_rr& rr, Record& record) {
  const auto exchange = ldns_rr_rd_count(&rr) == 2 ? name_from(*ldns_rr_rdf(&rr, 1)) : std::nullopt;
  if (exchange) record.data = Mx{ldns_rdf2native_int16(ldns_rr_rdf(&rr, 0)), *exchange};
  return exchange.has_value();
}

bool set_text(const ldns_rr& rr, Record& record) {
  std::string text;
  for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
    const auto counted = octets_of(*ldns_rr_rdf(&rr, i));
    if (counted.empty()) return false;
    text.append(counted.begin() + 1, counted.end());
  }
  record.data = std::move(text);
  return true;
}

bool set_data(const ldns_rr& rr, Record& record) {
  using enum Type;
  if (record.type == TXT || record.type == SPF) return set_text(rr, record);
  if (ldns_rr_rd_count(&rr) == 0) return false;
  switch (record.type) {
    case A:
    case AAAA:
      return set_address(*ldns_rr_rdf(&rr, 0), record);
    case NS:
    case CNAME:
    case PTR:
      return set_name(*ldns_rr_rdf(&rr, 0), record);
    case MX:
      return set_mx(rr, record);
    case TXT:
    case SPF:
      break;
  }
  return false;
}

std::optional<Type> type_from(ldns_rr_type type) {
  const auto known =
      std::ranges::find(all_types, static_cast<int>(type), [](Type t) { return static_cast<int>(t); });
  if (known == all_types.end()) return std::nullopt;
  return *known;
}

}  // namespace

std::optional<Name> name_from(const ldns_rdf& dname) {
  std::string text;
  auto wire = octets_of(dname);
  while (!wire.empty() && wire.front() != 0) {
    const std::size_t length = wire.front();
    if (length >= wire.size()) return std::nullopt;
    const auto label = wire.subspan(1, length);
    if (std::ranges::find(label, '.') != label.end()) return std::nullopt;
    text.append(label.begin(), label.end());
    text += '.';
    wire = wire.subspan(1 + length);
  }
  return Name::parse(text);
}

std::chrono::seconds ttl_from(const ldns_rr& rr) {
  const auto ttl = ldns_rr_ttl(&rr);
  return std::chrono::seconds((ttl & 0x80000000U) != 0 ? 0 : ttl);
}

std::optional<Record> record_from(const ldns_rr& rr) {
  const auto owner = name_from(*ldns_rr_owner(&rr));
  const auto type = type_from(ldns_rr_get_type(&rr));
  if (!owner || !type || ldns_rr_get_class(&rr) != LDNS_RR_CLASS_IN) return std::nullopt;
  Record record{.owner = *owner, .type = *type, .ttl = ttl_from(rr)};
  if (!set_data(rr, record)) return std::nullopt;
  return record;
}

}  // namespace postern::dns
