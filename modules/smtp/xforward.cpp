#include "smtp/xforward.hpp"

#include <array>
#include <utility>

#include "smtp/client_attributes.hpp"

namespace postern::smtp {
namespace {

bool read_source(const AttributeText& value, Xforward& to) {
  to.source.reset();
  if (!value) return true;
  if (base::iequals(*value, "LOCAL")) to.source = Xforward::Source::local;
  if (base::iequals(*value, "REMOTE")) to.source = Xforward::Source::remote;
  return to.source.has_value();
}

AttributeText write_source(const Xforward& from) {
  if (!from.source) return std::nullopt;
  return *from.source == Xforward::Source::local ? "LOCAL" : "REMOTE";
}

constexpr std::array attributes{
    text_attribute<Xforward, &Xforward::name>("NAME"),
    address_attribute<Xforward, &Xforward::addr>("ADDR"),
    port_attribute<Xforward, &Xforward::port>("PORT"),
    text_attribute<Xforward, &Xforward::proto>("PROTO"),
    text_attribute<Xforward, &Xforward::helo>("HELO"),
    text_attribute<Xforward, &Xforward::ident>("IDENT"),
    ClientAttribute<Xforward>{"SOURCE", read_source, write_source},
};
constexpr std::span<const ClientAttribute<Xforward>> table = attributes;

}  // namespace

base::Result<Xforward, Reply> parse_xforward(std::string_view argument, Xforward known) {
  return parse_client(argument, table, std::move(known));
}

std::vector<std::string> format_xforward(const Xforward& client, std::string_view offered_attributes) {
  return format_client("XFORWARD", client, table, offered_attributes);
}

}  // namespace postern::smtp
