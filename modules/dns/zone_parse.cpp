#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "base/scanner.hpp"
#include "dns/ldns_record.hpp"
#include "dns/zone.hpp"

// The text is cut into entries here: comments go, and what stands in parentheses becomes one line, so that an
// entry is a string. Directives and our own lines are read here, resource records by ldns.

namespace postern::dns {

namespace {

struct Entry {
  std::size_t line = 0;
  std::string text;  // one line; begins with a blank when the owner is the one before
};

/// Gives the entries of a master file one after the other.
class EntryReader {
 public:
  explicit EntryReader(std::string_view text) : text_(text) {}

  /// The next entry that is not blank; nothing at the end of the text.
  base::Result<std::optional<Entry>, ZoneError> next() {
    while (at_ < text_.size()) {
      Entry entry{.line = line_};
      if (!read(entry))
        return base::Unexpected{ZoneError{entry.line, "a parenthesis or quote is not closed"}};
      if (!base::trim(entry.text).empty()) return std::optional(std::move(entry));
    }
    return std::optional<Entry>();
  }

 private:
  // Up to the end of the line that is in neither parentheses nor quotes. False when one of them is open then.
  bool read(Entry& entry) {
    int depth = 0;
    bool quoted = false;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') {
        ++line_;
        if (quoted) return false;
        if (depth == 0) return true;
      }
      if (c == '\\' && at_ < text_.size()) {
        entry.text += c;
        entry.text += text_[at_++];
        continue;
      }
      if (c == '"') quoted = !quoted;
      if (!quoted && c == ';') {
        at_ = std::min(text_.find('\n', at_), text_.size());
        continue;
      }
      const bool is_parenthesis = !quoted && (c == '(' || c == ')');
      if (is_parenthesis) depth += c == '(' ? 1 : -1;
      if (depth < 0) return false;
      entry.text += is_parenthesis || c == '\r' || c == '\n' ? ' ' : c;
    }
    return depth == 0 && !quoted;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

std::string_view take_token(base::ScannerView& scanner) {
  scanner.take_while(base::is_wsp);
  return scanner.take_while([](char c) { return !base::is_wsp(c); });
}

std::optional<Status> ending_from(std::string_view word) {
  if (base::iequals(word, "SERVFAIL")) return Status::server_failure;
  if (base::iequals(word, "TIMEOUT")) return Status::timeout;
  if (base::iequals(word, "NXDOMAIN")) return Status::nx_domain;
  if (base::iequals(word, "NODATA")) return Status::no_data;
  return std::nullopt;
}

/// Takes entries into a zone. What it says is what is wrong with an entry: nothing if all is well.
class ZoneReader {
 public:
  std::optional<std::string> read(const Entry& entry) {
    if (entry.text.front() == '$') return read_directive(entry.text);
    base::ScannerView scanner(entry.text);
    const bool has_owner = !base::is_wsp(entry.text.front());
    const auto owner = has_owner ? take_token(scanner) : std::string_view();
    if (!has_owner && !previous_) return "the first record has no owner name";
    const auto ending = ending_from(take_token(scanner));
    return ending ? read_ending(owner, *ending, scanner) : read_record(entry.text);
  }
  Zone take() && { return std::move(zone_); }

 private:
  std::optional<std::string> read_directive(std::string_view text) {
    base::ScannerView scanner(text);
    const auto directive = take_token(scanner);
    const std::string value(take_token(scanner));
    if (base::iequals(directive, "$ORIGIN")) return set_origin(value);
    if (base::iequals(directive, "$TTL")) return set_ttl(value);
    return "the directive " + base::escape_controls(directive) + " is not supported";
  }

  std::optional<std::string> set_origin(const std::string& value) {
    auto name = absolute(value);
    if (!name) return "$ORIGIN needs a domain name";
    LdnsName origin(ldns_dname_new_frm_str((name->text() + ".").c_str()));
    if (!origin) return "$ORIGIN needs a domain name";
    origin_ = std::move(*name);
    ldns_origin_ = std::move(origin);
    return std::nullopt;
  }

  std::optional<std::string> set_ttl(const std::string& value) {
    const char* end = nullptr;
    const auto ttl = ldns_str2period(value.c_str(), &end);
    if (value.empty() || *end != '\0') return "$TTL needs a number of seconds, or 1h, 2d";
    ttl_ = ttl;
    return std::nullopt;
  }

  std::optional<std::string> read_ending(std::string_view owner, Status ending, base::ScannerView& scanner) {
    const auto name = owner.empty() ? previous() : absolute(owner);
    if (!name) return "the owner is not a domain name";
    const auto word = take_token(scanner);
    const auto type = parse_type(word);
    if (!word.empty() && !type) return "the type " + base::escape_controls(word) + " is never asked for";
    zone_.fail(*name, type, ending);
    previous_.reset(ldns_dname_new_frm_str((name->text() + ".").c_str()));
    return std::nullopt;
  }

  std::optional<std::string> read_record(const std::string& text) {
    ldns_rr* read = nullptr;
    ldns_rdf* previous = previous_.release();
    const auto status = ldns_rr_new_frm_str(&read, text.c_str(), ttl_, ldns_origin_.get(), &previous);
    previous_.reset(previous);
    if (status != LDNS_STATUS_OK) {
      return std::string("the record cannot be read (") + ldns_get_errorstr_by_id(status) + ")";
    }
    const LdnsRecord rr(read);
    const auto owner = name_from(*ldns_rr_owner(rr.get()));
    if (!owner) return "the owner is not a domain name that can be asked for";
    if (const auto record = record_from(*rr)) {
      zone_.add(*record);
    } else {
      zone_.add_empty(*owner);
    }
    return std::nullopt;
  }

  std::optional<Name> absolute(std::string_view name) const {
    if (name == "@") return origin_;
    const LdnsName read(ldns_dname_new_frm_str(std::string(name).c_str()));
    const auto octets = read ? name_from(*read) : std::nullopt;
    if (!octets || name.ends_with('.')) return octets;
    return origin_.child(octets->text());
  }
  std::optional<Name> previous() const { return name_from(*previous_); }

  Zone zone_;
  Name origin_;
  LdnsName ldns_origin_{ldns_dname_new_frm_str(".")};
  LdnsName previous_;  // the owner of the last entry
  std::uint32_t ttl_ = 3600;
};

}  // namespace

std::string format(const ZoneError& error) {
  return "line " + std::to_string(error.line) + ": " + error.text;
}

base::Result<Zone, ZoneError> Zone::parse(std::string_view text) {
  EntryReader entries(text);
  ZoneReader zone;
  for (;;) {
    const auto entry = entries.next();
    if (!entry) return base::Unexpected{entry.error()};
    if (!*entry) return std::move(zone).take();
    const auto fault = zone.read(**entry);
    if (fault) return base::Unexpected{ZoneError{(*entry)->line, *fault}};
  }
}

}  // namespace postern::dns
