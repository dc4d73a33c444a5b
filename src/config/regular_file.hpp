#pragma once

#include <string>

#include "base/result.hpp"

namespace postern {

/// The text of a file that the configuration names. The error is a sentence without its full stop. A FIFO or
/// a terminal is refused: reading would wait for somebody to write, at a reload too.
base::Result<std::string, std::string> read_regular_file(const std::string& path);

}  // namespace postern
