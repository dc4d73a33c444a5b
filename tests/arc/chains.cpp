#include "arc/chains.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <variant>

#include "arc/chain.hpp"
#include "arc/fields.hpp"
#include "arc/seal_input.hpp"
#include "arc/verifier.hpp"
#include "dkim/base64.hpp"
#include "dkim/body_hash.hpp"
#include "dkim/private_key.hpp"
#include "dkim/signed_header.hpp"
#include "mail/message_splitter.hpp"

namespace postern::test {
namespace {

std::string read_key(std::string_view name) {
  const std::string folder = name == "rsa4096" ? "arc/" : "dkim/";
  std::ifstream file(POSTERN_SOURCE_DIR "/tests/data/" + folder + std::string(name) + ".pem");
  if (!file) throw std::runtime_error("no key " + std::string(name));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

dkim::PrivateKey load_key(std::string_view name) {
  auto key = dkim::PrivateKey::parse(read_key(name));
  if (!key) throw std::runtime_error(key.error());
  return *std::move(key);
}

std::string with(std::string text, std::string_view mark, std::string_view value) {
  const auto at = text.find(mark);
  return at == text.npos ? text : text.replace(at, mark.size(), value);
}

dkim::Digest hash_body(std::string_view body, const arc::MessageSignature& field) {
  dkim::BodyHash hash(field.body_canonicalization);
  if (field.body_length) hash.also_of(*field.body_length);
  hash.feed(body);
  hash.finish();
  return field.body_length ? hash.digest_of(*field.body_length).value_or(hash.digest()) : hash.digest();
}

}  // namespace

std::string sealed_by_hand(std::string_view message, const HandmadeSet& set) {
  const auto parsed = parse_message(message);
  const auto key = load_key(set.key);
  const std::string results = "ARC-Authentication-Results:" + set.results + "\r\n";

  const auto tags = arc::parse_message_signature(set.signature);
  const auto body_hash = hash_body(parsed.body, tags);
  const std::string signature = "ARC-Message-Signature:" +
                                with(set.signature, "{bh}", dkim::format_base64(dkim::octets_of(body_hash))) +
                                "\r\n";
  dkim::SignedHeader header;
  const auto own = header.add(with(signature, "{b}", ""));
  arc::ChainReader reader;
  for (const auto& entry : parsed.header) {
    header.add(entry.field.raw());
    reader.add(entry.field.raw(), 0);
  }
  const auto digest = header.hash(own, tags.field_names, tags.header_canonicalization);
  const std::string signed_signature = with(signature, "{b}", dkim::format_base64(key.sign(digest)));

  const std::string seal = "ARC-Seal:" + set.seal + "\r\n";
  auto sets = reader.finish().sets;
  sets.push_back({.results = arc::Placed<arc::ResultsField>{{}, results},
                  .signature = arc::Placed<arc::MessageSignature>{{}, signed_signature},
                  .seal = arc::Placed<arc::Seal>{{}, with(seal, "{b}", "")}});
  const auto seal_digest = arc::seal_digests(sets).back();
  return with(seal, "{b}", dkim::format_base64(key.sign(seal_digest))) + signed_signature + results +
         std::string(message);
}

std::string Message::text() const {
  std::string text;
  header.append_to(text);
  return text + "\r\n" + body;
}

Message parse_message(std::string_view text) {
  Message message;
  mail::MessageSplitter splitter;
  splitter.feed(text);
  for (bool is_finished = false;;) {
    auto event = splitter.next();
    if (auto* field = std::get_if<mail::MessageSplitter::Field>(&event)) {
      message.header.append(std::move(field->field));
    } else if (const auto* part = std::get_if<mail::MessageSplitter::BodyView>(&event)) {
      message.body += part->octets;
    } else if (std::holds_alternative<mail::MessageSplitter::NeedMore>(event)) {
      if (is_finished) return message;
      splitter.finish();
      is_finished = true;
    }
  }
}

arc::Sealer make_sealer(std::string_view key, std::string_view domain, std::string_view selector) {
  auto sealer = arc::Sealer::make(domain, selector, read_key(key));
  if (!sealer) throw std::runtime_error(sealer.error());
  return *std::move(sealer);
}

void publish(dns::Zone& zone, const arc::Sealer& sealer) {
  zone.add_text(*dns::Name::parse(sealer.record_name()), sealer.record_text());
}

arc::Outcome validate(std::string_view message, const dns::Zone& zone, const Validation& how) {
  const auto parsed = parse_message(message);
  dkim::KeyCache keys;
  arc::Verifier verifier(keys);
  for (const auto& entry : parsed.header) {
    if (!entry.field.is_malformed()) verifier.header(entry.field.raw());
  }
  const auto names = verifier.end_of_header();
  for (std::string_view body = parsed.body; !body.empty();) {
    const auto part = body.substr(0, how.body_chunk == 0 ? body.size() : how.body_chunk);
    verifier.body(part);
    body.remove_prefix(part.size());
  }
  for (const auto& name : names) verifier.set_key(name, zone.find({name, dns::Type::TXT}));
  return verifier.finish(how.now);
}

std::string sealed(std::string_view message, const arc::Sealer& sealer, const dns::Zone& zone) {
  const auto parsed = parse_message(message);
  dkim::BodyHash hash(dkim::Canonicalization::relaxed);
  hash.feed(parsed.body);
  hash.finish();
  arc::Assessment assessment{.chain = validate(message, zone), .results = {}, .now = may_2026};
  assessment.results.authserv_id = "mx." + sealer.domain();
  assessment.results.results = {{"spf", "pass", "", "", {{"smtp", "mailfrom", "example.com"}}},
                                arc::method_result(assessment.chain, std::nullopt)};
  return sealer.seal(parsed.header, hash.digest(), assessment).value_or("") + std::string(message);
}

std::string sealed_times(int sets, const dns::Zone& zone, const arc::Sealer& sealer) {
  std::string message(unsealed_message);
  for (int i = 0; i < sets; ++i) message = sealed(message, sealer, zone);
  return message;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  if (at == text.npos) throw std::runtime_error("not found: " + std::string(from));
  return text.replace(at, from.size(), to);
}

}  // namespace postern::test
