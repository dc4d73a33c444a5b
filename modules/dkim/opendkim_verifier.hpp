#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dkim/body_length.hpp"
#include "dkim/opendkim_library.hpp"
#include "dkim/signature_field.hpp"
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
  struct Candidate {
    SignatureField field;
    DKIM_SIGINFO* info = nullptr;  // the same signature in the library, which owns it
    dns::Name key_name;
    std::string key_record;
  };

  void add_candidate(std::string_view raw_field, std::string_view body);
  bool feed(std::string_view raw_field);
  void match_candidates();
  void end_message();
  void choose_key(Candidate& candidate) const;
  void take_verdict(Candidate& candidate) const;

  MessageHandle message_;  // none once it is known that there is nothing to verify
  std::size_t max_signatures_;
  std::vector<Candidate> candidates_;
  std::size_t in_excess_ = 0;
  std::string trouble_;  // why no signature of this message can be verified; empty when they can
  std::map<dns::Name, dns::Answer> keys_;
  char last_octet_ = '\n';                 // of the body
  std::optional<BodyLength> body_length_;  // where some signature has l=
};

}  // namespace postern::dkim
