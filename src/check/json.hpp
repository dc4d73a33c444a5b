#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "check/checked_message.hpp"

namespace postern {

/// One object on one line, as docs/check.schema.json describes it. What is not UTF-8 is replaced by U+FFFD.
std::string format_json(const CheckedMessage& message);

// Its parts about single checks (check_json_checks.cpp).
nlohmann::ordered_json json_of_spf(const Verdict& verdict);
nlohmann::ordered_json json_of_dkim(const std::vector<SignatureStory>& signatures);
nlohmann::ordered_json json_of_dmarc(const dmarc::Outcome& outcome);
nlohmann::ordered_json json_of_arc(const Verdict& verdict);

}  // namespace postern
