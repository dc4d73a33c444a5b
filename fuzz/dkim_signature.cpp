// Whatever a DKIM-Signature field says: what is read of it is within its limits, and an engine gives it one
// word. Taking its b= out leaves a field that means the same, and taking it out again changes nothing.

#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/ascii.hpp"
#include "dkim/engine.hpp"
#include "dkim/signature_field.hpp"
#include "dkim/signed_header.hpp"
#include "mail/header_field.hpp"

namespace {

using namespace postern;

void require(bool fact) {
  if (!fact) std::abort();
}

void check_field(const dkim::SignatureField& field) {
  const auto& report = field.report;
  require(report.domain.size() <= 512 && report.selector.size() <= 512 && report.digest_start.size() <= 8);
  require(field.is_decided() != report.reason.empty());
  if (field.is_decided()) return;
  require(field.key_name.is_within(field.domain) && !field.domain.is_root());
  require(!field.signature.empty() && !field.fields.empty());
  require(!field.expiration || !field.timestamp || *field.expiration > *field.timestamp);
}

dkim::Signature verify(const dkim::Engine& engine, const std::string& raw_field) {
  const auto verifier = engine.make_verifier();
  verifier->header(raw_field);
  verifier->header("From: a@example.com\r\n");
  const auto names = verifier->end_of_header();
  require(names.size() <= 1);
  verifier->body("Hello\r\n");
  for (const auto& name : names)
    verifier->set_key(name, {.status = dns::Status::ok, .texts = {"v=DKIM1; p="}});
  const auto reports = verifier->finish({});
  require(reports.size() == 1);
  return reports.front();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto engine = dkim::make_engine();
  const auto raw_field = "DKIM-Signature:" + std::string(reinterpret_cast<const char*>(data), size);
  const auto field = dkim::parse_signature_field(mail::HeaderField::raw(raw_field).body());
  check_field(field);
  require(verify(*engine, raw_field).result != dkim::Result::pass);

  const auto emptied = dkim::without_signature(raw_field);
  require(emptied.size() <= raw_field.size() && dkim::without_signature(emptied) == emptied);
  if (field.is_decided()) return 0;
  require(emptied.size() < raw_field.size());
  const auto without = dkim::parse_signature_field(mail::HeaderField::raw(emptied).body());
  require(without.report.reason == "b= is missing" && without.report.domain == field.report.domain);
  return 0;
}
