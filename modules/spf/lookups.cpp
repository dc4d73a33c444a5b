#include "spf/lookups.hpp"

#include "spf/quoted.hpp"

namespace postern::spf {

std::optional<Trouble> Lookups::count_terms(int count) {
  terms_ += count;
  if (terms_ <= limits_.lookups) return std::nullopt;
  return Trouble{Result::permerror, "more than " + std::to_string(limits_.lookups) +
                                        " terms ask the DNS (RFC 7208 section 4.6.4)"};
}

std::optional<Trouble> Lookups::count_void() {
  ++void_lookups_;
  if (void_lookups_ <= limits_.void_lookups) return std::nullopt;
  return Trouble{Result::permerror, "more than " + std::to_string(limits_.void_lookups) +
                                        " terms ask for what does not exist (RFC 7208 section 4.6.4)"};
}

asio::awaitable<base::Result<dns::Answer, Trouble>> Lookups::ask(dns::Question question) {
  auto answer = co_await resolver_.resolve(question);
  if (!answer.is_temporary_failure()) co_return answer;
  co_return base::Unexpected{Trouble{
      Result::temperror, "the DNS gave no answer for " + std::string(format(question.type)) + " of " +
                             quoted(question.name.text()) + ": " + std::string(format(answer.status))}};
}

}  // namespace postern::spf
