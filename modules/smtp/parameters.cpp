#include "smtp/parameters.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "smtp/parameter_values.hpp"
#include "smtp/replies.hpp"

// Syntax first, the same for every parameter; then, for those in the two tables, what the value must be.

namespace postern::smtp {
namespace {

struct Rule {
  std::string_view keyword;
  bool (*allows)(const ParameterValue&);
};

// esmtp-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
std::string take_keyword(base::ScannerView& in) {
  if (!base::is_alnum(in.peek())) return {};
  return base::to_upper(in.take_while([](char c) { return base::is_alnum(c) || c == '-'; }));
}

// esmtp-value = 1*(%d33-60 / %d62-126), and UTF8-non-ascii by RFC 6531 §3.3
bool is_value_char(char c) {
  return (base::is_graphic(c) && c != '=') || static_cast<unsigned char>(c) > 127;
}

// esmtp-param = esmtp-keyword ["=" esmtp-value]
std::optional<Parameter> take_parameter(base::ScannerView& in) {
  Parameter parameter{.keyword = take_keyword(in), .value = std::nullopt};
  if (parameter.keyword.empty()) return std::nullopt;
  if (in.take('=')) {
    const auto value = in.take_while(is_value_char);
    if (value.empty()) return std::nullopt;
    parameter.value = std::string(value);
  }
  if (!in.at_end() && !base::is_wsp(in.peek())) return std::nullopt;
  return parameter;
}

constexpr std::array mail_rules{
    Rule{"SIZE", is_size},
    Rule{"BODY", is_body},
    Rule{"SMTPUTF8", is_absent},
    Rule{"RET", is_ret},
    Rule{"ENVID", is_envid},
    Rule{"AUTH", is_auth},
    Rule{"REQUIRETLS", is_absent},
    Rule{"BY", is_deliver_by},
    Rule{"HOLDFOR", is_hold_interval},
    Rule{"HOLDUNTIL", is_hold_time},
    Rule{"MT-PRIORITY", is_transfer_priority},
};
constexpr std::array rcpt_rules{
    Rule{"NOTIFY", is_notify},
    Rule{"ORCPT", is_orcpt},
};

std::optional<Reply> check(const Parameters& parameters, std::span<const Rule> rules) {
  for (const auto& [keyword, value] : parameters) {
    const auto rule = std::ranges::find(rules, keyword, &Rule::keyword);
    if (rule != rules.end() && !rule->allows(value)) return replies::bad_parameter(keyword);
  }
  return std::nullopt;
}

}  // namespace

base::Result<Parameters, Reply> parse_parameters(std::string_view text) {
  base::ScannerView in(text);
  Parameters parameters;
  for (;;) {
    in.take_while(base::is_wsp);
    if (in.at_end()) return parameters;
    auto parameter = take_parameter(in);
    if (!parameter) return base::Unexpected{replies::bad_argument("Bad parameter syntax")};
    if (find_parameter(parameters, parameter->keyword)) {
      return base::Unexpected{replies::duplicate_parameter(parameter->keyword)};
    }
    parameters.push_back(std::move(*parameter));
  }
}

std::string format_parameters(const Parameters& parameters) {
  std::string out;
  for (const auto& [keyword, value] : parameters) {
    out += ' ' + keyword;
    if (value) out += '=' + *value;
  }
  return out;
}

const Parameter* find_parameter(const Parameters& parameters, std::string_view keyword) {
  const auto found = std::ranges::find(parameters, keyword, &Parameter::keyword);
  return found == parameters.end() ? nullptr : &*found;
}

std::optional<Reply> check_mail_parameters(const Parameters& parameters) {
  // RFC 4865 §4: one or the other.
  if (find_parameter(parameters, "HOLDFOR") && find_parameter(parameters, "HOLDUNTIL")) {
    return replies::bad_argument("HOLDFOR and HOLDUNTIL exclude each other");
  }
  return check(parameters, mail_rules);
}

std::optional<Reply> check_rcpt_parameters(const Parameters& parameters) {
  return check(parameters, rcpt_rules);
}

bool is_binary(const Parameters& parameters) {
  const auto* const body = find_parameter(parameters, "BODY");
  return body && base::iequals(body->value.value_or(""), "BINARYMIME");
}

void disown_sender(Parameters& parameters) {
  const auto auth = std::ranges::find(parameters, "AUTH", &Parameter::keyword);
  if (auth != parameters.end()) auth->value = "<>";
}

std::optional<std::uint64_t> declared_size(const Parameters& parameters) {
  const auto* const size = find_parameter(parameters, "SIZE");
  if (!size || !is_size(size->value)) return std::nullopt;
  return base::parse_decimal(*size->value).value_or(std::numeric_limits<std::uint64_t>::max());
}

}  // namespace postern::smtp
