#pragma once

#include <string>

namespace postern {

/// The text of a file that holds a secret, such as a private key; 64 KiB at most. Throws std::runtime_error
/// with a sentence for the administrator when it cannot be read, or when anybody but its owner may read or
/// change it. The sentence holds nothing of the file.
std::string read_private_file(const std::string& path);

}  // namespace postern
