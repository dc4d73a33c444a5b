#include "config/regular_file.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace postern {

base::Result<std::string, std::string> read_regular_file(const std::string& path) {
  const auto refusal = "cannot read " + path;
  std::error_code failure;
  const auto type = std::filesystem::status(path, failure).type();
  // Opening a FIFO to read waits too.
  if (!failure && type != std::filesystem::file_type::regular) {
    return base::Unexpected{refusal + ": it is no regular file"};
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) return base::Unexpected{refusal};
  return text;
}

}  // namespace postern
