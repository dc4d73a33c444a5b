// The compiled part of Asio, once for the whole program.
#include <asio/impl/src.hpp>
