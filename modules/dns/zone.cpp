#include "dns/zone.hpp"

#include <algorithm>
#include <utility>

namespace postern::dns {

namespace {

constexpr std::chrono::seconds default_ttl = std::chrono::hours(1);
constexpr std::chrono::seconds negative_ttl = std::chrono::minutes(5);
constexpr int longest_chain = 16;

Answer failed(Answer answer, Status status) {
  answer.status = status;
  answer.ttl = std::chrono::seconds(0);
  return answer;
}

Answer absent(Answer answer, Status status) {
  answer.status = status;
  answer.ttl = std::min(answer.ttl, negative_ttl);
  return answer;
}

Answer ended(Answer answer, Status status) {
  const bool is_absence = status == Status::nx_domain || status == Status::no_data;
  return is_absence ? absent(std::move(answer), status) : failed(std::move(answer), status);
}

}  // namespace

void Zone::add(const Record& record) {
  node_at(record.owner).records.push_back(record);
}

void Zone::add_address(const Name& owner, const base::IpAddress& address) {
  add({.owner = owner, .type = address.is_v4() ? Type::A : Type::AAAA, .ttl = default_ttl, .data = address});
}

void Zone::add_text(const Name& owner, std::string text) {
  add({.owner = owner, .type = Type::TXT, .ttl = default_ttl, .data = std::move(text)});
}

void Zone::add_mx(const Name& owner, std::uint16_t preference, const Name& exchange) {
  add({.owner = owner, .type = Type::MX, .ttl = default_ttl, .data = Mx{preference, exchange}});
}

void Zone::add_name(const Name& owner, Type type, const Name& target) {
  add({.owner = owner, .type = type, .ttl = default_ttl, .data = target});
}

void Zone::add_empty(const Name& owner) {
  node_at(owner);
}

void Zone::fail(const Name& owner, std::optional<Type> type, Status status) {
  auto& node = node_at(owner);
  if (type) {
    node.endings[*type] = status;
  } else {
    node.other_ending = status;
  }
}

Answer Zone::find(const Question& question) const {
  Answer answer{.status = Status::ok, .owner = question.name, .ttl = std::chrono::hours(24 * 365)};
  for (int hop = 0; hop <= longest_chain; ++hop) {
    const auto* node = find_node(answer.owner);
    if (node == nullptr) return absent(std::move(answer), Status::nx_domain);
    const auto status = node->append_to(answer, question.type);
    if (status == Status::ok) return answer;
    if (status) return ended(std::move(answer), *status);
    const auto* cname = node->cname();
    if (cname == nullptr) return absent(std::move(answer), Status::no_data);
    answer.owner = std::get<Name>(cname->data);
    answer.ttl = std::min(answer.ttl, cname->ttl);
  }
  return failed(std::move(answer), Status::server_failure);
}

asio::awaitable<Answer> Zone::resolve(Question question) {
  co_return find(question);
}

// How the question ends at this node; nothing when a CNAME or the absence of records decides.
std::optional<Status> Zone::Node::append_to(Answer& answer, Type type) const {
  if (const auto ending = endings.find(type); ending != endings.end()) return ending->second;
  bool found = false;
  for (const auto& record : records) {
    if (record.type != type) continue;
    append(record, answer);
    found = true;
  }
  if (found) return Status::ok;
  return cname() == nullptr ? other_ending : std::nullopt;
}

const Record* Zone::Node::cname() const {
  const auto found = std::ranges::find(records, Type::CNAME, &Record::type);
  return found == records.end() ? nullptr : &*found;
}

Zone::Node& Zone::node_at(const Name& owner) {
  for (auto above = owner; !above.is_root(); above = above.parent()) nodes_.try_emplace(above);
  return nodes_[owner];
}

const Zone::Node* Zone::find_node(const Name& name) const {
  if (const auto exact = nodes_.find(name); exact != nodes_.end()) return &exact->second;
  // RFC 4592 §3.3.1: only the wildcard right below the closest encloser counts.
  auto encloser = name.parent();
  while (!encloser.is_root() && !nodes_.contains(encloser)) encloser = encloser.parent();
  const auto wildcard_name = encloser.child("*");
  const auto wildcard = wildcard_name ? nodes_.find(*wildcard_name) : nodes_.end();
  return wildcard == nodes_.end() ? nullptr : &wildcard->second;
}

}  // namespace postern::dns
