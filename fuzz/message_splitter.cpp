// Whatever the message and however it is cut, the splitter loses nothing and says the same.

#include "mail/message_splitter.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

using postern::mail::MessageSplitter;

struct Parts {
  std::vector<std::string> fields;
  std::string rest;
  int ends_of_header = 0;
  bool operator==(const Parts&) const = default;
};

void require(bool fact) {
  if (!fact) std::abort();
}

void drain(MessageSplitter& splitter, Parts& parts) {
  for (;;) {
    const auto event = splitter.next();
    if (std::holds_alternative<MessageSplitter::NeedMore>(event)) return;
    if (const auto* field = std::get_if<MessageSplitter::Field>(&event)) {
      parts.fields.emplace_back(field->field.raw());
    } else if (const auto* end = std::get_if<MessageSplitter::EndOfHeader>(&event)) {
      ++parts.ends_of_header;
      if (end->blank_line) parts.rest = "\r\n";
    } else {
      parts.rest += std::get<MessageSplitter::BodyView>(event).octets;
    }
  }
}

Parts split(std::string_view message, std::size_t chunk_size) {
  MessageSplitter splitter;
  Parts parts;
  for (; !message.empty(); message.remove_prefix(std::min(chunk_size, message.size()))) {
    const std::string chunk(message.substr(0, chunk_size));
    splitter.feed(chunk);
    drain(splitter, parts);
  }
  splitter.finish();
  drain(splitter, parts);
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message(reinterpret_cast<const char*>(data), size);
  const auto whole = split(message, size);
  std::string joined;
  for (const auto& field : whole.fields) joined += field;
  require(joined + whole.rest == message);
  require(whole.ends_of_header == 1);
  for (const std::size_t chunk_size : {std::size_t{1}, std::size_t{2}, std::size_t{3}, size / 2 + 1}) {
    require(split(message, chunk_size) == whole);
  }
  return 0;
}
