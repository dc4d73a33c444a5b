#include "dkim/lint.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <ranges>

#include "base/ascii.hpp"
#include "dkim/key_record.hpp"
#include "dkim/lint_key_data.hpp"
#include "dkim/tag_list.hpp"
#include "mail/tag_view.hpp"

namespace postern::dkim {
namespace {

using base::error;
using base::Findings;
using base::note;
using base::warning;
using mail::find_tag;
using mail::TagView;

using Tags = std::vector<TagView>;

bool is_known_tag(std::string_view name) {
  constexpr std::array<std::string_view, 7> names = {"v", "h", "k", "n", "p", "s", "t"};
  return std::ranges::find(names, name) != names.end();
}

/// The words of h=, s= or t=, without blanks.
std::vector<std::string_view> words_of(const TagView& tag) {
  auto words = base::split(tag.value, ':');
  for (auto& word : words) word = base::trim(word);
  return words;
}

bool has_word(const TagView& tag, std::string_view wanted) {
  return std::ranges::any_of(words_of(tag), [&](auto word) { return base::iequals(word, wanted); });
}

Findings lint_tag(const TagView& tag) {
  if (tag.name.empty()) {
    return {error("this is no tag: there is no equals sign", "Write NAME=VALUE, or take it out", tag.place)};
  }
  if (tag.name == "g") {
    return {note("g= is of RFC 4871, and is ignored", "Take it out", tag.place)};
  }
  if (is_known_tag(tag.name)) return {};
  const auto small = base::to_lower(tag.name);
  if (is_known_tag(small)) {
    return {
        error("names of tags are small letters: this one is not known", "Write " + small + "=", tag.place)};
  }
  return {note("DKIM has no such tag; it is ignored", "See whether it is misspelt", tag.place)};
}

Findings lint_repeated(const Tags& tags) {
  Findings findings;
  for (const auto& tag : mail::repeated_tags(tags)) {
    findings.push_back(
        error("this tag is there twice, which makes the whole record invalid (RFC 6376 section 3.2)",
              "Keep one", tag.place));
  }
  return findings;
}

/// What a tag list may not hold is told where its tags are looked at; of the rest the strict parser knows.
Findings lint_syntax(std::string_view text, const Findings& so_far) {
  const bool is_told =
      std::ranges::find(so_far, base::Severity::error, &base::Finding::severity) != so_far.end();
  if (is_told || parse_tag_list(text)) return {};
  return {error("this is no list of tags: there is a wrong name, a control character or an empty piece",
                "Write NAME=VALUE with one semicolon between two of them")};
}

Findings lint_version(const Tags& tags) {
  const auto* version = find_tag(tags, "v");
  if (version == nullptr) {
    return {note("there is no v=DKIM1; it is advised, not required", "Put it at the beginning")};
  }
  if (version->value != "DKIM1") {
    return {error("v= is not DKIM1: verifiers must pass the record over", "Write v=DKIM1", version->place)};
  }
  if (version != &tags.front()) {
    return {error("v=DKIM1 does not stand first: verifiers must pass the record over",
                  "Put it at the beginning", version->place)};
  }
  return {};
}

/// h= (RFC 6376 §3.6.1); sha1 is gone (RFC 8301 §3.1).
Findings lint_hashes(const Tags& tags) {
  const auto* hashes = find_tag(tags, "h");
  if (hashes == nullptr) return {};
  if (!has_word(*hashes, "sha256")) {
    return {error("h= does not name sha256, the only hash that verifiers take",
                  "Write h=sha256, or take it out", hashes->place)};
  }
  if (!has_word(*hashes, "sha1")) return {};
  return {note("h= names sha1, which verifiers do not take any more", "Write h=sha256, or take it out",
               hashes->place)};
}

Findings lint_service(const Tags& tags) {
  const auto* service = find_tag(tags, "s");
  if (service == nullptr || has_word(*service, "*") || has_word(*service, "email")) return {};
  return {error("s= names no service that is mail: the key is not used for it",
                "Write s=email, or take it out", service->place)};
}

Findings lint_flags(const Tags& tags) {
  const auto* flags = find_tag(tags, "t");
  if (flags == nullptr) return {};
  Findings findings;
  if (has_word(*flags, "y")) {
    findings.push_back(note("t=y: the domain only tries DKIM out; a signature that fails is to count as none",
                            "Take it out when your mail passes", flags->place));
  }
  if (has_word(*flags, "s")) {
    findings.push_back(note("t=s: signatures whose i= names a subdomain fail",
                            "Nothing has to be done if that is what you want", flags->place));
  }
  for (const auto word : words_of(*flags)) {
    if (base::iequals(word, "y") || base::iequals(word, "s")) continue;
    findings.push_back(
        note("t= has a flag that DKIM does not know; it is ignored", "Take it out", flags->place));
  }
  return findings;
}

/// Nothing for another word.
std::optional<KeyType> type_of(const Tags& tags) {
  const auto* type = find_tag(tags, "k");
  if (type == nullptr || base::iequals(type->value, "rsa")) return KeyType::rsa;
  if (base::iequals(type->value, "ed25519")) return KeyType::ed25519;
  return std::nullopt;
}

Findings lint_key(std::string_view text, const Tags& tags) {
  const auto type = type_of(tags);
  if (!type) {
    return {error("k= is no type of key that verifiers know", "Write k=rsa or k=ed25519",
                  find_tag(tags, "k")->place)};
  }
  const auto* data = find_tag(tags, "p");
  if (data == nullptr) return {error("there is no p=, and so no key", "Write p= and the key")};
  if (data->value.empty()) {
    return {warning("p= is empty: the key is revoked, and no signature with it verifies",
                    "Nothing has to be done if no mail is signed with it any more", data->place)};
  }
  return lint_key_data(*type, data->value, text);
}

}  // namespace

base::Findings lint_texts(const std::vector<std::string>& texts) {
  if (texts.size() == 1) return {};
  if (texts.empty()) {
    return {error("there is no key at this name: no signature with this selector verifies",
                  "Publish the key, or see whether the selector is the one that mail is signed with (s=)")};
  }
  return {warning(
      "there are " + std::to_string(texts.size()) +
          " TXT records at this name; which one a verifier takes is not defined (RFC 6376 section 3.6.2.2)",
      "Keep one, and give each key a selector of its own")};
}

base::Findings lint_key_record(std::string_view text) {
  if (text.size() > max_key_record) {
    return {error("the record has " + std::to_string(text.size()) + " octets, more than any key needs",
                  "Publish the key alone")};
  }
  const auto tags = mail::split_tags(text);
  Findings findings;
  for (const auto& tag : tags) append(findings, lint_tag(tag));
  append(findings, lint_repeated(tags));
  append(findings, lint_syntax(text, findings));
  append(findings, lint_version(tags));
  append(findings, lint_hashes(tags));
  append(findings, lint_service(tags));
  append(findings, lint_flags(tags));
  append(findings, lint_key(text, tags));
  return findings;
}

}  // namespace postern::dkim
