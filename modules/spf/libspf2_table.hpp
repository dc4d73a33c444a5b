#pragma once

#include <map>
#include <optional>

#include "dns/answer.hpp"
#include "spf/libspf2_library.hpp"

namespace postern::spf {

/// The DNS as libspf2 sees it: what is known so far. The first question that is not known is remembered, and
/// from then on every question of the run fails, so that the run ends soon: what it asks later may only
/// follow from that failure.
class Libspf2Table {
 public:
  Libspf2Table();
  Libspf2Table(const Libspf2Table&) = delete;

  /// For SPF_server_new_dns. It refers to this, and libspf2 does not free it.
  SPF_dns_server_t* layer() { return &layer_; }

  void begin_run();
  /// What the run lacked; nothing when it had all it asked for.
  const std::optional<dns::Question>& miss() const { return miss_; }
  /// A policy was longer than libspf2 may see.
  bool has_refused() const { return has_refused_; }
  void add(const dns::Question& question, dns::Answer answer);
  std::size_t size() const { return answers_.size(); }

 private:
  static SPF_dns_rr_t* look_up(SPF_dns_server_t* layer, const char* domain, ns_type type, int should_cache);
  const dns::Answer* find(const dns::Question& question);

  SPF_dns_server_t layer_{};
  std::map<dns::Question, dns::Answer> answers_;
  std::optional<dns::Question> miss_;
  bool has_refused_ = false;
};

}  // namespace postern::spf
