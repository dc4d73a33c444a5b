#include "net/socket_file.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <asio/error.hpp>
#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <stdexcept>
#include <system_error>

#include "base/ascii.hpp"

namespace postern::net {

namespace {

/// What chown takes for "leave it as it is".
constexpr auto unchanged = static_cast<id_t>(-1);

id_t user_id(const std::string& user) {
  if (user.empty()) return unchanged;
  if (const auto number = base::parse_decimal(user); number && *number < unchanged)
    return static_cast<id_t>(*number);
  if (const auto* entry = getpwnam(user.c_str())) return entry->pw_uid;
  throw std::runtime_error("there is no user " + user);
}

id_t group_id(const std::string& group) {
  if (group.empty()) return unchanged;
  if (const auto number = base::parse_decimal(group); number && *number < unchanged)
    return static_cast<id_t>(*number);
  if (const auto* entry = getgrnam(group.c_str())) return entry->gr_gid;
  throw std::runtime_error("there is no group " + group);
}

void throw_on_error(int result, const std::string& path) {
  if (result != 0) throw std::system_error(errno, std::system_category(), path);
}

}  // namespace

void remove_stale_socket(const std::string& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  asio::io_context context;
  asio::local::stream_protocol::socket probe(context);
  std::error_code refused;
  // A listener whose queue is full would keep us waiting: it is alive, and that is all we ask.
  probe.open();
  probe.non_blocking(true);
  probe.connect(asio::local::stream_protocol::endpoint(path), refused);
  if (refused == asio::error::connection_refused) unlink(path.c_str());
}

SocketFile::SocketFile(std::string path) : path_(std::move(path)) {
  struct stat status{};
  throw_on_error(lstat(path_.c_str(), &status), path_);
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

SocketFile::~SocketFile() {
  struct stat status{};
  if (lstat(path_.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) unlink(path_.c_str());
}

void SocketFile::apply(const SocketFileOptions& options) const {
  const auto user = user_id(options.user);
  const auto group = group_id(options.group);
  if (options.mode) throw_on_error(chmod(path_.c_str(), *options.mode), path_);
  if (user != unchanged || group != unchanged) throw_on_error(chown(path_.c_str(), user, group), path_);
}

}  // namespace postern::net
