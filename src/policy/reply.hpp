#pragma once

#include <string>

#include "policy/rule.hpp"
#include "policy/template.hpp"
#include "smtp/reply.hpp"

namespace postern {

/// What placeholders stand for; `{reason}` is added when it is known.
TemplateValues template_values(const MessageView& message, const std::string& link);

/// Why a rule applies, in a few words: "DMARC fail for example.com, whose policy is reject; iprev=fail".
std::string reason_of(const MessageView& message, const std::vector<Evidence>& evidence);
/// The same of one condition: "list-id announce.example".
std::string in_words(const Evidence& evidence, const MessageView& message);

/// What the client hears of a rule that rejects or defers. The codes are those of RFC 7372 for what the rule
/// asks about: 5.7.20 DKIM, 5.7.23 and 5.7.24 SPF, 5.7.25 iprev, 5.7.26 DMARC or several of them, and 5.7.1
/// for everything else; 4.7.x the same. Lines are short printable ASCII, each with the enhanced code.
smtp::Reply reply_of(const Rule& rule, const MessageView& message, const std::vector<Evidence>& evidence,
                     const TemplateValues& values);

}  // namespace postern
