#include "dmarc/lint.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "dmarc/record.hpp"
#include "mail/tag_view.hpp"

// First each tag by itself: is it one, is it known, is its value one of its values. Then what the record as a
// whole comes to, for which it is read by parse_record(), as a receiver would.

namespace postern::dmarc {
namespace {

using base::error;
using base::Findings;
using base::note;
using base::warning;
using mail::find_tag;
using mail::TagView;

/// A tag of RFC 9989 §4.7 and the values it may have; none are listed for URIs.
struct KnownTag {
  std::string_view name;
  std::string_view values;
};

constexpr std::array<KnownTag, 11> known_tags = {{{"v", ""},
                                                  {"p", "none quarantine reject"},
                                                  {"sp", "none quarantine reject"},
                                                  {"np", "none quarantine reject"},
                                                  {"adkim", "r s"},
                                                  {"aspf", "r s"},
                                                  {"fo", "0 1 d s"},
                                                  {"psd", "y n u"},
                                                  {"t", "y n"},
                                                  {"rua", ""},
                                                  {"ruf", ""}}};

/// RFC 9989 §C.4: of RFC 7489, and gone.
constexpr std::array<std::string_view, 3> obsolete_tags = {"pct", "rf", "ri"};

/// Names are in lower case here: DMARC does not mind (RFC 9989 §4.7).
std::vector<TagView> tags_of(std::string_view text) {
  auto tags = mail::split_tags(text);
  for (auto& tag : tags) tag.name = base::to_lower(tag.name);
  return tags;
}

const KnownTag* known(std::string_view name) {
  const auto* tag = std::ranges::find(known_tags, name, &KnownTag::name);
  return tag == known_tags.end() ? nullptr : tag;
}

bool has_value(const KnownTag& tag, std::string_view value) {
  if (tag.values.empty()) return true;
  const auto values = base::split(tag.values, ' ');
  const auto is_one = [&](std::string_view one) {
    return std::ranges::any_of(values, [&](auto known) { return base::iequals(known, base::trim(one)); });
  };
  // fo= alone is a list.
  return tag.name == "fo" ? std::ranges::all_of(base::split(value, ':'), is_one) : is_one(value);
}

bool is_policy_tag(std::string_view name) {
  return name == "p" || name == "sp" || name == "np";
}

base::Finding wrong_value(const KnownTag& tag, base::Place place) {
  auto values = std::string(tag.values);
  std::ranges::replace(values, ' ', ',');
  const auto advice = "Give one of: " + values;
  const auto problem = "this is no value of " + std::string(tag.name) + "=";
  // RFC 9989 §4.10.1: then the whole record is as if it said p=none, or said nothing.
  if (is_policy_tag(tag.name))
    return error(problem + ", which undoes the policy of the whole record", advice, place);
  return warning(problem + ", and is ignored", advice, place);
}

/// "p=reject sp=none": two tags that became one.
bool lacks_semicolon(std::string_view value) {
  const auto equals = value.find('=');
  if (equals == value.npos) return false;
  const auto blank = value.find_last_of(" \t", equals);
  return blank != value.npos &&
         known(base::to_lower(base::trim(value.substr(blank, equals - blank)))) != nullptr;
}

base::Finding obsolete(const TagView& tag) {
  if (tag.name == "pct" && tag.value != "100") {
    return warning("pct= is ignored since RFC 9989: the policy is for all mail",
                   "Take it out; to try a policy, write t=y", tag.place);
  }
  return note("RFC 9989 has no " + tag.name + "= any more; it is ignored", "Take it out", tag.place);
}

Findings lint_tag(const TagView& tag) {
  if (tag.name.empty()) {
    return {error("this is no tag: there is no equals sign", "Write NAME=VALUE, or take it out", tag.place)};
  }
  if (lacks_semicolon(tag.value)) {
    return {error("there is no semicolon between two tags, and both are lost", "Put one there", tag.place)};
  }
  if (std::ranges::find(obsolete_tags, tag.name) != obsolete_tags.end()) return {obsolete(tag)};
  const auto* one = known(tag.name);
  if (one == nullptr) {
    return {note("DMARC has no such tag; it is ignored", "See whether it is misspelt", tag.place)};
  }
  if (!has_value(*one, tag.value)) return {wrong_value(*one, tag.place)};
  return {};
}

Findings lint_repeated(const std::vector<TagView>& tags) {
  Findings findings;
  for (const auto& tag : mail::repeated_tags(tags)) {
    findings.push_back(error("this tag is there twice; which one counts differs from receiver to receiver",
                             "Keep one", tag.place));
  }
  return findings;
}

Findings lint_missing_policy(const std::vector<TagView>& tags, const Record& record) {
  if (find_tag(tags, "p") != nullptr) return {};
  const std::string effect =
      record.policy ? "receivers take the policy for none" : "DMARC is not applied at all";
  return {error("there is no p=: " + effect, "Write p=none, p=quarantine or p=reject behind v=DMARC1")};
}

/// RFC 9989 §4.7: sp= and np= speak for the names below; where they are milder, a forger takes one of those.
Findings lint_order(const std::vector<TagView>& tags, const Record& record) {
  Findings findings;
  if (!record.policy) return {};
  const auto below = record.subdomain_policy.value_or(*record.policy);
  if (below < *record.policy) {
    findings.push_back(warning("sp= is milder than p=: subdomains are open to what the domain itself is not",
                               "Take sp= out, or make it as strict", find_tag(tags, "sp")->place));
  }
  if (record.nonexistent_policy && *record.nonexistent_policy < below) {
    findings.push_back(warning("np= is milder than what existing subdomains have",
                               "Make it stricter: nobody sends in a name that does not exist",
                               find_tag(tags, "np")->place));
  }
  return findings;
}

Findings lint_effect(const std::vector<TagView>& tags, const Record& record) {
  Findings findings;
  const auto* p = find_tag(tags, "p");
  if (record.testing) {
    findings.push_back(note("t=y: the policy is only tried out, and taken one step milder than it says",
                            "Take it out when the reports are as you want them", find_tag(tags, "t")->place));
  }
  if (p != nullptr && base::iequals(p->value, "none")) {
    findings.push_back(note("p=none asks receivers to do nothing with mail that fails",
                            "Go on to quarantine or reject when reports show that your own mail passes",
                            p->place));
  }
  if (find_tag(tags, "rua") == nullptr) {
    findings.push_back(note("there is no rua=: nobody is told what passes and fails",
                            "Name a mailbox for aggregate reports: rua=mailto:ADDRESS"));
  }
  return findings;
}

Findings lint_uri(std::string_view uri, base::Place place) {
  if (!base::istarts_with(uri, "mailto:")) {
    return {warning("reports are sent to mailto: alone (RFC 9990)", "Write mailto: and an address", place)};
  }
  const auto address = uri.substr(7, uri.find_first_of("?!", 7) - 7);
  const auto at = address.rfind('@');
  if (at == 0 || at == address.npos || at + 1 == address.size()) {
    return {error("this is no mail address", "Write mailto: and an address", place)};
  }
  if (uri.find('!') != uri.npos) {
    return {note("RFC 9989 knows no limit of size behind an address; it may be ignored, or the address",
                 "Take out the ! and what follows", place)};
  }
  return {};
}

Findings lint_uris(std::string_view text, const std::vector<TagView>& tags) {
  Findings findings;
  for (const auto& tag : tags) {
    if (tag.name != "rua" && tag.name != "ruf") continue;
    for (const auto piece : base::split(tag.value, ',')) {
      append(findings, lint_uri(base::trim(piece), base::place_of(base::trim(piece), text)));
    }
  }
  return findings;
}

std::string begin_of(const std::string& text) {
  constexpr std::size_t enough = 40;
  return "'" + text.substr(0, enough) + (text.size() > enough ? "...'" : "'");
}

base::Finding lint_other_text(const std::string& text) {
  const auto lower = base::to_lower(text);
  if (lower.find("dmarc1") == lower.npos) {
    return note("a TXT record here is no DMARC record: " + begin_of(text),
                "Take it out, if it is not meant to be here");
  }
  return error("this looks like a DMARC record, and is none: " + begin_of(text),
               "Let it begin with v=DMARC1; in just these letters");
}

}  // namespace

base::Findings lint_texts(const std::vector<std::string>& texts) {
  Findings findings;
  const auto count = std::ranges::count_if(texts, is_dmarc_record);
  if (count > 1) {
    findings.push_back(
        error("there are " + std::to_string(count) + " DMARC records, and none of them counts", "Keep one"));
  }
  for (const auto& text : texts) {
    if (!is_dmarc_record(text)) findings.push_back(lint_other_text(text));
  }
  return findings;
}

base::Findings lint_record(std::string_view text) {
  const auto tags = tags_of(text);
  const auto record = *parse_record(text);
  Findings findings;
  for (const auto& tag : tags) append(findings, lint_tag(tag));
  append(findings, lint_repeated(tags));
  append(findings, lint_missing_policy(tags, record));
  append(findings, lint_order(tags, record));
  append(findings, lint_effect(tags, record));
  append(findings, lint_uris(text, tags));
  return findings;
}

}  // namespace postern::dmarc
