#include "dkim/signed_header.hpp"

#include "base/ascii.hpp"

namespace postern::dkim {
namespace {

constexpr std::string_view line_end = "\r\n";

std::string lower_name(std::string_view text) {
  return base::to_lower(base::trim(text));
}

}  // namespace

std::string without_signature(std::string_view raw_field) {
  std::size_t begin = raw_field.find(':');
  while (begin != raw_field.npos) {
    ++begin;  // behind the colon or a semicolon
    const auto end = raw_field.find(';', begin);
    const auto tag = raw_field.substr(begin, end == raw_field.npos ? end : end - begin);
    const auto equals = tag.find('=');
    if (equals != tag.npos && base::trim(tag.substr(0, equals)) == "b") {
      std::string out(raw_field.substr(0, begin + equals + 1));
      if (end != raw_field.npos) return out += raw_field.substr(end);
      return raw_field.ends_with(line_end) ? out += line_end : out;
    }
    begin = end;
  }
  return std::string(raw_field);
}

std::size_t SignedHeader::add(std::string_view raw_field) {
  fields_.emplace_back(raw_field);
  by_name_[lower_name(raw_field.substr(0, raw_field.find(':')))].push_back(fields_.size() - 1);
  return fields_.size() - 1;
}

Digest SignedHeader::hash(std::size_t signature, const std::vector<std::string>& names,
                          Canonicalization how) const {
  return sha256(canonical(signature, names, how));
}

std::string SignedHeader::canonical(std::size_t signature, const std::vector<std::string>& names,
                                    Canonicalization how) const {
  std::string octets;
  append_selected(octets, signature, names, how);
  append_canonical(octets, without_signature(fields_[signature]), how);
  octets.resize(octets.size() - line_end.size());
  return octets;
}

void SignedHeader::append_selected(std::string& out, std::size_t signature,
                                   const std::vector<std::string>& names, Canonicalization how) const {
  std::unordered_map<std::string, std::size_t> left;  // of each name, how many fields from the top
  for (const auto& written : names) {
    const auto fields = by_name_.find(lower_name(written));
    if (fields == by_name_.end()) continue;
    auto& count = left.try_emplace(fields->first, fields->second.size()).first->second;
    if (count > 0 && fields->second[count - 1] == signature) --count;
    if (count > 0) append_canonical(out, fields_[fields->second[--count]], how);
  }
}

}  // namespace postern::dkim
