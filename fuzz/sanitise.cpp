// Whatever a header is made of, what is left of it after sanitising is as it came and in its order, claims
// nothing in our name, and still has the whole of an intact ARC chain; what is renamed keeps its body.

#include "stamp/sanitise.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mail/message_splitter.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

mail::HeaderBlock read_header(std::string_view octets) {
  mail::HeaderBlock header;
  mail::MessageSplitter splitter;
  splitter.feed(octets);
  splitter.finish();
  for (;;) {
    const auto event = splitter.next();
    const auto* field = std::get_if<mail::MessageSplitter::Field>(&event);
    if (!field) return header;
    header.append(field->field);
  }
}

std::vector<std::string> fields_of(const mail::HeaderBlock& header) {
  std::vector<std::string> fields;
  for (const auto& entry : header) fields.emplace_back(entry.field.raw());
  return fields;
}

std::size_t total(const Sanitised& sanitised) {
  std::size_t sum = 0;
  for (const auto& [name, count] : sanitised) sum += count;
  return sum;
}

std::size_t chain_fields(const mail::HeaderBlock& header) {
  return header.count("ARC-Seal") + header.count("ARC-Message-Signature") +
         header.count("ARC-Authentication-Results");
}

/// Each of `part` is in `whole`, in the same order.
bool is_part_of(const std::vector<std::string>& part, const std::vector<std::string>& whole) {
  auto place = whole.begin();
  for (const auto& field : part) {
    place = std::find(place, whole.end(), field);
    if (place == whole.end()) return false;
    ++place;
  }
  return true;
}

void require_nothing_is_claimed(mail::HeaderBlock header, const SanitiseRules& rules) {
  for (const auto& entry : header) require(!mail::claims_authserv_id(entry.field, rules.ids.front()));
  require(!header.find("X-Disposition-Quarantine") && !header.find("BIMI-Location"));
  require(sanitise(header, rules).empty());
}

void require_sound(const mail::HeaderBlock& header, SanitiseRules rules) {
  auto left = header;
  const auto removed = sanitise(left, rules);
  require(left.size() + total(removed) == header.size() && removed.size() <= 9);
  require(is_part_of(fields_of(left), fields_of(header)));
  require_nothing_is_claimed(left, rules);
  if (rules.chain_is_intact) require(chain_fields(left) == chain_fields(header));

  rules.mode = SanitiseMode::rename;
  auto renamed = header;
  require(sanitise(renamed, rules) == removed);
  require_nothing_is_claimed(renamed, rules);
  require(renamed.size() == header.size());
  const auto before = fields_of(header);
  const auto after = fields_of(renamed);
  for (std::size_t place = 0; place < before.size(); ++place) {
    const auto body = [](const std::string& raw) { return raw.substr(std::min(raw.find(':'), raw.size())); };
    require(body(before[place]) == body(after[place]));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto header = read_header(std::string_view(reinterpret_cast<const char*>(data), size));
  SanitiseRules rules{.mode = SanitiseMode::remove,
                      .ids = {"mx.example.org", ".corp.example"},
                      .names = {"X-Tag"},
                      .chain_is_intact = false};
  require_sound(header, rules);
  rules.chain_is_intact = true;
  require_sound(header, rules);
  return 0;
}
