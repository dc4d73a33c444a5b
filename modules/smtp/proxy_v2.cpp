#include <array>
#include <optional>
#include <string>

#include "mail/printable.hpp"
#include "smtp/crc32c.hpp"
#include "smtp/proxy_wire.hpp"

// A fixed part, addresses whose length follows from the family, and TLVs up to the length said: type, length
// in two octets, value. A BlockView takes from the front and says when there is not enough. TLVs we do not
// know are skipped, as the specification wants; of a type that comes twice the last one counts.

namespace postern::smtp::proxy {
namespace {

using Text = std::string_view;
using Failure = std::optional<ProxyError>;

/// A cursor over octets: each take() is all or nothing.
class BlockView {
 public:
  explicit BlockView(Text rest) : rest_(rest) {}

  bool at_end() const { return rest_.empty(); }
  std::optional<Text> take(std::size_t length) {
    if (length > rest_.size()) return std::nullopt;
    const auto octets = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return octets;
  }
  /// `length` octets in network order, four at most.
  std::optional<std::uint32_t> take_number(std::size_t length) {
    const auto octets = take(length);
    if (!octets) return std::nullopt;
    std::uint32_t number = 0;
    for (const char c : *octets) number = number << 8 | static_cast<unsigned char>(c);
    return number;
  }

 private:
  Text rest_;
};

/// One TLV.
struct FieldView {
  Tlv type;
  Text value;
};

std::optional<FieldView> take_field(BlockView& in) {
  const auto type = in.take_number(1);
  const auto length = in.take_number(2);
  const auto value = length ? in.take(*length) : std::nullopt;
  if (!type || !value) return std::nullopt;
  return FieldView{static_cast<Tlv>(*type), *value};
}

template <std::size_t Length>
std::optional<base::IpAddress> take_address(BlockView& in) {
  const auto octets = in.take(Length);
  if (!octets) return std::nullopt;
  std::array<std::uint8_t, Length> address{};
  for (std::size_t i = 0; i < Length; ++i) address[i] = static_cast<std::uint8_t>((*octets)[i]);
  if constexpr (Length == 4)
    return base::IpAddress::v4(address);
  else
    return base::IpAddress::v6(address).unmapped();
}

template <std::size_t Length>
Failure take_inet(BlockView& in, ProxyHeader& header) {
  const auto source = take_address<Length>(in);
  const auto destination = take_address<Length>(in);
  const auto source_port = in.take_number(2);
  const auto destination_port = in.take_number(2);
  if (!source || !destination || !source_port || !destination_port) return ProxyError::truncated;
  header.client = ProxyHeader::Inet{.source = *source,
                                    .source_port = static_cast<std::uint16_t>(*source_port),
                                    .destination = *destination,
                                    .destination_port = static_cast<std::uint16_t>(*destination_port)};
  return std::nullopt;
}

// Without the NULs behind it; one in front is an abstract name's.
std::string unpadded(Text path) {
  const auto last = path.find_last_not_of('\0');
  return std::string(path.substr(0, last == path.npos ? 0 : last + 1));
}

Failure take_unix(BlockView& in, ProxyHeader& header) {
  const auto source = in.take(unix_length);
  const auto destination = in.take(unix_length);
  if (!source || !destination) return ProxyError::truncated;
  header.client = ProxyHeader::Unix{.source = unpadded(*source), .destination = unpadded(*destination)};
  return std::nullopt;
}

Failure take_client(Family family, BlockView& in, ProxyHeader& header) {
  switch (family) {
    case Family::inet:
      return take_inet<4>(in, header);
    case Family::inet6:
      return take_inet<16>(in, header);
    case Family::unix:
      return take_unix(in, header);
    case Family::unspec:
      break;
  }
  return std::nullopt;
}

// One octet of bits, four that are zero if the certificate was found good, then TLVs.
Failure read_tls(Text value, ProxyHeader& header) {
  BlockView in(value);
  const auto bits = in.take_number(1);
  const auto verify = in.take_number(4);
  if (!bits || !verify) return ProxyError::bad_tlv;
  ProxyTls tls{.over_tls = (*bits & client_ssl) != 0,
               .certificate_now = (*bits & client_cert_conn) != 0,
               .certificate_in_session = (*bits & client_cert_sess) != 0};
  tls.verified = (tls.certificate_now || tls.certificate_in_session) && *verify == 0;
  while (!in.at_end()) {
    const auto field = take_field(in);
    if (!field) return ProxyError::bad_tlv;
    if (field->type == Tlv::ssl_version) tls.version = mail::printable(field->value);
    if (field->type == Tlv::ssl_common_name) tls.common_name = mail::printable(field->value);
    if (field->type == Tlv::ssl_cipher) tls.cipher = mail::printable(field->value);
  }
  header.tls = std::move(tls);
  return std::nullopt;
}

// The sum is of the whole block, with zeros where the sum itself stands.
Failure check_sum(Text value, Text block) {
  const auto said = BlockView(value).take_number(4);
  if (!said || value.size() != 4) return ProxyError::bad_tlv;
  std::string blanked(block);
  blanked.replace(static_cast<std::size_t>(value.data() - block.data()), value.size(), value.size(), '\0');
  if (crc32c(blanked) != *said) return ProxyError::bad_checksum;
  return std::nullopt;
}

Failure read_field(const FieldView& field, Text block, ProxyHeader& header) {
  switch (field.type) {
    case Tlv::alpn:
      header.alpn = mail::printable(field.value);
      break;
    case Tlv::authority:
      header.authority = mail::printable(field.value);
      break;
    case Tlv::crc32c:
      return check_sum(field.value, block);
    case Tlv::unique_id:
      if (field.value.size() > max_unique_id) return ProxyError::bad_tlv;
      header.unique_id = std::string(field.value);
      break;
    case Tlv::ssl:
      return read_tls(field.value, header);
    case Tlv::netns:
      header.netns = mail::printable(field.value);
      break;
    case Tlv::ssl_version:
    case Tlv::ssl_common_name:
    case Tlv::ssl_cipher:
      break;  // only inside ssl
  }
  return std::nullopt;
}

}  // namespace

Parsed parse_v2(std::string_view block) {
  BlockView in(block.substr(v2_signature.size()));
  const auto version_and_command = *in.take_number(1);
  const auto family_and_transport = *in.take_number(1);
  in.take_number(2);  // the length, which the block has
  const auto command = static_cast<Command>(version_and_command % 16);
  const auto family = static_cast<Family>(family_and_transport / 16);
  const auto transport = static_cast<Transport>(family_and_transport % 16);
  const bool assigned = version_and_command / 16 == 2 && command <= Command::proxy &&
                        family <= Family::unix && transport <= Transport::dgram;
  if (!assigned) return base::Unexpected{ProxyError::bad_syntax};
  ProxyHeader header;
  // "The receiver must ... discard the protocol block including the family."
  if (command == Command::local) return ProxyHeader{.client = ProxyHeader::Local{}};
  // A family without a stream is valid and not ours: as if it were not specified, and what follows is
  // skipped.
  if (family == Family::unspec || transport != Transport::stream) return header;
  if (const auto failure = take_client(family, in, header)) return base::Unexpected{*failure};
  while (!in.at_end()) {
    const auto field = take_field(in);
    if (!field) return base::Unexpected{ProxyError::truncated};
    if (const auto failure = read_field(*field, block, header)) return base::Unexpected{*failure};
  }
  return header;
}

}  // namespace postern::smtp::proxy
