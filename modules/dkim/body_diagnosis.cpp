#include "dkim/body_diagnosis.hpp"

#include <algorithm>
#include <vector>

#include "base/ascii.hpp"
#include "dkim/body_hash.hpp"
#include "dkim/body_undoings.hpp"

// A hash says nothing of how two texts differ, but it can be tried on: each of the things that mail is known
// to suffer is undone, and if the hash is then the signed one, that was it. Text that was appended is found
// by the hash after each line, which costs one pass; text before the body costs a pass for each line, so few
// are tried.

namespace postern::dkim {

namespace {

constexpr std::string_view line_end = "\r\n";
constexpr int first_lines = 100;

bool is_hash(const Digest& digest, const BodySigning& signing) {
  return octets_of(digest) == signing.hash;
}

bool matches(std::string_view body, const BodySigning& signing) {
  BodyHash hash(signing.how);
  if (signing.length) hash.also_of(*signing.length);
  hash.feed(body);
  hash.finish();
  const auto digest = signing.length ? hash.digest_of(*signing.length) : hash.digest();
  return digest && is_hash(*digest, signing);
}

std::string canonical(std::string_view body, Canonicalization how) {
  BodyCanonicalizerView canonicalizer(how);
  std::string text;
  const auto drain = [&] {
    for (auto run = canonicalizer.next(); !run.empty(); run = canonicalizer.next()) text += run;
  };
  canonicalizer.feed(body);
  drain();
  canonicalizer.finish();
  drain();
  return text;
}

Canonicalization other(Canonicalization how) {
  return how == Canonicalization::simple ? Canonicalization::relaxed : Canonicalization::simple;
}

std::string_view name_of(Canonicalization how) {
  return how == Canonicalization::simple ? "simple" : "relaxed";
}

using Found = std::optional<BodyDiagnosis>;

Found find_undoing(std::string_view body, const BodySigning& signing) {
  for (const auto& [undo, change, text] : undoings()) {
    const auto undone = undo(body);
    if (undone != body && matches(undone, signing)) return BodyDiagnosis{change, text};
  }
  return std::nullopt;
}

Found find_other_reading(std::string_view body, const BodySigning& signing) {
  if (signing.length && matches(body, {signing.how, std::nullopt, signing.hash})) {
    return BodyDiagnosis{BodyChange::length_tag, "the whole body is as it was signed, but l= says otherwise"};
  }
  if (matches(body, {other(signing.how), signing.length, signing.hash})) {
    return BodyDiagnosis{BodyChange::canonicalization,
                         "it was hashed as \"" + std::string(name_of(other(signing.how))) +
                             "\", where c= says \"" + std::string(name_of(signing.how)) + "\""};
  }
  if (signing.length && canonical(body, signing.how).size() < *signing.length) {
    return BodyDiagnosis{BodyChange::shortened,
                         "it has fewer octets than the " + std::to_string(*signing.length) + " of l="};
  }
  return std::nullopt;
}

/// What a signer may have hashed by mistake.
Found find_mistake(std::string_view body, const BodySigning& signing) {
  if (!body.empty() && matches("", {signing.how, std::nullopt, signing.hash})) {
    return BodyDiagnosis{BodyChange::emptied, "what was signed was an empty body"};
  }
  auto text = canonical(body, signing.how);
  Sha256 with_lf;
  for (const auto line : base::split(text, '\r')) with_lf.feed(line);
  if (is_hash(with_lf.digest(), signing)) {
    return BodyDiagnosis{BodyChange::line_ends,
                         "the signer hashed lines that ended in LF, where DKIM wants CRLF"};
  }
  Sha256 raw;
  raw.feed(text);
  for (int lines = 1; lines <= 5; ++lines) {
    raw.feed(line_end);
    if (is_hash(raw.digest(), signing)) {
      return BodyDiagnosis{BodyChange::blank_lines, "the signer did not drop the " + std::to_string(lines) +
                                                        " blank lines at the end"};
    }
  }
  if (text.ends_with(line_end)) text.resize(text.size() - line_end.size());
  if (is_hash(sha256(text), signing)) {
    return BodyDiagnosis{BodyChange::blank_lines, "the signer left out the last line end"};
  }
  return std::nullopt;
}

/// The closing lines of the multipart bodies whose boundaries are in `text`: "--b--".
std::vector<std::string> closing_lines(std::string_view text) {
  constexpr std::size_t most = 4;
  std::vector<std::string> lines;
  for (auto rest = text; !rest.empty() && lines.size() < most;) {
    const auto end = rest.find(line_end);
    const auto line = rest.substr(0, end);
    if (line.size() > 4 && line.starts_with("--") && line.ends_with("--")) lines.emplace_back(line);
    if (end == rest.npos) break;
    rest.remove_prefix(end + line_end.size());
  }
  return lines;
}

/// Where the last `most` lines of `text` begin.
std::size_t start_of_last_lines(std::string_view text, std::size_t most) {
  auto start = text.size();
  for (std::size_t lines = 0; start > 0 && lines < most; ++lines) {
    const auto end = start >= 2 ? text.rfind('\n', start - 2) : text.npos;
    start = end == text.npos ? 0 : end + 1;
  }
  return start;
}

BodyDiagnosis appended(BodyChange change, std::string_view what, std::size_t signed_octets,
                       std::size_t octets) {
  return {change, std::string(what) + ": the first " + std::to_string(signed_octets) + " of its " +
                      std::to_string(octets) + " octets are as they were signed"};
}

Found find_appended(std::string_view text, const BodySigning& signing) {
  const auto closings = closing_lines(text);
  const auto start = start_of_last_lines(text, diagnosis_lines);
  Sha256 hash;
  hash.feed(text.substr(0, start));
  for (auto at = start; at < text.size();) {
    if (is_hash(hash.digest(), signing))
      return appended(BodyChange::appended, "text was appended", at, text.size());
    for (const auto& closing : closings) {
      // Sha256 cannot be copied; what a part leaves of the body is hashed anew, and seldom.
      if (!text.substr(at).starts_with(closing.substr(0, closing.size() - 2))) continue;
      const auto part = std::string(text.substr(0, at)) + closing + std::string(line_end);
      if (is_hash(sha256(part), signing))
        return appended(BodyChange::appended_part, "a MIME part was appended", at, text.size());
    }
    const auto end = text.find(line_end, at);
    const auto next = end == text.npos ? text.size() : end + line_end.size();
    hash.feed(text.substr(at, next - at));
    at = next;
  }
  return std::nullopt;
}

Found find_prepended(std::string_view text, const BodySigning& signing) {
  std::size_t at = 0;
  for (int line = 0; line < first_lines; ++line) {
    const auto end = text.find(line_end, at);
    if (end == text.npos) break;
    at = end + line_end.size();
    if (is_hash(sha256(text.substr(at)), signing)) {
      return BodyDiagnosis{BodyChange::prepended, "text was put before it: its first " + std::to_string(at) +
                                                      " octets were not signed"};
    }
  }
  return std::nullopt;
}

Found find_added(std::string_view body, const BodySigning& signing) {
  const auto text = canonical(body, signing.how);
  auto found = find_appended(text, signing);
  if (!found) found = find_prepended(text, signing);
  return found;
}

}  // namespace

std::string_view format(BodyChange change) {
  using enum BodyChange;
  switch (change) {
    case none:
      return "none";
    case appended:
      return "appended";
    case appended_part:
      return "appended-part";
    case prepended:
      return "prepended";
    case emptied:
      return "emptied";
    case shortened:
      return "shortened";
    case length_tag:
      return "length-tag";
    case canonicalization:
      return "canonicalization";
    case line_ends:
      return "line-ends";
    case trailing_blanks:
      return "trailing-blanks";
    case blank_lines:
      return "blank-lines";
    case from_lines:
      return "from-lines";
    case dots:
      return "dots";
    case unknown:
      return "unknown";
  }
  return "";
}

BodyDiagnosis diagnose_body(std::string_view body, const BodySigning& signing) {
  if (matches(body, signing)) return {BodyChange::none, "the body is as it was signed"};
  if (body.size() > diagnosis_limit) return {BodyChange::unknown, "the body is not the one that was signed"};
  for (const auto find : {find_other_reading, find_mistake, find_undoing, find_added}) {
    if (auto found = find(body, signing)) return *found;
  }
  return {BodyChange::unknown, "the body was changed, in none of the ways that can be recognized"};
}

}  // namespace postern::dkim
