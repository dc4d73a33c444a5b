#pragma once

#include <span>
#include <string>
#include <string_view>

#include "dkim/body_diagnosis.hpp"

namespace postern::dkim {

/// Something that mail is known to suffer on its way.
struct Undoing {
  std::string (*undo)(std::string_view body);  ///< the body as if it had not been done
  BodyChange change;
  const char* text;  ///< a sentence without its full stop
};

/// What changes lines one by one, the most likely first.
std::span<const Undoing> undoings();

}  // namespace postern::dkim
