#pragma once

#include <string_view>
#include <utility>

#include "spf/checking.hpp"

namespace postern::spf {

/// Counts what is asked of a zone.
class CountingResolver final : public dns::Resolver {
 public:
  explicit CountingResolver(std::string_view zone_text) : zone_(zone_of(zone_text)) {}
  asio::awaitable<dns::Answer> resolve(dns::Question question) override {
    ++questions;
    return zone_.resolve(std::move(question));
  }

  int questions = 0;

 private:
  dns::Zone zone_;
};

}  // namespace postern::spf
