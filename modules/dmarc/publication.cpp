#include "dmarc/publication.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace postern::dmarc {
namespace {

std::string describe(const Record& record) {
  std::string text = "p=";
  text += record.policy ? format(*record.policy) : "?";
  const auto add = [&](std::string_view tag, std::string_view value) { text.append(tag).append(value); };
  if (record.subdomain_policy) add(" sp=", format(*record.subdomain_policy));
  if (record.nonexistent_policy) add(" np=", format(*record.nonexistent_policy));
  if (record.dkim_alignment == AlignmentMode::strict) add(" adkim=", "s");
  if (record.spf_alignment == AlignmentMode::strict) add(" aspf=", "s");
  if (record.public_suffix == PublicSuffix::yes) add(" psd=", "y");
  if (record.public_suffix == PublicSuffix::no) add(" psd=", "n");
  if (record.testing) add(" t=", "y");
  return text;
}

std::string describe_contents(const Publication& publication) {
  if (publication.status != dns::Status::ok) return std::string(format(publication.status));
  if (publication.record) return describe(*publication.record);
  if (publication.record_count == 0) return "no DMARC record";
  return std::to_string(publication.record_count) + " DMARC records, all discarded";
}

}  // namespace

Publication read_publication(dns::Name domain, const dns::Answer& answer) {
  Publication publication{.domain = std::move(domain), .status = answer.status};
  for (const auto& text : answer.texts) {
    auto record = parse_record(text);
    if (!record) continue;
    ++publication.record_count;
    publication.record = std::move(record);
  }
  if (publication.record_count > 1) publication.record.reset();
  return publication;
}

std::string describe(const Publication& publication) {
  const auto& domain = publication.domain.text();
  return (domain.empty() ? "_dmarc" : "_dmarc." + domain) + ": " + describe_contents(publication);
}

}  // namespace postern::dmarc
