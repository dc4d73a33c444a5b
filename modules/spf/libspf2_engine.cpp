#include "spf/libspf2_engine.hpp"

#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "spf/libspf2_library.hpp"
#include "spf/libspf2_table.hpp"

// libspf2 asks the DNS and waits for it, so it is made to ask a table. A run that asks for what is not there
// has no result: the question is resolved, the answer added, and libspf2 runs again from the start, until a
// run had all it asked for. That, and not its result, says that it is finished. A run costs microseconds and
// there are at most as many as questions.

namespace postern::spf {
namespace {

struct Query {
  SPF_request_t* request = nullptr;
  SPF_response_t* response = nullptr;
  SPF_errcode_t code = SPF_E_SUCCESS;
};

void run_query(void* argument) {
  auto& query = *static_cast<Query*>(argument);
  query.code = SPF_request_query_mailfrom(query.request, &query.response);
}

bool may_be_seen(std::string_view identity) {
  return identity.size() <= Libspf2Limits::identity && identity.find('\0') == identity.npos;
}

Libspf2Server make_server(const Request& request, Libspf2Table& table) {
  Libspf2Server server(SPF_server_new_dns(table.layer(), 0));
  if (!server) throw std::bad_alloc();
  SPF_server_set_rec_dom(server.get(), request.receiver.empty() ? "unknown" : request.receiver.c_str());
  SPF_server_set_max_dns_mech(server.get(), request.limits.lookups);
  SPF_server_set_max_dns_mx(server.get(), static_cast<int>(request.limits.mx_names));
  SPF_server_set_max_dns_ptr(server.get(), static_cast<int>(request.limits.ptr_names));
  return server;
}

Libspf2Request make_request(const Request& request, SPF_server_t* server) {
  Libspf2Request made(SPF_request_new(server));
  if (!made) throw std::bad_alloc();
  const auto client = format(request.client.unmapped());
  if (request.client.unmapped().is_v4()) {
    SPF_request_set_ipv4_str(made.get(), client.c_str());
  } else {
    SPF_request_set_ipv6_str(made.get(), client.c_str());
  }
  SPF_request_set_helo_dom(made.get(), request.helo.c_str());
  SPF_request_set_env_from(made.get(), request.sender.c_str());
  return made;
}

/// When libspf2 gives up before it evaluates it sets no result, and calls a policy that it cannot read as
/// little a policy as none. Only its messages tell them apart.
Result result_without_policy(SPF_response_t* response, SPF_errcode_t code) {
  if (code == SPF_E_DNS_ERROR) return Result::temperror;
  for (int i = 0; i < SPF_response_messages(response); ++i) {
    auto* message = SPF_response_message(response, i);
    if (SPF_error_errorp(message) != 0 && SPF_error_code(message) != SPF_E_NOT_SPF) return Result::permerror;
  }
  return Result::none;
}

Result result_of(SPF_response_t* response, SPF_errcode_t code) {
  switch (SPF_response_result(response)) {
    case SPF_RESULT_NEUTRAL:
      return Result::neutral;
    case SPF_RESULT_PASS:
      return Result::pass;
    case SPF_RESULT_FAIL:
      return Result::fail;
    case SPF_RESULT_SOFTFAIL:
      return Result::softfail;
    case SPF_RESULT_NONE:
      return Result::none;
    case SPF_RESULT_TEMPERROR:
      return Result::temperror;
    case SPF_RESULT_PERMERROR:
      return Result::permerror;
    case SPF_RESULT_INVALID:
      break;
  }
  return result_without_policy(response, code);
}

Outcome outcome_of(const Request& request, SPF_response_t* response, SPF_errcode_t code) {
  const auto* why = code == SPF_E_SUCCESS ? SPF_strreason(SPF_response_reason(response)) : SPF_strerror(code);
  return {.result = result_of(response, code),
          .domain = request.domain,
          .problem = "libspf2: " + std::string(why),
          .lookups = response->num_dns_mech};
}

Outcome refused(const Request& request, Result result, std::string problem) {
  return {.result = result, .domain = request.domain, .problem = std::move(problem)};
}

/// One run over what `table` knows.
Outcome run(const Request& request, Libspf2Table& table) {
  table.begin_run();
  auto server = make_server(request, table);
  auto libspf2_request = make_request(request, server.get());
  Query query{.request = libspf2_request.get()};
  if (!survives(run_query, &query) || query.response == nullptr) {
    static_cast<void>(libspf2_request.release());
    static_cast<void>(server.release());
    return refused(request, Result::permerror, "libspf2 found a fault in itself");
  }
  const Libspf2Response response(query.response);
  return outcome_of(request, query.response, query.code);
}

}  // namespace

asio::awaitable<Outcome> evaluate_by_libspf2(Request request, dns::Resolver& resolver) {
  tame_libspf2();
  if (!may_be_seen(request.sender) || !may_be_seen(request.helo)) {
    co_return refused(request, Result::none, "the sender or HELO is none that libspf2 may see");
  }
  Libspf2Table table;
  for (;;) {
    auto outcome = run(request, table);
    if (table.has_refused()) {
      co_return refused(request, Result::permerror, "a policy is longer than libspf2 may see");
    }
    if (!table.miss()) co_return outcome;
    if (table.size() == Libspf2Limits::questions) {
      co_return refused(request, Result::permerror, "libspf2 asks too many questions");
    }
    const auto question = *table.miss();
    auto answer = co_await resolver.resolve(question);
    table.add(question, std::move(answer));
  }
}

}  // namespace postern::spf
