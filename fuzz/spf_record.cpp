// A record that parses is printed so that it parses to the same again, and so does each of its directives
// alone. Whatever a macro-string holds, it expands to no more than a domain name or an explanation may be.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/ascii.hpp"
#include "spf/record.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

void expand(const spf::MacroString& macro_string, const spf::MacroValues& values) {
  const auto domain = spf::expand_domain(macro_string, values);
  require(domain.size() <= 253);
  const auto explanation = spf::expand_explanation(macro_string, values);
  if (!explanation) return;
  require(explanation->size() <= spf::longest_explanation);
  require(std::ranges::none_of(*explanation, base::is_control));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const spf::MacroValues values{.client = *base::IpAddress::parse("2001:db8::1"),
                                .sender = text.substr(0, 300) + "@" + text.substr(0, 300),
                                .domain = text.substr(0, 253),
                                .helo = text.substr(size / 2, 500)};
  for (const auto parse : {spf::parse_macro_string, spf::parse_domain_spec, spf::parse_explain_string}) {
    const auto macro_string = parse(text);
    if (!macro_string) continue;
    expand(*macro_string, values);
    const auto again = parse(spf::format(*macro_string));
    require(again && *again == *macro_string);
  }

  if (!spf::is_record(text)) return 0;
  const auto record = spf::parse_record(text);
  if (!record) return 0;
  const auto again = spf::parse_record(spf::format(*record));
  require(again && *again == *record);
  for (const auto& directive : record->directives) {
    const auto alone = spf::parse_record("v=spf1 " + spf::format(directive));
    require(alone && alone->directives == std::vector{directive});
  }
  for (const auto& modifier : record->unknown) expand(modifier.value, values);
  return 0;
}
