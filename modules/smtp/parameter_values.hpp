#pragma once

#include <optional>
#include <string>

// What the value of each parameter must be, by the RFC that brings it: one predicate for each grammar.

namespace postern::smtp {

using ParameterValue = std::optional<std::string>;

bool is_absent(const ParameterValue& value);         // SMTPUTF8 (RFC 6531 §3.4), REQUIRETLS (RFC 8689 §4.1)
bool is_size(const ParameterValue& value);           // SIZE
bool is_body(const ParameterValue& value);           // BODY
bool is_ret(const ParameterValue& value);            // RET
bool is_envid(const ParameterValue& value);          // ENVID
bool is_auth(const ParameterValue& value);           // AUTH
bool is_deliver_by(const ParameterValue& value);     // BY
bool is_hold_interval(const ParameterValue& value);  // HOLDFOR
bool is_hold_time(const ParameterValue& value);      // HOLDUNTIL
bool is_transfer_priority(const ParameterValue& value);  // MT-PRIORITY
bool is_notify(const ParameterValue& value);             // NOTIFY
bool is_orcpt(const ParameterValue& value);              // ORCPT

}  // namespace postern::smtp
