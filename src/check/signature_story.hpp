#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dkim/body_diagnosis.hpp"
#include "dkim/header_diagnosis.hpp"
#include "dkim/result.hpp"
#include "dkim/signature_field.hpp"
#include "dns/recorder.hpp"
#include "mail/header_block.hpp"

namespace postern {

/// A DKIM signature: what the engine found, and what can be found out beyond that.
struct SignatureStory {
  dkim::Signature result;
  std::optional<dkim::SignatureField> field;    ///< nothing when the field cannot be read, or stands for many
  std::optional<dkim::BodyDiagnosis> body;      ///< nothing where the field decides alone
  std::optional<dkim::HeaderDiagnosis> header;  ///< as well
};

/// One for each of `results`, with the keys that are among the answers.
std::vector<SignatureStory> signature_stories(const std::vector<dkim::Signature>& results,
                                              const mail::HeaderBlock& header, std::string_view body,
                                              const std::vector<dns::Exchange>& answers);

}  // namespace postern
