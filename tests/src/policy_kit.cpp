#include "policy_kit.hpp"

#include <gtest/gtest.h>

#include "base/ascii.hpp"
#include "config/build.hpp"

namespace postern {

namespace {

/// The value of an enumeration that has this word.
template <class Value>
Value value_of(std::string_view word) {
  for (int index = 0; index < 16; ++index) {
    if (format(static_cast<Value>(index)) == word) return static_cast<Value>(index);
  }
  ADD_FAILURE() << "no such word: " << word;
  return {};
}

struct Pair {
  std::string first;
  std::string second;
};

Pair cut(std::string_view text, char at) {
  const auto place = text.find(at);
  if (place == text.npos) return {std::string(text), ""};
  return {std::string(text.substr(0, place)), std::string(text.substr(place + 1))};
}

SpfResult spf(std::string_view word, std::string_view domain) {
  return {.identity = std::string(domain),
          .request = {},
          .outcome = {.result = value_of<spf::Result>(word), .domain = std::string(domain)}};
}

mail::MethodResult method(std::string_view name, std::string_view result) {
  return {.method = std::string(name),
          .result = std::string(result),
          .comment = "",
          .reason = "",
          .properties = {}};
}

void add_signature(Verdict& verdict, std::string_view text) {
  if (!verdict.dkim) verdict.dkim.emplace();
  const auto [word, domain] = cut(text, ':');
  if (word == "none") return;
  verdict.dkim->push_back({.result = value_of<dkim::Result>(word), .domain = domain});
}

void set_dmarc(Verdict& verdict, std::string_view text) {
  const auto [word, policy] = cut(text, '/');
  if (!verdict.dmarc) verdict.dmarc.emplace();
  verdict.dmarc->result = value_of<dmarc::Result>(word);
  if (!policy.empty()) verdict.dmarc->policy = value_of<dmarc::Policy>(policy);
}

void add_alignment(Verdict& verdict, std::string_view word) {
  verdict.dmarc->identifiers.push_back(
      {.identifier = {word == "spf" ? dmarc::Method::spf : dmarc::Method::dkim,
                      dmarc::Identifier::Status::pass, "example.com"},
       .aligned = dmarc::Aligned::yes});
}

/// "sealer.example:dkim=pass:a.example"
void add_seal(Verdict& verdict, std::string_view text) {
  const auto [sealer, finding] = cut(text, ':');
  const auto [name, rest] = cut(finding, '=');
  const auto [result, domain] = cut(rest, ':');
  auto found = method(name, result);
  const std::string property = name == "dkim" ? "d" : name == "dmarc" ? "from" : "mailfrom";
  if (!domain.empty()) found.properties.push_back({name == "spf" ? "smtp" : "header", property, domain, ""});
  if (!verdict.arc_trusted) verdict.arc_trusted = TrustedResults{1, sealer, {}};
  verdict.arc_trusted->results.push_back(found);
}

void put(Message& message, const std::string& name, const std::string& value) {
  auto& [verdict, circumstances] = message;
  if (name == "iprev") {
    verdict.iprev = iprev::Outcome{value_of<iprev::Result>(value), "", ""};
  } else if (name == "spf") {
    verdict.mail_from = spf(value, "bounce.example");
  } else if (name == "spf-helo") {
    verdict.helo = spf(value, "mail.example");
  } else if (name == "dkim") {
    add_signature(verdict, value);
  } else if (name == "dmarc") {
    set_dmarc(verdict, value);
  } else if (name == "aligned") {
    add_alignment(verdict, value);
  } else if (name == "arc") {
    verdict.arc.emplace().result = value_of<arc::Result>(value);
  } else if (name == "sealed") {
    add_seal(verdict, value);
  } else if (name == "list-id") {
    verdict.list_id = value;
  } else if (name == "author") {
    verdict.authors = {value};
  } else if (name == "sender") {
    circumstances.sender = value == "<>" ? "" : value;
  } else if (name == "helo") {
    circumstances.helo = value;
  } else if (name == "client") {
    circumstances.client = base::IpAddress::parse(value);
  } else if (name == "listener") {
    circumstances.listener = value;
  } else if (name == "trust") {
    circumstances.standing = value_of<Standing>(value);
  } else if (name == "tls") {
    circumstances.tls = value == "yes";
  } else if (name == "id") {
    circumstances.id = value;
  } else {
    verdict.others.push_back(method(name, value));
  }
}

}  // namespace

Message::Message(std::string_view words) {
  verdict.authors = {"example.com"};
  circumstances = {.listener = "127.0.0.1:25",
                   .client = base::IpAddress::parse("192.0.2.1"),
                   .helo = "mail.example",
                   .sender = "a@bounce.example",
                   .id = "4ZT"};
  for (const auto word : base::split(words, ' ')) {
    const auto [name, value] = cut(word, '=');
    if (!name.empty()) put(*this, name, value);
  }
  if (!verdict.dmarc) return;
  verdict.dmarc->author_domain = verdict.authors.front();
  verdict.dmarc->organizational_domain = verdict.authors.front();
}

ListenerConfig listener_of(const std::string& lines) {
  Problems problems;
  const auto file =
      parse_config_file("listen = \"127.0.0.1:25\"\nupstream = \"127.0.0.1:26\"\n" + lines, "f", problems);
  const auto built = build_config(file, {}, problems);
  for (const auto& problem : problems) ADD_FAILURE() << format(problem) << "\n" << lines;
  return built.configuration.listeners.front();
}

std::string summary(const Decision& decision) {
  std::string text(format(decision.action));
  if (!decision.rule.empty()) text += " by " + decision.rule;
  if (decision.reply) {
    text += " " + std::to_string(decision.reply->code) + " " +
            smtp::format(smtp::enhanced_status(*decision.reply).value());
  }
  if (!decision.upstream.empty()) text += " to " + decision.upstream;
  if (decision.override_reason) {
    const auto& [reason, comment] = *decision.override_reason;
    text += ", " + std::string(format(reason)) + (comment.empty() ? "" : " (" + comment + ")");
  }
  for (const auto& field : decision.tags) text += " + " + field.name + ": " + field.body;
  return text;
}

std::string decided(const std::string& lines, std::string_view message, std::string_view recipient_domain) {
  const Message one(message);
  return summary(Policy::make(listener_of(lines))->decide(one.verdict, one.circumstances, recipient_domain));
}

}  // namespace postern
