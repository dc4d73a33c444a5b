// Whatever a message holds: what becomes of its chain does not depend on how its body was cut, asks for a
// bounded number of keys, and can be written down. What is sealed next passes where there was no chain, ends
// it where it could not be validated, and is missing only where the chain is at its end.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "arc/sealer.hpp"
#include "arc/tags.hpp"
#include "arc/verifier.hpp"
#include "dkim/body_hash.hpp"
#include "mail/message_splitter.hpp"

namespace {

using namespace postern;

// RFC 8463 appendix A.1, as it is in tests/data/dkim.
constexpr std::string_view key_pem =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";

void require(bool fact) {
  if (!fact) std::abort();
}

struct Message {
  mail::HeaderBlock header;
  std::string body;
};

Message parse(std::string_view text) {
  Message message;
  mail::MessageSplitter splitter;
  splitter.feed(text);
  for (bool is_finished = false;;) {
    auto event = splitter.next();
    if (auto* field = std::get_if<mail::MessageSplitter::Field>(&event)) {
      message.header.append(std::move(field->field));
    } else if (const auto* part = std::get_if<mail::MessageSplitter::BodyView>(&event)) {
      message.body += part->octets;
    } else if (std::holds_alternative<mail::MessageSplitter::NeedMore>(event)) {
      if (is_finished) return message;
      splitter.finish();
      is_finished = true;
    }
  }
}

arc::Outcome validate(const Message& message, const arc::Sealer& sealer, std::size_t chunk) {
  dkim::KeyCache keys;
  arc::Verifier verifier(keys);
  for (const auto& entry : message.header) {
    if (!entry.field.is_malformed()) verifier.header(entry.field.raw());
  }
  const auto names = verifier.end_of_header();
  require(names.size() <= 2 * static_cast<std::size_t>(arc::max_instance));
  for (std::string_view body = message.body; !body.empty();) {
    verifier.body(body.substr(0, chunk));
    body.remove_prefix(std::min(chunk, body.size()));
  }
  for (const auto& name : names) {
    dns::Answer answer;
    answer.status = name.text() == sealer.record_name() ? dns::Status::ok : dns::Status::nx_domain;
    if (answer.status == dns::Status::ok) answer.texts.push_back(sealer.record_text());
    verifier.set_key(name, std::move(answer));
  }
  return verifier.finish({});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto sealer = arc::Sealer::make("d2.example", "s2", key_pem);
  require(sealer.has_value());
  // A first line that begins with a blank would go on with the field that is put above it.
  const std::string text = "Received: x\r\n" + std::string(reinterpret_cast<const char*>(data), size);
  const auto message = parse(text);
  const auto outcome = validate(message, *sealer, 1 << 20);
  const auto in_octets = validate(message, *sealer, 1);
  require(outcome.result == in_octets.result && outcome.reason == in_octets.reason);
  require(outcome.sets.size() <= static_cast<std::size_t>(arc::max_instance));

  const arc::Assessment assessment{
      .chain = outcome,
      .results = {"mx.sealer.example", {arc::method_result(outcome, std::nullopt)}},
      .now = {}};
  dkim::BodyHash hash(dkim::Canonicalization::relaxed);
  hash.feed(message.body);
  hash.finish();
  const auto set = sealer->seal(message.header, hash.digest(), assessment);
  require(set.has_value() != (outcome.is_ended || outcome.highest_instance() == arc::max_instance));
  if (!set) return 0;
  const auto again = validate(parse(*set + text), *sealer, 7);
  const bool was_valid = outcome.result == arc::Result::none || outcome.result == arc::Result::pass;
  require(was_valid ? again.result == arc::Result::pass : again.is_ended);
  require(again.highest_instance() == outcome.highest_instance() + 1);
  require(again.sets.back().results.has_value());
  return 0;
}
