#include "script.hpp"

#include <fstream>
#include <stdexcept>

#include "base/ascii.hpp"

namespace postern::test {

Script read_script(const std::filesystem::path& file) {
  std::ifstream in(file);
  Script script;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    auto text = line;
    auto word = take_word(text);
    script.push_back({.line = number, .word = std::move(word), .text = std::move(text)});
  }
  if (script.empty()) throw std::runtime_error("no transcript in " + file.string());
  return script;
}

bool matches(std::string_view text, std::string_view pattern) {
  const auto star = pattern.find('*');
  if (star == pattern.npos) return text == pattern;
  if (!text.starts_with(pattern.substr(0, star))) return false;
  const auto rest = pattern.substr(star + 1);
  for (auto from = star; from <= text.size(); ++from) {
    if (matches(text.substr(from), rest)) return true;
  }
  return false;
}

std::string unescape(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      octets += text[at];
      continue;
    }
    const char c = text[++at];
    if (c == 'r') octets += '\r';
    if (c == 'n') octets += '\n';
    if (c == '0') octets += '\0';
    if (c == '\\') octets += '\\';
    if (c == 'x' && at + 2 < text.size()) {
      const int value = *base::hex_value(text[at + 1]) * 16 + *base::hex_value(text[at + 2]);
      octets += static_cast<char>(value);
      at += 2;
    }
  }
  return octets;
}

std::string take_word(std::string& text) {
  const auto end = text.find(' ');
  auto word = text.substr(0, end);
  const auto next = end == text.npos ? text.npos : text.find_first_not_of(' ', end);
  // One blank only after C: and S:, whose text may begin with blanks of its own.
  const bool verbatim = word.ends_with(':');
  text = next == text.npos ? "" : text.substr(verbatim ? end + 1 : next);
  return word;
}

}  // namespace postern::test
