#include "dkim/key_record.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/ascii.hpp"
#include "dkim/base64.hpp"
#include "dkim/tag_list.hpp"

namespace postern::dkim {
namespace {

using base::Unexpected;

// RFC 6376 §3.6.1: v= is optional, must be "DKIM1" and must then come first.
bool has_version(const TagList& tags, std::string_view text) {
  const auto version = tags.find("v");
  return version == tags.end() || (version->second == "DKIM1" && base::trim(text).starts_with('v'));
}

// p= is required, though it may be empty.
bool is_key_record(const std::string& text) {
  const auto tags = parse_tag_list(text);
  return tags && tags->contains("p") && has_version(*tags, text);
}

// A list of words, as h=, s= and t= hold one.
bool lists(const TagList& tags, std::string_view name, std::initializer_list<std::string_view> any_of) {
  const auto tag = tags.find(name);
  if (tag == tags.end()) return false;
  return std::ranges::any_of(base::split(tag->second, ':'), [&](std::string_view word) {
    return std::ranges::any_of(any_of, [&](auto wanted) { return base::iequals(base::trim(word), wanted); });
  });
}

std::optional<KeyType> type_of(const TagList& tags) {
  const auto tag = tags.find("k");
  if (tag == tags.end() || base::iequals(tag->second, "rsa")) return KeyType::rsa;
  if (base::iequals(tag->second, "ed25519")) return KeyType::ed25519;
  return std::nullopt;
}

}  // namespace

base::Result<KeyRecord, std::string> parse_key_record(std::string_view text) {
  const auto refuse = [](std::string reason) { return Unexpected{std::move(reason)}; };
  if (text.size() > max_key_record) return refuse("key record is too long");
  const auto tags = parse_tag_list(text);
  if (!tags) return refuse("key syntax error: no tag list");
  if (!has_version(*tags, text)) return refuse("key syntax error: v= is not DKIM1 or not first");
  const auto data = tags->find("p");
  if (data == tags->end()) return refuse("key syntax error: no p=");
  const auto type = type_of(*tags);
  if (!type) return refuse("unknown key type");

  KeyRecord record{.type = *type};
  record.accepts_sha256 = !tags->contains("h") || lists(*tags, "h", {"sha256"});
  record.is_for_email = !tags->contains("s") || lists(*tags, "s", {"*", "email"});
  record.is_test = lists(*tags, "t", {"y"});
  record.is_for_domain_only = lists(*tags, "t", {"s"});
  if (data->second.empty()) return record;
  const auto octets = parse_base64(data->second);
  if (!octets) return refuse("key syntax error: p= is no base64");
  record.key = PublicKey::parse(*type, *octets);
  if (!record.key) return refuse("key syntax error: p= is no " + std::string(format(*type)) + " key");
  return record;
}

std::vector<std::string_view> choose_key_records(const std::vector<std::string>& texts, std::size_t max) {
  std::vector<std::string_view> chosen;
  for (const auto& text : texts) {
    if (chosen.size() < max && is_key_record(text)) chosen.push_back(text);
  }
  if (chosen.empty()) chosen.push_back(texts.front());
  return chosen;
}

}  // namespace postern::dkim
