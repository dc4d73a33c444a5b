// The body is looked at in runs that are canonical as they stand, so that ordinary text goes to the hash in
// big pieces. Under "simple" all but the line ends at the end of a chunk is such a run. Under "relaxed" it
// goes on over single blanks inside a line and line ends behind text, and ends where something must change:
// at a tab, a second blank, a blank before a line end, an empty line, or where the chunk ends before this is
// known. There the slow way takes over, which holds line ends, blanks and a CR until text follows; at the end
// of the body they are forgotten.

#include "dkim/canonicalization.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"

namespace postern::dkim {
namespace {

constexpr std::string_view line_end = "\r\n";

constexpr std::string_view many_line_ends =
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n"
    "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n";

bool is_text(char c) {
  return !base::is_space(c) || c == '\n';
}

// White space becomes one blank, and none at the ends; a fold is white space whose CRLF goes (§3.4.2).
void append_relaxed_value(std::string& out, std::string_view value) {
  const auto begin = out.size();
  bool blank = false;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const char c = value[at];
    const bool folds =
        value.substr(at).starts_with(line_end) && at + 2 < value.size() && base::is_wsp(value[at + 2]);
    if (folds) ++at;
    if (folds || base::is_wsp(c)) {
      blank = true;
      continue;
    }
    if (blank && out.size() > begin) out += ' ';
    blank = false;
    out += c;
  }
}

std::string_view without_line_end(std::string_view field) {
  if (field.ends_with(line_end)) field.remove_suffix(line_end.size());
  return field;
}

}  // namespace

void append_canonical(std::string& out, std::string_view raw_field, Canonicalization how) {
  const auto field = without_line_end(raw_field);
  if (how == Canonicalization::simple) {
    out += field;
  } else {
    const auto colon = std::min(field.find(':'), field.size());
    out += base::to_lower(base::trim(field.substr(0, colon)));
    out += ':';
    append_relaxed_value(out, field.substr(std::min(colon + 1, field.size())));
  }
  out += line_end;
}

std::string_view BodyCanonicalizerView::next() {
  for (;;) {
    if (releasing_) {
      const auto run = release();
      if (!run.empty()) return run;
    }
    if (chunk_.empty()) return {};
    if (!take_held()) return take_text();
  }
}

// What was held, piece by piece, and nothing when it is all out.
std::string_view BodyCanonicalizerView::release() {
  if (line_ends_ > 0) {
    const auto count = std::min<std::uint64_t>(line_ends_, many_line_ends.size() / line_end.size());
    line_ends_ -= count;
    return many_line_ends.substr(0, count * line_end.size());
  }
  if (std::exchange(blank_, false)) return " ";
  if (std::exchange(return_, false)) return "\r";
  releasing_ = false;
  return std::exchange(ending_, false) ? line_end : "";
}

// Takes from the chunk what must be held, or turns to releasing; false when text is next and all is out.
bool BodyCanonicalizerView::take_held() {
  if (return_) return take_after_return();
  const char c = chunk_.front();
  if (c == '\r') {
    return_ = true;
  } else if (how_ == Canonicalization::relaxed && base::is_wsp(c)) {
    blank_ = true;
  } else {
    releasing_ = line_ends_ > 0 || blank_;
    return releasing_;
  }
  chunk_.remove_prefix(1);
  return true;
}

bool BodyCanonicalizerView::take_after_return() {
  if (chunk_.front() != '\n') {  // a bare CR is text
    has_text_ = releasing_ = true;
    return true;
  }
  chunk_.remove_prefix(1);
  return_ = blank_ = false;
  ++line_ends_;
  return true;
}

// The chunk begins with text.
std::string_view BodyCanonicalizerView::take_text() {
  const auto run = chunk_.substr(0, how_ == Canonicalization::simple ? simple_run() : relaxed_run());
  chunk_.remove_prefix(run.size());
  has_text_ = true;
  return run;
}

// All but the line ends at the end, and a CR that may be half of one.
std::size_t BodyCanonicalizerView::simple_run() const {
  auto run = chunk_;
  if (run.ends_with('\r')) run.remove_suffix(1);
  while (run.ends_with(line_end)) run.remove_suffix(line_end.size());
  return run.size();
}

std::size_t BodyCanonicalizerView::relaxed_run() const {
  std::size_t end = 1;
  for (;;) {
    while (end < chunk_.size() && is_text(chunk_[end])) ++end;
    const auto rest = chunk_.substr(end);
    const std::size_t space = rest.starts_with(' ') ? 1 : rest.starts_with(line_end) ? 2 : rest.size();
    if (space >= rest.size() || !is_text(rest[space])) return end;
    end += space + 1;
  }
}

void BodyCanonicalizerView::finish() {
  if (return_) {  // a last CR is text, before which all that was held counts
    has_text_ = true;
  } else {
    line_ends_ = 0;
    blank_ = false;
  }
  // §3.4.3: a line end is added even to an empty body. §3.4.4: only behind text.
  ending_ = how_ == Canonicalization::simple || has_text_;
  releasing_ = true;
}

}  // namespace postern::dkim
