// Whatever a record says, what is read of it can be written down, and reads as the same again; only texts
// that begin with the version are records, and what asks for no known policy names nobody to tell.

#include "dmarc/record.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

std::string write(const dmarc::Record& record) {
  using enum dmarc::PublicSuffix;
  const auto letter = [](dmarc::AlignmentMode mode) {
    return mode == dmarc::AlignmentMode::strict ? "s" : "r";
  };
  std::string text = "v=DMARC1";
  if (record.policy) text += "; p=" + std::string(format(*record.policy));
  if (record.subdomain_policy) text += "; sp=" + std::string(format(*record.subdomain_policy));
  if (record.nonexistent_policy) text += "; np=" + std::string(format(*record.nonexistent_policy));
  text += std::string("; adkim=") + letter(record.dkim_alignment) + "; aspf=" + letter(record.spf_alignment);
  text += std::string("; psd=") + (record.public_suffix == yes  ? "y"
                                   : record.public_suffix == no ? "n"
                                                                : "u");
  text += record.testing ? "; t=y" : "; t=n";
  std::string separator = "; rua=";
  for (const auto& uri : record.aggregate_reports) text += std::exchange(separator, ",") + uri;
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto record = dmarc::parse_record(text);
  require(record.has_value() == dmarc::is_dmarc_record(text));
  if (!record) return 0;
  require(record->policy || record->aggregate_reports.empty());
  require(dmarc::parse_record(write(*record)) == *record);
  require(dmarc::parse_record(text + ";unknown=1; v=DMARC2") == *record);
  require(record->policy.value_or(dmarc::Policy::none) == dmarc::Policy::none ||
          text.find_first_of("qQrR") != text.npos);
  return 0;
}
