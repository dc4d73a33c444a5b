#pragma once

#include <iosfwd>
#include <string>

#include "check/facts.hpp"
#include "check/inspection.hpp"
#include "cli/terminal.hpp"

namespace postern {

/// What happens to a message and by which rule: "reject (550 5.7.26 ...) by postern.toml:12".
std::string describe(const Decision& decision);

/// The plain report: the fields that would be added and removed, octet for octet but for control characters,
/// and the decision.
void report(std::ostream& out, const Inspection& inspection, const CheckFacts& facts, const Styles& styles);

/// What a result is called where there is no room for what it is about: "dkim", and "spf" or "spf-helo" as in
/// rules.
std::string short_name(const mail::MethodResult& result);

/// The same of one message among many, in a line: "list.mbox:3: reject by postern.toml:12; dkim=none,
/// spf=pass, spf-helo=pass, dmarc=fail".
void report_in_a_line(std::ostream& out, std::string_view name, const Inspection& inspection,
                      const Styles& styles);

/// The fields that a message would lose, as they came; those that get another name are among them.
std::vector<std::string> removed_fields(const mail::HeaderBlock& before, const Stamped& stamped);
/// The fields that it would gain, from the top; those that got another name come last.
std::vector<std::string> added_fields(const mail::HeaderBlock& before, const Stamped& stamped);

}  // namespace postern
