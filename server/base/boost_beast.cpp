// Beast is compiled once, here (BOOST_BEAST_SEPARATE_COMPILATION); Asio's TLS in server/net/boost_asio_ssl.cpp.
#include <boost/beast/src.hpp>
