#include "policy/condition.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "config/nearest.hpp"
#include "net/endpoint.hpp"

namespace postern {

namespace {

std::string in_words(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
  }
  return text;
}

std::string expected(const PolicyKey& key) {
  using enum PolicyKey::Kind;
  switch (key.kind) {
    case word:
    case boolean:
      return in_words(key.words);
    case domain:
      return key.name == "sender-domain" ? "a domain, .DOMAIN for all below it, or <> for the null sender"
                                         : "a domain, or .DOMAIN for all below it";
    case network:
      return "an address or a network, such as 192.0.2.0/24";
    case list:
      return "true, false, or identifiers of mailing lists";
    case listener:
      return "a listener, as its `listen` is written";
  }
  return "";
}

std::string unknown_key(const std::string& name) {
  const auto meant = nearest(name, policy_key_names());
  return "rules cannot ask for '" + base::escape_controls(name) + "'" +
         (meant ? "; did you mean '" + *meant + "'?" : "");
}

std::string wrong_value(const PolicyKey& key, const std::string& value) {
  const auto meant = nearest(value, key.words);
  return key.name + ": '" + base::escape_controls(value) + "' is not valid: give " + expected(key) +
         (meant ? "; did you mean '" + *meant + "'?" : "");
}

}  // namespace

base::Result<Condition, std::string> Condition::make(const PolicyCondition& written) {
  const auto* key = find_policy_key(written.key);
  if (!key) return base::Unexpected{unknown_key(written.key)};
  if (written.values.empty()) return base::Unexpected{key->name + ": there is no value, so nothing matches"};
  if (written.values.size() > 1 &&
      std::ranges::find_first_of(written.values, std::vector<std::string>{"true", "false"}) !=
          written.values.end()) {
    return base::Unexpected{key->name + ": true or false stands alone"};
  }
  Condition condition(*key);
  for (const auto& value : written.values) {
    if (!condition.add(value)) return base::Unexpected{wrong_value(*key, value)};
  }
  return condition;
}

bool Condition::is_word(const std::string& value) const {
  return std::ranges::find(key_->words, value) != key_->words.end();
}

bool Condition::add(const std::string& value) {
  using enum PolicyKey::Kind;
  const bool may_be_null = key_->name == "sender-domain";
  if (is_word(value) || (may_be_null && value == "<>")) return words_.push_back(value), true;
  switch (key_->kind) {
    case word:
    case boolean:
      return false;
    case domain:
    case list:
      return domains_.add(value);
    case network: {
      const auto network = base::Network::parse(value);
      if (network) networks_.add(*network);
      return network.has_value();
    }
    case listener: {
      const auto endpoint = net::Endpoint::parse_to_listen(value);
      if (endpoint) words_.push_back(net::format(*endpoint));
      return endpoint.has_value();
    }
  }
  return false;
}

bool Condition::admits(const Fact& fact) const {
  if (std::ranges::find(words_, fact.value) != words_.end()) return true;
  if (key_->kind == PolicyKey::Kind::domain) return domains_.find(fact.value).has_value();
  if (key_->kind == PolicyKey::Kind::list) return !fact.detail.empty() && domains_.find(fact.detail);
  if (key_->kind != PolicyKey::Kind::network) return false;
  const auto address = base::IpAddress::parse(fact.value);
  return address && networks_.find(*address);
}

std::optional<Fact> Condition::match(const MessageView& message) const {
  std::optional<Fact> best;
  for (auto& fact : key_->facts(message)) {
    const bool is_better = !best || (best->weight != Weight::verified && fact.weight == Weight::verified);
    if (is_better && admits(fact)) best = std::move(fact);
  }
  return best;
}

std::optional<Fact> Condition::exception(const MessageView& message) const {
  const bool asks_for_none = key_->excepts && words_ == std::vector<std::string>{"false"};
  if (!asks_for_none) return std::nullopt;
  return key_->facts(message).front();
}

}  // namespace postern
