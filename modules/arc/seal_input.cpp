#include "arc/seal_input.hpp"

#include <string_view>

#include "dkim/canonicalization.hpp"
#include "dkim/signed_header.hpp"

namespace postern::arc {
namespace {

constexpr std::string_view line_end = "\r\n";

void append(std::string& text, std::string_view raw_field) {
  dkim::append_canonical(text, raw_field, dkim::Canonicalization::relaxed);
}

}  // namespace

std::vector<dkim::Digest> seal_digests(std::span<const Set> sets) {
  std::vector<dkim::Digest> digests;
  std::string sealed;
  for (const auto& set : sets) {
    append(sealed, set.results->raw_field);
    append(sealed, set.signature->raw_field);
    const auto before_seal = sealed.size();
    append(sealed, dkim::without_signature(set.seal->raw_field));
    // RFC 6376 §3.7: the signature's own field goes without its line end.
    digests.push_back(dkim::sha256(std::string_view(sealed).substr(0, sealed.size() - line_end.size())));
    sealed.resize(before_seal);
    append(sealed, set.seal->raw_field);
  }
  return digests;
}

}  // namespace postern::arc
