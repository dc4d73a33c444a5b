#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/body_length.hpp"
#include "dkim/candidates.hpp"
#include "dkim/opendkim_library.hpp"
#include "dkim/stray_line_ends.hpp"
#include "dkim/verifier.hpp"

namespace postern::dkim {

/// One message in libopendkim; private to this folder. The library outlives it.
class OpendkimVerifier final : public Verifier {
 public:
  OpendkimVerifier(DKIM_LIB* library, const Limits& limits);
  OpendkimVerifier(const OpendkimVerifier&) = delete;
  OpendkimVerifier& operator=(const OpendkimVerifier&) = delete;

  void header(std::string_view raw_field) override;
  std::vector<dns::Name> end_of_header() override;
  void body(std::string_view octets) override;
  void set_key(const dns::Name& name, dns::Answer answer) override;
  std::vector<Signature> finish(std::chrono::system_clock::time_point now) override;

  /// Here the library asks for the text of a key, during finish(), and has `size` octets of room for it.
  static DKIM_CBSTAT look_up_key(DKIM* message, DKIM_SIGINFO* info, u_char* buffer, std::size_t size);

 private:
  /// One of the signatures that are looked at.
  struct Entry {
    Candidate candidate;
    DKIM_SIGINFO* info =
        nullptr;  // the same signature in the library, which owns it; none when it has it not
    std::string key_record;
  };

  bool feed(std::string_view raw_field);
  void feed_signatures();
  void end_message();
  void choose_key(Entry& entry) const;
  void take_verdict(Entry& entry) const;

  MessageHandle message_;  // none once it is known that there is nothing to verify
  Limits limits_;
  std::vector<std::string> signature_fields_;
  Candidates signatures_;  // by their place in signature_fields_
  std::vector<Entry> entries_;
  std::string trouble_;  // why no signature of this message can be verified; empty when they can
  std::map<dns::Name, dns::Answer> keys_;
  bool ends_line_ = true;  // the body, as far as it came
  StrayLineEnds stray_line_ends_;
  std::optional<BodyLength> body_length_;  // where some signature has l=
};

}  // namespace postern::dkim
