#include "stamp/sanitise.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "arc/chain.hpp"
#include "base/ascii.hpp"

// A field is judged by its name, as a careless reader would find it, and Authentication-Results by its id as
// well. Nothing is read from a field but that, so what is kept goes on octet for octet.
//
// The fields of an ARC chain that is intact are never touched: removing one would break what we have just
// verified. A signature over other fields saves none of them: anybody can sign a field that claims to be
// ours, and no honest signer does.

namespace postern {

namespace {

constexpr std::string_view renamed_prefix = "X-Received-";
constexpr std::size_t most_names = 8;

/// The name that a reader finds who skips what cannot be part of one; empty for a line without a colon.
std::string careless_name(const mail::HeaderField& field) {
  if (!field.is_malformed()) return std::string(field.name());
  const auto line = field.raw();
  const auto colon = line.find(':');
  std::string name;
  if (colon != line.npos)
    std::ranges::copy_if(line.substr(0, colon), std::back_inserter(name), base::is_graphic);
  return name;
}

/// What stands behind the colon, whether the field is malformed or not, with its final CRLF.
std::string_view behind_colon(const mail::HeaderField& field) {
  return field.raw().substr(field.raw().find(':') + 1);
}

std::string_view body_of(const mail::HeaderField& field) {
  auto text = behind_colon(field);
  if (text.ends_with("\r\n")) text.remove_suffix(2);
  return text;
}

bool is_any_of(std::string_view name, const std::vector<std::string>& names) {
  return std::ranges::any_of(names, [name](const auto& other) { return base::iequals(name, other); });
}

bool claims_id(std::string_view field_body, const std::vector<std::string>& ids) {
  return std::ranges::any_of(
      ids, [field_body](const auto& id) { return mail::body_claims_authserv_id(field_body, id); });
}

/// RFC 8617 §4.1.1: "i=1;", and behind it what Authentication-Results has.
bool set_claims_id(std::string_view field_body, const std::vector<std::string>& ids) {
  const auto semicolon = std::min(field_body.find(';'), field_body.size());
  const auto results = field_body.substr(std::min(semicolon + 1, field_body.size()));
  return claims_id(field_body.substr(0, semicolon), ids) || claims_id(results, ids);
}

/// h= of the newest ARC-Message-Signature.
std::vector<std::string> names_signed_by_chain(const mail::HeaderBlock& header) {
  arc::ChainReader reader;
  for (const auto& entry : header) {
    if (!entry.field.is_malformed()) reader.add(entry.field.raw(), 0);
  }
  const auto chain = reader.finish();
  if (chain.sets.empty() || !chain.sets.back().signature) return {};
  return chain.sets.back().signature->body.field_names;
}

/// What is found in one header.
class Finder {
 public:
  Finder(const mail::HeaderBlock& header, const SanitiseRules& rules) : rules_(rules) {
    if (rules.chain_is_intact) signed_by_chain_ = names_signed_by_chain(header);
  }

  bool is_claim(const mail::HeaderField& field, std::string_view name) const {
    if (base::iequals(name, "Authentication-Results")) {
      return claims_id(body_of(field), rules_.ids);
    }
    if (base::istarts_with(name, "ARC-")) return is_false_chain(field, name);
    // Each of these but the sender's own tells what a receiver has verified (BIMI, §6 and §7 of the draft).
    if (base::istarts_with(name, "BIMI-")) return !base::iequals(name, "BIMI-Selector");
    return base::istarts_with(name, "X-Disposition-") || is_any_of(name, rules_.names);
  }

 private:
  bool is_false_chain(const mail::HeaderField& field, std::string_view name) const {
    if (field.is("ARC-Seal") || field.is("ARC-Message-Signature")) return false;
    if (field.is("ARC-Authentication-Results"))
      return !rules_.chain_is_intact && set_claims_id(field.body(), rules_.ids);
    // Such as ARC-Filter, which nobody reads, but which may be signed.
    return !is_any_of(name, signed_by_chain_);
  }

  const SanitiseRules& rules_;
  std::vector<std::string> signed_by_chain_;
};

/// A hostile header may have any number of names, and each is looked for among those before it.
void count(Sanitised& sanitised, std::string_view name) {
  const auto known = std::ranges::find_if(
      sanitised, [name](const SanitisedName& other) { return base::iequals(other.name, name); });
  if (known != sanitised.end()) {
    ++known->count;
  } else if (sanitised.size() <= most_names) {
    const bool is_last = sanitised.size() == most_names;
    sanitised.push_back({std::string(is_last ? "others" : name), 1});
  } else {
    ++sanitised.back().count;
  }
}

mail::HeaderField renamed(const mail::HeaderField& field, std::string_view name) {
  return mail::HeaderField::raw(std::string(renamed_prefix) + std::string(name) + ':' +
                                std::string(behind_colon(field)));
}

}  // namespace

SanitiseRules sanitise_rules(const ListenerConfig& config, Standing standing, const Verdict& verdict) {
  SanitiseRules rules{.mode = config.sanitise.mode, .ids = {config.authserv_id}, .names = {}};
  if (treatment_of(standing).keeps_results) rules.mode = SanitiseMode::keep;
  rules.ids.insert(rules.ids.end(), config.sanitise.ids.begin(), config.sanitise.ids.end());
  rules.names.push_back(config.policy.quarantine_field);
  for (const auto& rule : config.policy.rules) {
    for (const auto& field : rule.fields) rules.names.push_back(field.name);
  }
  // Where chains are not looked at, each may be one that somebody else will look at.
  using enum arc::Result;
  rules.chain_is_intact = !verdict.arc || verdict.arc->result == pass || verdict.arc->result == temperror;
  return rules;
}

Sanitised sanitise(mail::HeaderBlock& header, const SanitiseRules& rules) {
  Sanitised sanitised;
  if (rules.mode == SanitiseMode::keep) return sanitised;
  const Finder finder(header, rules);
  std::vector<mail::FieldId> claims;
  for (const auto& [id, field] : header) {
    if (finder.is_claim(field, careless_name(field))) claims.push_back(id);
  }
  for (const auto id : claims) {
    const auto& field = header.at(id);
    const auto name = careless_name(field);
    count(sanitised, name);
    if (rules.mode == SanitiseMode::remove) {
      header.remove(id);
    } else {
      header.replace(id, renamed(field, name));
    }
  }
  return sanitised;
}

std::vector<std::string> describe(const Sanitised& sanitised) {
  constexpr std::size_t longest_name = 80;
  std::vector<std::string> texts;
  for (const auto& [name, count] : sanitised) {
    texts.push_back(name.substr(0, longest_name) + ' ' + std::to_string(count));
  }
  return texts;
}

}  // namespace postern
