#pragma once

#include <stdexcept>
#include <string>

#include "dns/zone.hpp"
#include "mail/authentication_results.hpp"
#include "mail/header_block.hpp"

namespace postern::checks {

/// A result as the log shows one: "x-ptr=fail smtp.helo=a.example".
inline std::string say(const mail::MethodResult& result) {
  std::string text = result.method + "=" + result.result;
  if (!result.comment.empty()) text += " (" + result.comment + ")";
  for (const auto& property : result.properties) {
    text += " " + property.type + "." + property.name + "=" + property.value;
  }
  return text;
}

inline dns::Zone zone_of(const std::string& text) {
  auto zone = dns::Zone::parse(text);
  if (!zone) throw std::invalid_argument(format(zone.error()));
  return std::move(*zone);
}

inline mail::HeaderBlock header_of(const std::vector<std::string>& lines) {
  mail::HeaderBlock header;
  for (const auto& line : lines) header.append(mail::HeaderField::raw(line + "\r\n"));
  return header;
}

}  // namespace postern::checks
