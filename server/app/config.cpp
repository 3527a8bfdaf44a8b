#include "server/app/config.hpp"

#include <toml++/toml.h>

#include <charconv>
#include <cstdlib>
#include <filesystem>

namespace parley {
namespace {

[[noreturn]] void wrong(const std::string& name, const std::string& what) {
    throw Failure(Error::field(name, name + " " + what));
}

std::vector<std::string> parted(const std::string& list) {
    std::vector<std::string> parts;
    for (std::size_t at = 0; at < list.size();) {
        const auto comma = std::min(list.find(',', at), list.size());
        if (comma > at) parts.push_back(list.substr(at, comma - at));
        at = comma + 1;
    }
    return parts;
}

void set(Config& config, const std::string& name, const std::string& value) {
    if (name == "data")
        config.data = value;
    else if (name == "database")
        config.database = value;
    else if (name == "listen")
        config.listen = value;
    else if (name == "public_url")
        config.public_url = value;
    else if (name == "log_format")
        config.log_format = value;
    else if (name == "metrics")
        config.metrics = value;
    else if (name == "trusted_proxies")
        config.trusted_proxies = {value};
    else if (name == "platform_bases")
        config.platform_bases = parted(value);
    else if (name == "key_file")
        config.key_file = value;
    else if (name == "channel_requests_per_second")
        config.channel_requests_per_second = std::atof(value.c_str());
    else
        wrong(name, "is not a setting");
}

}  // namespace

void read_config(Config& config, const std::string& file) {
    if (!file.empty()) {
        toml::table table;
        try {
            table = toml::parse_file(file);
        } catch (const toml::parse_error& error) {
            throw Failure(Error(Errc::invalid, file + ": " + std::string(error.description())));
        }
        for (const auto& [key, value] : table) {
            const std::string name(key.str());
            if (const auto* list = value.as_array(); list && (name == "trusted_proxies" || name == "platform_bases")) {
                auto& into = name == "platform_bases" ? config.platform_bases : config.trusted_proxies;
                into.clear();
                for (const auto& item : *list) into.push_back(item.value_or(std::string()));
            } else if (const auto text = value.value<std::string>()) {
                set(config, name, *text);
            } else if (const auto number = value.value<double>()) {
                set(config, name, std::to_string(*number));
            } else {
                wrong(name, "must be text or a number");
            }
        }
    }
    for (const char* name : {"data", "database", "listen", "public_url", "log_format", "metrics", "trusted_proxies",
                             "platform_bases", "key_file", "channel_requests_per_second"}) {
        std::string variable = "PARLEY_";
        for (const char* c = name; *c; ++c) variable += static_cast<char>(std::toupper(static_cast<unsigned char>(*c)));
        if (const char* value = std::getenv(variable.c_str())) set(config, name, value);
    }
    if (config.log_format != "text" && config.log_format != "json") wrong("log_format", "is text or json");
    if (config.metrics != "token" && config.metrics != "local") wrong("metrics", "is token or local");
    for (const auto& base : config.platform_bases) {
        const auto url = base.find('=') == std::string::npos ? std::string() : base.substr(base.find('=') + 1);
        if (!url.starts_with("https://") && !url.starts_with("http://"))
            wrong("platform_bases", "is a list of KIND=https://HOST");
    }
    while (config.public_url.ends_with('/')) config.public_url.pop_back();
}

void take_database(Config& config) {
    const std::string& text = config.database;
    if (text.empty() || text.starts_with("postgresql://") || text.starts_with("postgres://")) return;
    const std::filesystem::path file(text.starts_with("sqlite:") ? text.substr(7) : std::string());
    if (file.filename() != "parley.db") wrong("database", "is postgresql://USER@HOST/NAME, or sqlite:DIR/parley.db");
    config.data = file.parent_path().empty() ? "." : file.parent_path().string();
    config.database.clear();
}

Listen read_listen(const std::string& text) {
    const auto colon = text.rfind(':');
    Listen listen;
    if (colon == std::string::npos) wrong("listen", "is HOST:PORT");
    listen.host = text.substr(0, colon);
    const auto read = std::from_chars(text.data() + colon + 1, text.data() + text.size(), listen.port);
    if (listen.host.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size())
        wrong("listen", "is HOST:PORT with a port of 0 to 65535");
    if (listen.host == "localhost") listen.host = "127.0.0.1";
    if (listen.host.starts_with('[')) listen.host = listen.host.substr(1, listen.host.size() - 2);
    return listen;
}

}  // namespace parley
