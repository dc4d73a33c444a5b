#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace postern::net {

/// Who may connect to a unix socket. Linux asks for the right to write to its file.
struct SocketFileOptions {
  std::optional<mode_t> mode;  ///< else the umask decides
  std::string user;            ///< a name or a number; empty: our own
  std::string group;           ///< likewise
};

/// Removes a socket file on which nobody listens, such as a process that was killed leaves. Anything else
/// stays.
void remove_stale_socket(const std::string& path);

/// The file of a socket that is bound, removed at the end unless another file has taken its place by then.
class SocketFile {
 public:
  explicit SocketFile(std::string path);
  ~SocketFile();
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;

  /// Throws std::system_error, or std::runtime_error when there is no such user or group.
  void apply(const SocketFileOptions& options) const;

 private:
  std::string path_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
};

}  // namespace postern::net
