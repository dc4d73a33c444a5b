#include "dmarc/record.hpp"

#include <algorithm>
#include <map>

#include "base/ascii.hpp"
#include "base/scanner.hpp"

namespace postern::dmarc {
namespace {

using Tags = std::map<std::string, std::string_view>;

// What has no equals sign is passed over: record authors forget semicolons, and one slip should not undo the
// rest.
Tags split_tags(std::string_view text) {
  Tags tags;
  for (const auto piece : base::split(text, ';')) {
    const auto equals = piece.find('=');
    if (equals == piece.npos) continue;
    tags.emplace(base::to_lower(base::trim(piece.substr(0, equals))), base::trim(piece.substr(equals + 1)));
  }
  return tags;
}

std::string_view value(const Tags& tags, const std::string& name) {
  const auto tag = tags.find(name);
  return tag == tags.end() ? std::string_view() : tag->second;
}

AlignmentMode parse_alignment(std::string_view text) {
  return base::iequals(text, "s") ? AlignmentMode::strict : AlignmentMode::relaxed;
}

PublicSuffix parse_public_suffix(std::string_view text) {
  if (base::iequals(text, "y")) return PublicSuffix::yes;
  if (base::iequals(text, "n")) return PublicSuffix::no;
  return PublicSuffix::unknown;
}

// RFC 3986 §3.1: a scheme, a colon, something.
bool is_uri(std::string_view text) {
  base::ScannerView scanner(text);
  const auto scheme =
      scanner.take_while([](char c) { return base::is_alnum(c) || c == '+' || c == '-' || c == '.'; });
  return !scheme.empty() && base::is_alpha(scheme.front()) && scanner.take(':') && !scanner.at_end();
}

std::vector<std::string> parse_uris(std::string_view text) {
  std::vector<std::string> uris;
  for (const auto piece : base::split(text, ',')) {
    if (is_uri(base::trim(piece))) uris.emplace_back(base::trim(piece));
  }
  return uris;
}

// RFC 9989 §4.10.1: there is a p=, and none of the three tags has another word.
bool has_valid_policies(const Record& record, const Tags& tags) {
  return record.policy && (record.subdomain_policy || !tags.contains("sp")) &&
         (record.nonexistent_policy || !tags.contains("np"));
}

// Ibid.: as if the record had p=none, when there is somebody to tell.
std::optional<Policy> policy_of_a_slip(const Record& record) {
  if (record.aggregate_reports.empty()) return std::nullopt;
  return Policy::none;
}

}  // namespace

std::string_view format(AlignmentMode mode) {
  return mode == AlignmentMode::strict ? "strict" : "relaxed";
}

bool is_dmarc_record(std::string_view text) {
  base::ScannerView scanner(text);
  scanner.take_while(base::is_wsp);
  if (!scanner.take_word("v")) return false;
  scanner.take_while(base::is_wsp);
  if (!scanner.take('=')) return false;
  scanner.take_while(base::is_wsp);
  // The version, unlike the tags, is case-sensitive.
  if (!scanner.rest().starts_with("DMARC1")) return false;
  scanner.take_word("DMARC1");
  scanner.take_while(base::is_wsp);
  return scanner.at_end() || scanner.peek() == ';';
}

std::optional<Record> parse_record(std::string_view text) {
  if (!is_dmarc_record(text)) return std::nullopt;
  const auto tags = split_tags(text);
  Record record;
  record.aggregate_reports = parse_uris(value(tags, "rua"));
  record.policy = parse_policy(value(tags, "p"));
  record.subdomain_policy = parse_policy(value(tags, "sp"));
  record.nonexistent_policy = parse_policy(value(tags, "np"));
  if (!has_valid_policies(record, tags)) record.policy = policy_of_a_slip(record);
  record.dkim_alignment = parse_alignment(value(tags, "adkim"));
  record.spf_alignment = parse_alignment(value(tags, "aspf"));
  record.public_suffix = parse_public_suffix(value(tags, "psd"));
  record.testing = base::iequals(value(tags, "t"), "y");
  return record;
}

}  // namespace postern::dmarc
