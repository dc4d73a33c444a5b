#include "check/signature_story.hpp"

#include <algorithm>

#include "dkim/key_record.hpp"

// The engine says which signatures failed, and the fields are looked at again to say why. A result belongs to
// the next field that has the same d=, s= and start of b=.

namespace postern {

namespace {

struct Field {
  std::size_t number;  // among those with a name
  dkim::SignatureField field;
};

std::vector<std::string> named_fields(const mail::HeaderBlock& header) {
  std::vector<std::string> fields;
  for (const auto& entry : header) {
    if (!entry.field.is_malformed()) fields.emplace_back(entry.field.raw());
  }
  return fields;
}

std::vector<Field> signature_fields(const std::vector<std::string>& fields) {
  std::vector<Field> signatures;
  for (std::size_t number = 0; number < fields.size(); ++number) {
    const auto field = mail::HeaderField::raw(fields[number]);
    if (field.is("DKIM-Signature")) signatures.push_back({number, dkim::parse_signature_field(field.body())});
  }
  return signatures;
}

bool is_same(const dkim::Signature& a, const dkim::Signature& b) {
  return a.domain == b.domain && a.selector == b.selector && a.digest_start == b.digest_start;
}

std::optional<dkim::PublicKey> key_of(const dns::Name& name, const std::vector<dns::Exchange>& answers) {
  const auto asked = std::ranges::find_if(answers, [&name](const dns::Exchange& exchange) {
    return exchange.question.name == name && exchange.question.type == dns::Type::TXT && exchange.answer;
  });
  if (asked == answers.end() || asked->answer->texts.empty()) return std::nullopt;
  for (const auto text : dkim::choose_key_records(asked->answer->texts, 1)) {
    const auto record = dkim::parse_key_record(text);
    if (record) return record->key;
  }
  return std::nullopt;
}

SignatureStory story_of(const dkim::Signature& result, const Field& found,
                        const std::vector<std::string>& fields, std::string_view body,
                        const std::vector<dns::Exchange>& answers) {
  SignatureStory story{.result = result, .field = found.field};
  const auto& field = found.field;
  if (field.is_decided()) return story;
  const auto key = key_of(field.key_name, answers);
  story.body = dkim::diagnose_body(body, {field.body_canonicalization, field.body_length, field.body_hash});
  story.header = dkim::diagnose_header(fields, found.number, field, key ? &*key : nullptr);
  return story;
}

}  // namespace

std::vector<SignatureStory> signature_stories(const std::vector<dkim::Signature>& results,
                                              const mail::HeaderBlock& header, std::string_view body,
                                              const std::vector<dns::Exchange>& answers) {
  const auto fields = named_fields(header);
  const auto signatures = signature_fields(fields);
  std::vector<SignatureStory> stories;
  auto next = signatures.begin();
  for (const auto& result : results) {
    const auto found = std::find_if(
        next, signatures.end(), [&result](const Field& each) { return is_same(each.field.report, result); });
    if (found == signatures.end()) {
      stories.push_back({.result = result});
      continue;
    }
    stories.push_back(story_of(result, *found, fields, body, answers));
    next = found + 1;
  }
  return stories;
}

}  // namespace postern
