#pragma once

#include "smtp/line_framer.hpp"

namespace postern {

/// Notices a PROXY header at the head of a session that expects none. As commands, version 1 is a line that
/// says PROXY and no command is, and version 2 begins with two empty lines and one of a NUL.
class ProxyWatch {
 public:
  /// Whether this event of a session, with those before, is such a header. Must be told of each from the
  /// first on.
  bool sees(const smtp::LineFramer::Event& event);

 private:
  std::size_t empty_lines_ = 0;
  bool over_ = false;  // something else has come
};

}  // namespace postern
