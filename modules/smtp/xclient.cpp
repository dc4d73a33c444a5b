#include "smtp/xclient.hpp"

#include <array>
#include <utility>

#include "smtp/client_attributes.hpp"

namespace postern::smtp {
namespace {

bool read_proto(const AttributeText& value, Xclient& to) {
  to.proto.reset();
  if (!value) return true;
  if (base::iequals(*value, "SMTP") || base::iequals(*value, "ESMTP")) to.proto = base::to_upper(*value);
  return to.proto.has_value();
}

AttributeText write_proto(const Xclient& from) {
  return from.proto;
}

constexpr std::array attributes{
    text_attribute<Xclient, &Xclient::name>("NAME"),
    address_attribute<Xclient, &Xclient::addr>("ADDR"),
    port_attribute<Xclient, &Xclient::port>("PORT"),
    ClientAttribute<Xclient>{"PROTO", read_proto, write_proto},
    text_attribute<Xclient, &Xclient::helo>("HELO"),
    text_attribute<Xclient, &Xclient::login>("LOGIN"),
    address_attribute<Xclient, &Xclient::destaddr>("DESTADDR"),
    port_attribute<Xclient, &Xclient::destport>("DESTPORT"),
};
constexpr std::span<const ClientAttribute<Xclient>> table = attributes;

}  // namespace

base::Result<Xclient, Reply> parse_xclient(std::string_view argument, Xclient known) {
  return parse_client(argument, table, std::move(known));
}

std::vector<std::string> format_xclient(const Xclient& client, std::string_view offered_attributes) {
  return format_client("XCLIENT", client, table, offered_attributes);
}

}  // namespace postern::smtp
