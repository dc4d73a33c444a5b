#include "dkim/header_diagnosis.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "dkim/signed_header.hpp"

// Which field was changed cannot be told from a signature. But the usual changes are few, and a signature
// that verifies without one of them says that it was this one.

namespace postern::dkim {

namespace {

/// A header that may have been the one that was signed.
struct Attempt {
  std::vector<std::string> fields;
  std::size_t signature;
  std::string text;  ///< what was done to it, if it was
};
using Attempts = std::vector<Attempt>;

constexpr std::size_t most_names = 64;

std::string_view field_name(std::string_view field) {
  return base::trim(field.substr(0, field.find(':')));
}

std::string_view field_body(std::string_view field) {
  return field.substr(std::min(field.size(), field.find(':') + 1));
}

/// The lowest field of that name, which is the first to be signed (RFC 6376 §5.4.2).
std::optional<std::size_t> lowest(const std::vector<std::string>& fields, std::string_view name) {
  for (auto at = fields.size(); at-- > 0;) {
    if (base::iequals(field_name(fields[at]), name)) return at;
  }
  return std::nullopt;
}

std::string canonical_of(const Attempt& attempt, const SignatureField& field) {
  SignedHeader header;
  for (const auto& raw : attempt.fields) header.add(raw);
  return header.canonical(attempt.signature, field.fields, field.header_canonicalization);
}

Attempt with_body(const Attempt& as_received, std::size_t at, std::string_view body, std::string text) {
  auto attempt = as_received;
  attempt.fields[at] = std::string(field_name(as_received.fields[at])) + ":" + std::string(body);
  attempt.text = std::move(text);
  return attempt;
}

/// `Subject: Re: [list] words` without the tag.
void without_subject_tag(const Attempt& as_received, Attempts& attempts) {
  const auto at = lowest(as_received.fields, "Subject");
  if (!at) return;
  const auto body = std::string(field_body(as_received.fields[*at]));
  const auto open = body.find('[');
  const auto close = body.find(']', open);
  if (open == body.npos || close == body.npos) return;
  const auto tag = body.substr(open, close - open + 1);
  const auto behind = std::min(body.find_first_not_of(' ', close + 1), body.size());
  for (const auto rest : {behind, close + 1}) {
    attempts.push_back(with_body(as_received, *at, body.substr(0, open) + body.substr(rest),
                                 "\"" + tag + "\" was put into the Subject, as mailing lists do"));
  }
}

/// From as another field of the same message has it.
void with_original_from(const Attempt& as_received, Attempts& attempts) {
  const auto from = lowest(as_received.fields, "From");
  if (!from) return;
  for (const auto* name : {"X-Original-From", "X-Original-Sender", "Original-From", "Reply-To", "Cc"}) {
    const auto other = lowest(as_received.fields, name);
    if (!other) continue;
    attempts.push_back(with_body(as_received, *from, field_body(as_received.fields[*other]),
                                 "From was rewritten; what it was stands in " + std::string(name)));
  }
}

void with_other_encoding(const Attempt& as_received, Attempts& attempts) {
  const auto at = lowest(as_received.fields, "Content-Transfer-Encoding");
  if (!at) return;
  for (const std::string_view encoding :
       {"7bit", "8bit", "quoted-printable", "base64", "binary", "7BIT", "8BIT"}) {
    attempts.push_back(
        with_body(as_received, *at, " " + std::string(encoding) + "\r\n",
                  "the body was encoded anew: Content-Transfer-Encoding was " + std::string(encoding)));
  }
}

/// Long lines that somebody folded: it matters under "simple".
void without_folds(const Attempt& as_received, Attempts& attempts) {
  auto attempt = as_received;
  for (std::size_t at = 0; at < attempt.fields.size(); ++at) {
    if (at == attempt.signature) continue;
    auto& field = attempt.fields[at];
    for (auto fold = field.find("\r\n"); fold + 2 < field.size(); fold = field.find("\r\n", fold))
      field.erase(fold, 2);
  }
  attempt.text = "header fields were folded, which c=simple does not bear";
  attempts.push_back(std::move(attempt));
}

/// A field that h= names and that was not there yet.
void without_each(const Attempt& as_received, const std::vector<SignedName>& names, Attempts& attempts) {
  for (const auto& name : names) {
    for (std::size_t at = 0; at < as_received.fields.size(); ++at) {
      if (at == as_received.signature || !base::iequals(field_name(as_received.fields[at]), name.name))
        continue;
      auto attempt = as_received;
      attempt.fields.erase(attempt.fields.begin() + static_cast<std::ptrdiff_t>(at));
      if (at < attempt.signature) --attempt.signature;
      attempt.text =
          "a field " + std::string(field_name(as_received.fields[at])) + " was added, which h= names";
      attempts.push_back(std::move(attempt));
      if (attempts.size() > most_names) return;
    }
  }
}

std::vector<SignedName> names_of(const std::vector<std::string>& fields, const SignatureField& field) {
  std::vector<SignedName> names;
  for (const auto& written : field.fields) {
    const auto name = base::to_lower(base::trim(written));
    const auto known = std::ranges::find(names, name, &SignedName::name);
    if (known != names.end()) {
      ++known->named;
      continue;
    }
    const auto present = std::ranges::count_if(
        fields, [&name](const auto& raw) { return base::iequals(field_name(raw), name); });
    names.push_back({.name = name, .named = 1, .present = static_cast<std::size_t>(present)});
  }
  return names;
}

std::string explain_failure(const Attempt& as_received, const HeaderDiagnosis& diagnosis,
                            const SignatureField& field, const PublicKey& key) {
  Attempts attempts;
  without_subject_tag(as_received, attempts);
  with_original_from(as_received, attempts);
  with_other_encoding(as_received, attempts);
  without_folds(as_received, attempts);
  without_each(as_received, diagnosis.names, attempts);
  const auto verifies = [&](const Attempt& attempt) {
    return key.verify(sha256(canonical_of(attempt, field)), field.signature);
  };
  const auto found = std::ranges::find_if(attempts, verifies);
  if (found != attempts.end()) return found->text;
  return "a field that h= names was changed, added or removed, the signature itself was changed, or the key "
         "is another";
}

}  // namespace

HeaderDiagnosis diagnose_header(const std::vector<std::string>& fields, std::size_t signature,
                                const SignatureField& field, const PublicKey* key) {
  const Attempt as_received{fields, signature, ""};
  HeaderDiagnosis diagnosis{.names = names_of(fields, field), .canonical = canonical_of(as_received, field)};
  if (key == nullptr) {
    diagnosis.text = "without its key nothing can be said of the header";
    return diagnosis;
  }
  diagnosis.verifies = key->verify(sha256(diagnosis.canonical), field.signature);
  diagnosis.text = *diagnosis.verifies ? "the header is as it was signed"
                                       : explain_failure(as_received, diagnosis, field, *key);
  return diagnosis;
}

}  // namespace postern::dkim
