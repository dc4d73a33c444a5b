#include "dkim/result.hpp"

namespace postern::dkim {

std::string_view format(Result result) {
  using enum Result;
  switch (result) {
    case none:
      return "none";
    case pass:
      return "pass";
    case fail:
      return "fail";
    case policy:
      return "policy";
    case neutral:
      return "neutral";
    case temperror:
      return "temperror";
    case permerror:
      return "permerror";
  }
  return "none";
}

}  // namespace postern::dkim
