#include "smtp/parameters.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <span>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "mail/lexical.hpp"
#include "smtp/replies.hpp"
#include "smtp/xtext.hpp"

// Syntax first, the same for every parameter; then, for those in the two tables, what the value must be.

namespace postern::smtp {
namespace {

using Value = std::optional<std::string>;
struct Rule {
  std::string_view keyword;
  bool (*allows)(const Value&);
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

// RFC 1870 §5: size-value = 1*20DIGIT
bool is_size(const Value& value) {
  return value && value->size() <= 20 && std::ranges::all_of(*value, base::is_digit);
}

// RFC 6152 §2, RFC 3030 §3
bool is_body(const Value& value) {
  return value && (base::iequals(*value, "7BIT") || base::iequals(*value, "8BITMIME") ||
                   base::iequals(*value, "BINARYMIME"));
}

bool is_absent(const Value& value) {
  return !value;
}

// RFC 3461 §4.3
bool is_ret(const Value& value) {
  return value && (base::iequals(*value, "FULL") || base::iequals(*value, "HDRS"));
}

// RFC 3461 §4.4: at most 100 characters of xtext
bool is_envid(const Value& value) {
  return value && value->size() <= 100 && decode_xtext(*value);
}

// RFC 4954 §5: a mailbox as xtext, or <>
bool is_auth(const Value& value) {
  return value && value->size() <= 500 && decode_xtext(*value);
}

// RFC 3461 §4.1: NEVER, or a list of the others, each once
bool is_notify(const Value& value) {
  if (!value) return false;
  if (base::iequals(*value, "NEVER")) return true;
  const auto words = base::split(*value, ',');
  const auto count = [&](std::string_view word) {
    return std::ranges::count_if(words, [&](auto each) { return base::iequals(each, word); });
  };
  const auto success = count("SUCCESS");
  const auto failure = count("FAILURE");
  const auto delay = count("DELAY");
  return success <= 1 && failure <= 1 && delay <= 1 &&
         success + failure + delay == static_cast<std::ptrdiff_t>(words.size());
}

// RFC 3461 §4.2: atom ";" xtext, 500 characters at most. RFC 6533 §3: of type utf-8, other forms as well.
bool is_orcpt(const Value& value) {
  if (!value || value->size() > 500) return false;
  base::ScannerView in(*value);
  const auto type = in.take_while(mail::is_atext);
  if (type.empty() || !in.take(';') || in.at_end()) return false;
  return base::iequals(type, "utf-8") || decode_xtext(in.rest());
}

constexpr std::array mail_rules{
    Rule{"SIZE", is_size}, Rule{"BODY", is_body},   Rule{"SMTPUTF8", is_absent},
    Rule{"RET", is_ret},   Rule{"ENVID", is_envid}, Rule{"AUTH", is_auth},
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
  return check(parameters, mail_rules);
}

std::optional<Reply> check_rcpt_parameters(const Parameters& parameters) {
  return check(parameters, rcpt_rules);
}

std::optional<std::uint64_t> declared_size(const Parameters& parameters) {
  const auto* const size = find_parameter(parameters, "SIZE");
  if (!size || !is_size(size->value)) return std::nullopt;
  return base::parse_decimal(*size->value).value_or(std::numeric_limits<std::uint64_t>::max());
}

}  // namespace postern::smtp
