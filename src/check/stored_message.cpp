#include "check/stored_message.hpp"

#include <algorithm>
#include <iostream>
#include <utility>

#include "base/ascii.hpp"

// Files are read line by line, and one message is in memory at a time: an mbox may be larger than memory.
//
// An mbox is cut at its From_ lines. Not every program quotes such a line in a message, so one counts where a
// blank line is before it, as all of them write, or a time of day is in it, as RFC 4155 wants.

namespace postern {

namespace {

constexpr std::string_view separator = "From ";
constexpr std::size_t read_octets = 64 << 10;

/// Whether "10:00" or the like is in it.
bool has_time(std::string_view line) {
  for (auto colon = line.find(':'); colon != line.npos; colon = line.find(':', colon + 1)) {
    const bool is_inside = colon > 0 && colon + 1 < line.size();
    if (is_inside && base::is_digit(line[colon - 1]) && base::is_digit(line[colon + 1])) return true;
  }
  return false;
}

bool is_blank(std::string_view line) {
  return line == "\n" || line == "\r\n";
}

/// A line that the writer of an mbox put a `>` before, since it would have been taken for a separator.
bool is_quoted(std::string_view line) {
  const auto quotes = line.find_first_not_of('>');
  return quotes != line.npos && quotes > 0 && line.substr(quotes).starts_with(separator);
}

/// Of "From alice@example.com Fri May  1 10:00:00 2026". MAILER-DAEMON stands for <>.
std::optional<std::string> sender_of(std::string_view from_line) {
  const auto rest = base::trim(from_line.substr(separator.size()));
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

bool is_a_directory(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

/// Whether it is one, or may be: links can lead in a circle.
bool may_be_plain_file(const std::filesystem::directory_entry& entry) {
  if (entry.path().filename().string().starts_with('.')) return false;
  std::error_code error;
  return entry.is_regular_file(error) || error;
}

std::vector<std::string> plain_files(const std::filesystem::path& directory) {
  std::vector<std::string> files;
  std::error_code error;
  std::filesystem::directory_iterator entry(directory, error);
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
    if (may_be_plain_file(*entry)) files.push_back(entry->path().string());
  }
  std::ranges::sort(files);
  if (error) files.push_back(directory.string());
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
  if (!in_) throw UnreadableFile("cannot read " + path_);
  is_over_ = !read_line(first_line_);
  is_mbox_ = first_line_.starts_with(separator);
  if (is_mbox_) from_line_ = std::exchange(first_line_, "");
}

std::optional<StoredMessage> MessageFile::next() {
  if (is_over_) return std::nullopt;
  auto message = is_mbox_ ? take_from_mbox() : take_whole();
  normalise(message);
  return message;
}

/// Whether there is more in the buffer, or can be read into it.
bool MessageFile::fill() {
  if (used_ < buffer_.size()) return true;
  buffer_.resize(read_octets);
  in_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  if (in_.bad()) throw UnreadableFile("cannot read " + path_);
  buffer_.resize(static_cast<std::size_t>(in_.gcount()));
  used_ = 0;
  return !buffer_.empty();
}

bool MessageFile::read_line(std::string& line) {
  line.clear();
  while (!line.ends_with('\n') && line.size() <= most_octets && fill()) {
    const auto rest = std::string_view(buffer_).substr(used_);
    const auto end = rest.find('\n');
    const auto piece = rest.substr(0, end == rest.npos ? end : end + 1);
    line += piece;
    used_ += piece.size();
  }
  position_ += line.size();
  return !line.empty();
}

void MessageFile::append(StoredMessage& message, std::string_view line) const {
  if (message.octets.size() + line.size() > most_octets) {
    throw UnreadableFile("cannot read " + path_ + ": a message in it is larger than " +
                         std::to_string(most_octets >> 20) + " MB");
  }
  message.octets += line;
}

StoredMessage MessageFile::take_whole() {
  StoredMessage message{.name = path_, .octets = {}};
  std::string line = std::exchange(first_line_, "");
  do append(message, line);
  while (read_line(line));
  is_over_ = true;
  return message;
}

StoredMessage MessageFile::take_from_mbox() {
  StoredMessage message{.name = path_ + ":" + std::to_string(++number_),
                        .octets = {},
                        .envelope_sender = sender_of(from_line_)};
  std::string line;
  for (bool is_after_blank = false;; is_after_blank = is_blank(line)) {
    is_over_ = !read_line(line);
    if (is_over_ || (line.starts_with(separator) && (is_after_blank || has_time(line)))) break;
    append(message, std::string_view(line).substr(is_quoted(line) ? 1 : 0));
  }
  from_line_ = line;
  // The blank line before the next separator is the mbox's own.
  if (message.octets.ends_with("\r\n\r\n")) message.octets.resize(message.octets.size() - 2);
  if (message.octets.ends_with("\n\n")) message.octets.pop_back();
  return message;
}

std::vector<std::string> message_files(const std::string& argument) {
  const std::filesystem::path path(argument);
  if (argument == "-" || !is_a_directory(path)) return {argument};
  if (!is_a_directory(path / "cur") || !is_a_directory(path / "new")) return plain_files(path);
  auto files = plain_files(path / "new");
  std::ranges::copy(plain_files(path / "cur"), std::back_inserter(files));
  return files;
}

}  // namespace postern
