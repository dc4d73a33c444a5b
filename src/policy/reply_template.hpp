#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/config.hpp"
#include "policy/template.hpp"
#include "smtp/enhanced_status.hpp"

namespace postern {

/// `reply` of a rule: "550 5.7.1 not from {author-domain}". Both codes may be left out.
struct ReplyTemplate {
  std::optional<int> code;
  std::optional<smtp::EnhancedStatus> status;
  Template text;
};

/// Codes must fit the action: 5xx for reject, 4xx for defer, but not 421, which would close the connection.
/// What is wrong is a sentence without its full stop.
base::Result<ReplyTemplate, std::string> parse_reply_template(std::string_view text, RuleAction action);

}  // namespace postern
