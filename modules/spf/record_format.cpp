#include "spf/record.hpp"

#include "base/ascii.hpp"

namespace postern::spf {
namespace {

std::string format(const Macro& macro) {
  if (macro.letter == '%' || macro.letter == '_' || macro.letter == '-') return {'%', macro.letter};
  std::string text = "%{";
  text += macro.is_escaped ? base::to_upper(macro.letter) : macro.letter;
  if (macro.parts > 0) text += std::to_string(macro.parts);
  if (macro.is_reversed) text += 'r';
  return text + macro.delimiters + "}";
}

std::string format_target(const std::optional<MacroString>& target) {
  return target ? ":" + format(*target) : std::string();
}

std::string format_prefixes(const Prefixes& prefixes) {
  std::string text;
  if (prefixes.v4 != 32) text += "/" + std::to_string(prefixes.v4);
  if (prefixes.v6 != 128) text += "//" + std::to_string(prefixes.v6);
  return text;
}

std::string format_mechanism(const All&) {
  return "all";
}
std::string format_mechanism(const Include& include) {
  return "include:" + format(include.target);
}
std::string format_mechanism(const A& a) {
  return "a" + format_target(a.target) + format_prefixes(a.prefixes);
}
std::string format_mechanism(const Mx& mx) {
  return "mx" + format_target(mx.target) + format_prefixes(mx.prefixes);
}
std::string format_mechanism(const Ptr& ptr) {
  return "ptr" + format_target(ptr.target);
}
std::string format_mechanism(const Exists& exists) {
  return "exists:" + format(exists.target);
}

std::string format_mechanism(const Ip& ip) {
  const auto& [address, prefix] = ip.network;
  auto text = (address.is_v4() ? "ip4:" : "ip6:") + base::format(address);
  if (prefix != (address.is_v4() ? 32 : 128)) text += "/" + std::to_string(prefix);
  return text;
}

}  // namespace

std::string format(const MacroString& macro_string) {
  std::string text;
  for (const auto& piece : macro_string.pieces) {
    const auto* literal = std::get_if<std::string>(&piece);
    text += literal != nullptr ? *literal : format(std::get<Macro>(piece));
  }
  return text;
}

std::string format(const Directive& directive) {
  std::string text;
  if (directive.qualifier != Qualifier::pass) text += static_cast<char>(directive.qualifier);
  return text +
         std::visit([](const auto& mechanism) { return format_mechanism(mechanism); }, directive.mechanism);
}

std::string format(const Record& record) {
  std::string text = "v=spf1";
  for (const auto& directive : record.directives) text += " " + format(directive);
  if (record.redirect) text += " redirect=" + format(*record.redirect);
  if (record.explanation) text += " exp=" + format(*record.explanation);
  for (const auto& modifier : record.unknown) text += " " + modifier.name + "=" + format(modifier.value);
  return text;
}

}  // namespace postern::spf
