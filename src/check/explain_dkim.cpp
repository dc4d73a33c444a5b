#include "base/ascii.hpp"
#include "base/timestamp.hpp"
#include "check/explain.hpp"

namespace postern {

namespace {

std::string_view name_of(dkim::Canonicalization how) {
  return how == dkim::Canonicalization::simple ? "simple" : "relaxed";
}

std::string time_of(std::uint64_t seconds) {
  return base::format_timestamp(std::chrono::system_clock::time_point(std::chrono::seconds(seconds)));
}

void explain_field(Story& story, const dkim::SignatureField& field) {
  story.line("canonicalization: header " + std::string(name_of(field.header_canonicalization)) + ", body " +
                 std::string(name_of(field.body_canonicalization)),
             1);
  if (field.timestamp) story.line("signed at " + time_of(*field.timestamp), 1);
  if (field.expiration) story.line("expires at " + time_of(*field.expiration), 1);
  if (field.body_length)
    story.line("only the first " + std::to_string(*field.body_length) + " octets of the body are signed (l=)",
               1);
}

void explain_names(Story& story, const dkim::HeaderDiagnosis& header) {
  std::string all;
  for (const auto& name : header.names) all += (all.empty() ? "" : ", ") + name.name;
  story.line("signed: " + all, 2);
  for (const auto& name : header.names) {
    if (name.present > name.named) {
      story.line("of " + std::to_string(name.present) + " fields " + name.name + " only the lowest " +
                     std::to_string(name.named) + " signed: another can be put above it",
                 2);
    }
    if (name.is_sealed()) {
      story.line(name.name + " is named once more than it is there: none may be added", 2);
    }
  }
}

void explain_halves(Story& story, const SignatureStory& signature, bool verbose) {
  const auto& [result, field, body, header] = signature;
  if (!body || !header) return;
  const bool body_is_right = body->change == dkim::BodyChange::none;
  if (body_is_right) story.good("body (bh=): " + body->text, 1);
  if (!body_is_right) story.bad("body (bh=): " + body->text, 1);
  if (header->verifies == true) {
    story.good("header (b=): " + header->text, 1);
  } else {
    story.bad("header (b=): " + header->text, 1);
  }
  explain_names(story, *header);
  if (!verbose) return;
  story.line("what was signed, if the header is still the same:", 2);
  for (auto line : base::split(header->canonical, '\n')) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    story.line(line, 3);
  }
}

void explain_signature(Story& story, const SignatureStory& signature, bool verbose) {
  const auto& result = signature.result;
  auto text = "signature of " + (result.domain.empty() ? "nobody" : result.domain);
  if (!result.selector.empty()) text += ", selector " + result.selector;
  if (result.key_bits > 0) text += ", " + std::to_string(result.key_bits) + "-bit " + result.algorithm;
  text += ": " + std::string(dkim::format(result.result));
  if (!result.reason.empty()) text += ", " + result.reason;
  if (result.result == dkim::Result::pass) {
    story.good(text);
  } else {
    story.bad(text);
  }
  if (!signature.field || signature.field->is_decided()) return;
  explain_field(story, *signature.field);
  explain_halves(story, signature, verbose);
}

}  // namespace

void explain_dkim(Story& story, const CheckedMessage& message, bool verbose) {
  story.section("DKIM");
  if (!message.verdict().dkim) story.line("not evaluated");
  if (message.verdict().dkim && message.signatures.empty()) story.line("the message has no signature");
  for (const auto& signature : message.signatures) explain_signature(story, signature, verbose);
}

}  // namespace postern
