#include "spf/libspf2_table.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "spf/libspf2_engine.hpp"
#include "spf/record.hpp"

// The layer below libspf2 that is called for each of its questions, synchronously. It is here that libspf2 is
// contained (CVE-2023-42118): names are at most 253 octets, of texts only policies go in, of at most 2,000
// octets, and explanations, whose text would be compiled by the same code, are not fetched.

namespace postern::spf {
namespace {

/// libspf2 knows these four; with others it uses what it has freed.
int code_of(dns::Status status) {
  switch (status) {
    case dns::Status::ok:
      return NETDB_SUCCESS;
    case dns::Status::no_data:
      return NO_DATA;
    case dns::Status::nx_domain:
      return HOST_NOT_FOUND;
    case dns::Status::server_failure:
    case dns::Status::timeout:
      break;
  }
  return TRY_AGAIN;
}

std::optional<dns::Type> type_of(ns_type type) {
  switch (type) {
    case ns_t_a:
      return dns::Type::A;
    case ns_t_aaaa:
      return dns::Type::AAAA;
    case ns_t_mx:
      return dns::Type::MX;
    case ns_t_ptr:
      return dns::Type::PTR;
    case ns_t_txt:
      return dns::Type::TXT;
    default:
      return std::nullopt;  // type 99, SPF: gone since RFC 7208 §3.1
  }
}

/// Fills the records of one answer. They stay within the answer's own number, which a DNS message bounds.
class Records {
 public:
  explicit Records(SPF_dns_rr_t* set) : set_(set) {}

  void add(const base::IpAddress& address) {
    auto* record = next(sizeof(SPF_dns_rr_data_t));
    if (record == nullptr) return;
    const auto octets = address.octets();
    std::ranges::copy(octets, reinterpret_cast<unsigned char*>(record));
  }
  /// As a C string: what has a NUL inside would be another text.
  void add(std::string text) {
    std::ranges::replace(text, '\0', '\1');
    auto* record = next(text.size() + 1);
    if (record != nullptr) std::memcpy(record->txt, text.c_str(), text.size() + 1);
  }

 private:
  SPF_dns_rr_data_t* next(std::size_t size) {
    if (SPF_dns_rr_buf_realloc(set_, set_->num_rr, size) != SPF_E_SUCCESS) return nullptr;
    return set_->rr[set_->num_rr++];
  }

  SPF_dns_rr_t* set_;
};

void add_records(Records records, const dns::Answer& answer) {
  for (const auto& address : answer.addresses) records.add(address);
  for (const auto& exchange : answer.exchanges) records.add(exchange.exchange.text());
  for (const auto& name : answer.names) records.add(name.text());
  for (const auto& text : answer.texts) records.add(text);
}

SPF_errcode_t explain_nothing(SPF_server_t*, const char*, char**, size_t*) {
  return SPF_E_NOT_SPF;
}

}  // namespace

Libspf2Table::Libspf2Table() {
  layer_.lookup = look_up;
  layer_.get_exp = explain_nothing;
  layer_.name = "postern";
  layer_.hook = this;
}

void Libspf2Table::begin_run() {
  miss_.reset();
}

void Libspf2Table::add(const dns::Question& question, dns::Answer answer) {
  std::erase_if(answer.texts, [](const std::string& text) { return !is_record(text); });
  const auto refused = std::erase_if(
      answer.texts, [](const std::string& text) { return text.size() > Libspf2Limits::record; });
  has_refused_ = has_refused_ || refused > 0;
  answers_[question] = std::move(answer);
}

const dns::Answer* Libspf2Table::find(const dns::Question& question) {
  static const dns::Answer unknown{.status = dns::Status::server_failure};
  if (miss_) return &unknown;
  const auto found = answers_.find(question);
  if (found != answers_.end()) return &found->second;
  miss_ = question;
  return &unknown;
}

SPF_dns_rr_t* Libspf2Table::look_up(SPF_dns_server_t* layer, const char* domain, ns_type type, int) {
  const auto known_type = type_of(type);
  if (!known_type) return SPF_dns_rr_new_init(layer, domain, type, 0, NO_DATA);
  const auto name = dns::Name::parse(domain);
  if (!name || name->is_root()) return SPF_dns_rr_new_init(layer, domain, type, 0, HOST_NOT_FOUND);
  const auto* answer = static_cast<Libspf2Table*>(layer->hook)->find({*name, *known_type});
  auto* set = SPF_dns_rr_new_init(layer, domain, type, 0, code_of(answer->status));
  if (set != nullptr) add_records(Records(set), *answer);
  return set;
}

}  // namespace postern::spf
