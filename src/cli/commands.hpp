#pragma once

#include "cli/command_line.hpp"

namespace postern {

// The subcommands. Each returns the exit status, and throws std::exception with a sentence when it cannot do
// its work.

int serve(const ServeCommand& command);
int config(const ConfigCommand& command);
int sink(const SinkCommand& command);
int send(const SendCommand& command);
int check(const CheckCommand& command);
int look(const LookCommand& command);

}  // namespace postern
