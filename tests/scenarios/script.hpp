#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace postern::test {

/// A line of a transcript: a word that says what it is, and the rest.
struct Step {
  std::size_t line = 0;
  std::string word;
  std::string text;
};
using Script = std::vector<Step>;

/// Reads a transcript. Throws std::runtime_error when there is no such file or nothing in it.
Script read_script(const std::filesystem::path& file);

/// Whether `text` is `pattern`, in which `*` stands for any text and everything else for itself.
bool matches(std::string_view text, std::string_view pattern);

/// `\r`, `\n`, `\0`, `\\` and `\xNN` as the octets they name.
std::string unescape(std::string_view text);

/// The first word of `text`, which is left with what follows it.
std::string take_word(std::string& text);

}  // namespace postern::test
