#include "verify/other_checks.hpp"

#include <algorithm>
#include <utility>

#include "checks/aligned_from.hpp"
#include "checks/header_sanity.hpp"
#include "checks/ptr.hpp"
#include "checks/return_mx.hpp"
#include "checks/tls.hpp"
#include "mail/author.hpp"

namespace postern {

namespace {

/// Honest mail has one author, and each costs three questions.
constexpr std::size_t most_authors = 3;

mail::MethodResult unknown(std::string_view method) {
  return {.method = std::string(method),
          .result = "temperror",
          .comment = "",
          .reason = "the DNS did not answer in time",
          .properties = {}};
}

asio::awaitable<void> keep(asio::awaitable<mail::MethodResult> check, mail::MethodResult& result) {
  result = co_await std::move(check);
}

/// Whether a connection's TLS is the client's own: a proxy that speaks SMTP has a connection of its own.
bool is_own_connection(const ClientIdentity& client) {
  return client.source == "tcp" || client.source == "proxy";
}

}  // namespace

void OtherChecks::start(mail::MethodResult unknown, asio::awaitable<mail::MethodResult> check) {
  results_.push_back(std::move(unknown));
  tasks_.spawn(keep(std::move(check), results_.back()));
}

void OtherChecks::sender_known(const Sending& sending, const Treatment& treatment) {
  const auto& client = sending.client;
  if (config_.tls && sending.tls && is_own_connection(client)) results_.push_back(checks::tls(*sending.tls));
  sender_ = sending.sender;
  checks_sender_ = treatment.checks_sender;
  if (!checks_sender_) return;
  if (client.address) ask_about_client(client.address->unmapped(), client.helo.value_or(""));
  const auto at = sending.sender.rfind('@');
  if (at != std::string::npos) ask_for_return(sending.sender.substr(at + 1), "smtp");
}

void OtherChecks::ask_about_client(const base::IpAddress& client, std::string_view helo) {
  for (const auto& list : config_.dns_lists) {
    dns::Answer nothing;
    start(checks::judge_listing(list, nothing), checks::check_dns_list(client, list, resolver_));
  }
  if (config_.ptr && !helo.empty())
    start(unknown("x-ptr"), checks::check_ptr(client, std::string(helo), resolver_));
}

void OtherChecks::ask_for_return(std::string_view domain, std::string_view whose) {
  if (!config_.return_mx) return;
  start(unknown("x-return-mx"), checks::check_return_mx(std::string(domain), std::string(whose), resolver_));
}

void OtherChecks::header_complete(const mail::HeaderBlock& header) {
  if (config_.aligned_from && checks_sender_)
    results_.push_back(checks::aligned_from(sender_, header, suffixes_));
  if (config_.header_sanity) results_.push_back(checks::header_sanity(header));
  if (!config_.return_mx || !checks_sender_) return;
  const auto authors = mail::author_domains(header).domains;
  for (std::size_t index = 0; index < std::min(most_authors, authors.size()); ++index) {
    ask_for_return(authors[index], "header");
  }
}

}  // namespace postern
