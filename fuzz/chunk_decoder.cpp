// Chunks make the message they were cut from, whatever the readings; its stray octets are those that the
// plainest look finds; and sent on by DATA it is the same message. The first octets of the input say how long
// the chunks are.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "smtp/chunking.hpp"
#include "smtp/dot_codec.hpp"

namespace {

using postern::smtp::ChunkDecoder;
using postern::smtp::DotDecoder;
using postern::smtp::DotEncoder;
using postern::smtp::StrayOctets;

/// Chunks, and what the client sends after them.
struct Sent {
  std::vector<std::size_t> sizes;
  std::string octets;
};

struct Received {
  std::string message;
  std::string rest;
  StrayOctets stray;
  bool operator==(const Received&) const = default;
};

void require(bool fact) {
  if (!fact) std::abort();
}

// A count, so many sizes, and the rest is octets. No size is over what there is.
Sent read_input(std::string_view input) {
  Sent sent;
  if (input.empty()) return sent;
  const auto count = std::min<std::size_t>(static_cast<unsigned char>(input.front()) % 8, input.size() - 1);
  const auto sizes = input.substr(1, count);
  sent.octets = std::string(input.substr(1 + count));
  auto left = sent.octets.size();
  for (const char c : sizes) {
    const auto size = std::min<std::size_t>(static_cast<unsigned char>(c), left);
    sent.sizes.push_back(size);
    left -= size;
  }
  return sent;
}

Received receive(const Sent& sent, std::size_t reading_size) {
  ChunkDecoder decoder;
  Received received;
  std::string unread = sent.octets;
  std::string reading;
  for (const auto size : sent.sizes) {
    decoder.begin(size);
    for (;;) {
      const auto event = decoder.next();
      if (std::holds_alternative<ChunkDecoder::End>(event)) break;
      if (const auto* part = std::get_if<ChunkDecoder::OctetsView>(&event)) {
        received.message += part->octets;
        continue;
      }
      reading = unread.substr(0, reading_size);
      unread.erase(0, reading.size());
      decoder.feed(reading);
    }
    unread.insert(0, decoder.rest());
  }
  decoder.finish();
  received.stray = decoder.stray();
  received.rest = unread;
  return received;
}

StrayOctets find_plainly(std::string_view message) {
  StrayOctets stray;
  for (std::size_t i = 0; i < message.size(); ++i) {
    const char before = i > 0 ? message[i - 1] : ' ';
    const char after = i + 1 < message.size() ? message[i + 1] : ' ';
    stray.bare_lf |= message[i] == '\n' && before != '\r';
    stray.bare_cr |= message[i] == '\r' && after != '\n';
    stray.nul |= message[i] == '\0';
  }
  return stray;
}

std::string sent_on_by_data(std::string_view message) {
  DotEncoder encoder;
  std::string data;
  encoder.encode(message, data);
  encoder.finish(data);
  DotDecoder decoder;
  decoder.feed(data);
  std::string back;
  auto event = decoder.next();
  for (; std::holds_alternative<DotDecoder::OctetsView>(event); event = decoder.next()) {
    back += std::get<DotDecoder::OctetsView>(event).octets;
  }
  require(std::holds_alternative<DotDecoder::End>(event) && decoder.rest().empty());
  return back;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto sent = read_input({reinterpret_cast<const char*>(data), size});
  const auto whole = receive(sent, sent.octets.size() + 1);
  require(whole.message + whole.rest == sent.octets);
  require(whole.stray == find_plainly(whole.message));
  for (const std::size_t reading_size : {1u, 2u, 3u, 50u}) require(receive(sent, reading_size) == whole);
  const bool is_whole = whole.message.empty() || whole.message.ends_with("\r\n");
  require(sent_on_by_data(whole.message) == whole.message + (is_whole ? "" : "\r\n"));
  return 0;
}
