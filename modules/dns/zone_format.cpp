#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "dns/recorder.hpp"

// Each question becomes the lines that answer it: the CNAME that led away from its name, if one did, then the
// records at the owner, or a line of our own that says how it ended. Records are written once for each owner
// and type, since two names may lead to the same.

namespace postern::dns {

namespace {

/// Text is cut into character-strings of this length (RFC 1035 §3.3.14).
constexpr std::size_t longest_string = 255;

// RFC 1035 §5.1: \DDD is the octet of that number, in decimal.
void append_octet(std::string& out, char c) {
  const auto octet = static_cast<unsigned char>(c);
  out += '\\';
  for (const int unit : {100, 10, 1}) out += static_cast<char>('0' + octet / unit % 10);
}

bool is_plain_in_name(char c) {
  return base::is_alnum(c) || c == '-' || c == '_' || c == '*' || c == '.';
}

std::string text_of(const Name& name) {
  std::string text;
  for (const char c : name.text()) {
    if (is_plain_in_name(c)) {
      text += c;
    } else {
      append_octet(text, c);
    }
  }
  return text + '.';
}

std::string quote(std::string_view octets) {
  std::string text = "\"";
  for (const char c : octets) {
    const bool is_plain = (base::is_graphic(c) || c == ' ') && c != '"' && c != '\\';
    if (is_plain) {
      text += c;
    } else {
      append_octet(text, c);
    }
  }
  return text + '"';
}

std::string text_of(std::string_view joined) {
  std::string text = quote(joined.substr(0, longest_string));
  for (std::size_t at = longest_string; at < joined.size(); at += longest_string) {
    text += ' ' + quote(joined.substr(at, longest_string));
  }
  return text;
}

/// The data of each record of an answer.
std::vector<std::string> data_of(const Answer& answer) {
  std::vector<std::string> data;
  for (const auto& address : answer.addresses) data.push_back(format(address));
  for (const auto& name : answer.names) data.push_back(text_of(name));
  for (const auto& [preference, exchange] : answer.exchanges) {
    data.push_back(std::to_string(preference) + ' ' + text_of(exchange));
  }
  for (const auto& text : answer.texts) data.push_back(text_of(std::string_view(text)));
  return data;
}

/// The words of Zone::parse() for what is not there.
std::string_view word_of(Status status) {
  switch (status) {
    case Status::ok:
      break;
    case Status::no_data:
      return "NODATA";
    case Status::nx_domain:
      return "NXDOMAIN";
    case Status::server_failure:
      return "SERVFAIL";
    case Status::timeout:
      return "TIMEOUT";
  }
  return "";
}

class ZoneWriter {
 public:
  void write(const Question& question, const Answer& answer) {
    if (!known_.insert(question).second) return;
    const bool is_alias = !answer.is_temporary_failure() && answer.owner != question.name;
    const auto& owner = is_alias ? answer.owner : question.name;
    if (is_alias && aliases_.insert(question.name).second)
      write_line(question.name, answer, "CNAME", text_of(owner));
    const Question final{owner, question.type};
    if (is_alias && !known_.insert(final).second) return;
    if (answer.status != Status::ok) {
      text_ += text_of(owner) + ' ' + std::string(word_of(answer.status)) + ' ' +
               std::string(format(question.type)) + '\n';
    }
    for (const auto& data : data_of(answer)) write_line(owner, answer, format(question.type), data);
  }

  std::string take() && { return std::move(text_); }

 private:
  void write_line(const Name& owner, const Answer& answer, std::string_view type, const std::string& data) {
    text_ += text_of(owner) + ' ' + std::to_string(answer.ttl.count()) + ' ' + std::string(type) + ' ' +
             data + '\n';
  }

  std::string text_;
  std::set<Question> known_;
  std::set<Name> aliases_;
};

}  // namespace

std::string format_zone(const std::vector<Exchange>& exchanges) {
  ZoneWriter writer;
  for (const auto& [question, answer, time] : exchanges) {
    if (answer) writer.write(question, *answer);
  }
  // What never came must not hide that it came another time.
  for (const auto& [question, answer, time] : exchanges) {
    if (!answer) writer.write(question, {.status = Status::timeout});
  }
  return std::move(writer).take();
}

}  // namespace postern::dns
