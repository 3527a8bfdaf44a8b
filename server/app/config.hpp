#pragma once

#include "server/base/error.hpp"

#include <string>
#include <vector>

namespace parley {

/// One table of settings; a file (`name = value` lines in TOML), PARLEY_NAME in the environment, then flags, later
/// wins.
struct Config {
    std::string data = "./parley-data";
    std::string database;  ///< postgresql://...; empty: the SQLite file in `data`
    std::string listen = "127.0.0.1:8080";
    std::string public_url;
    std::string log_format = "text";
    std::vector<std::string> trusted_proxies;
    std::string metrics =
        "token";  ///< who sees /metrics: "token" an admin's API token, "local" also who calls from here
    /// "whatsapp=https://gateway.example": where a kind's platform is reached by channels that name no other
    /// `api_base`.
    std::vector<std::string> platform_bases;
    std::string key_file;  ///< with which secrets are sealed; empty: parley.key in `data`
    double channel_requests_per_second = 50;
};

/// Reads the file (nothing when the name is empty) and the environment into `config`. Unknown names are refused by
/// name.
void read_config(Config& config, const std::string& file);

/// `sqlite:DIR/parley.db` is `data` written in another way. Refuses what is neither that nor postgresql://.
void take_database(Config& config);

struct Listen {
    std::string host;
    unsigned short port = 0;
};
Listen read_listen(const std::string& text);

}  // namespace parley
