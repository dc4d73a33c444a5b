#include "stored_message.hpp"

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "base/ascii.hpp"

// Files are read line by line, and one message is in memory at a time: an mbox may be larger than memory.

namespace postern {

namespace {

constexpr std::string_view separator = "From ";

/// A line that the writer of an mbox put a `>` before, since it would have been taken for a separator.
bool is_quoted(std::string_view line) {
  const auto quotes = line.find_first_not_of('>');
  return quotes != line.npos && quotes > 0 && line.substr(quotes).starts_with(separator);
}

/// Of "From alice@example.com Fri May  1 10:00:00 2026". MAILER-DAEMON stands for <>.
std::optional<std::string> sender_of(std::string_view from_line) {
  const auto rest = from_line.substr(separator.size());
  const auto word = rest.substr(0, rest.find(' '));
  if (base::iequals(word, "MAILER-DAEMON")) return "";
  return word.find('@') == word.npos ? std::nullopt : std::optional(std::string(word));
}

void normalise(StoredMessage& message) {
  auto text = with_crlf(message.octets);
  if (!text) return;
  message.octets = std::move(*text);
  message.had_lf = true;
}

std::vector<std::string> plain_files(const std::filesystem::path& directory) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const bool is_hidden = entry.path().filename().string().starts_with('.');
    if (entry.is_regular_file() && !is_hidden) files.push_back(entry.path().string());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace

std::optional<std::string> with_crlf(const std::string& text) {
  if (text.find('\n') == text.npos || text.find("\r\n") != text.npos) return std::nullopt;
  std::string result;
  result.reserve(text.size() + text.size() / 32);
  for (const char c : text) {
    if (c == '\n') result += '\r';
    result += c;
  }
  return result;
}

MessageFile::MessageFile(const std::string& path)
    : path_(path), in_(path == "-" ? std::cin : static_cast<std::istream&>(file_)) {
  if (path != "-") file_.open(path, std::ios::binary);
  if (!in_ || std::filesystem::is_directory(path)) throw std::runtime_error("cannot read " + path);
  is_over_ = !read_line(first_line_);
  is_mbox_ = first_line_.starts_with(separator);
  if (is_mbox_) from_line_ = std::exchange(first_line_, "");
}

std::optional<StoredMessage> MessageFile::next() {
  if (is_over_) return std::nullopt;
  auto message = is_mbox_ ? take_from_mbox() : take_whole();
  if (in_.bad()) throw std::runtime_error("cannot read " + path_);
  normalise(message);
  return message;
}

bool MessageFile::read_line(std::string& line) {
  line.clear();
  if (!std::getline(in_, line)) return false;
  position_ += line.size();
  if (!in_.eof()) {
    line += '\n';
    ++position_;
  }
  return true;
}

StoredMessage MessageFile::take_whole() {
  StoredMessage message{.name = path_, .octets = std::move(first_line_)};
  std::string line;
  while (read_line(line)) message.octets += line;
  is_over_ = true;
  return message;
}

StoredMessage MessageFile::take_from_mbox() {
  StoredMessage message{.name = path_ + ":" + std::to_string(++number_),
                        .octets = {},
                        .envelope_sender = sender_of(from_line_)};
  std::string line;
  for (;;) {
    is_over_ = !read_line(line);
    if (is_over_ || line.starts_with(separator)) break;
    message.octets += is_quoted(line) ? line.substr(1) : line;
  }
  from_line_ = line;
  // The blank line before the next separator is the mbox's own.
  if (message.octets.ends_with("\r\n\r\n")) message.octets.resize(message.octets.size() - 2);
  if (message.octets.ends_with("\n\n")) message.octets.pop_back();
  return message;
}

std::vector<std::string> message_files(const std::string& argument) {
  const std::filesystem::path path(argument);
  if (argument == "-" || !std::filesystem::is_directory(path)) return {argument};
  const bool is_maildir =
      std::filesystem::is_directory(path / "cur") && std::filesystem::is_directory(path / "new");
  if (!is_maildir) return plain_files(path);
  auto files = plain_files(path / "new");
  std::ranges::copy(plain_files(path / "cur"), std::back_inserter(files));
  return files;
}

}  // namespace postern
