#include "dns/record.hpp"

#include <algorithm>

namespace postern::dns {

void append(const Record& record, Answer& answer) {
  struct Appender {
    Answer& answer;
    void operator()(const base::IpAddress& address) const { answer.addresses.push_back(address); }
    void operator()(const Name& name) const { answer.names.push_back(name); }
    void operator()(const Mx& mx) const { answer.exchanges.push_back(mx); }
    void operator()(const std::string& text) const { answer.texts.push_back(text); }
  };
  std::visit(Appender{answer}, record.data);
  answer.ttl = std::min(answer.ttl, record.ttl);
}

}  // namespace postern::dns
