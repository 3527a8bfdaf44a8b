#include "server/base/log.hpp"

#include "server/base/json.hpp"
#include "server/base/text.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>

namespace parley {
namespace {

std::atomic<bool> json_lines = false;

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            break;
    }
    return spdlog::level::err;
}

/// One message stays one line, whatever a stranger put into it.
std::string escape_controls(std::string_view message) {
    std::string line;
    line.reserve(message.size());
    for (const char c : message) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7F) {
            line += c;
        } else {
            line += fmt::format("\\x{:02x}", byte);
        }
    }
    return repair_utf8(line);
}

class LevelName final : public spdlog::custom_flag_formatter {
public:
    void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
        std::string_view name = "INFO ";
        if (message.level == spdlog::level::debug) name = "DEBUG";
        if (message.level == spdlog::level::warn) name = "WARN ";
        if (message.level == spdlog::level::err) name = "ERROR";
        out.append(name.data(), name.data() + name.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<LevelName>(); }
};

std::unique_ptr<spdlog::formatter> formatter(bool json) {
    auto made = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    made->add_flag<LevelName>('*');
    made->set_pattern(json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","message":%v})"
                           : "%Y-%m-%dT%H:%M:%S.%eZ %* %v");
    return made;
}

spdlog::logger& logger() {
    static const std::shared_ptr<spdlog::logger> instance = [] {
        auto made = std::make_shared<spdlog::logger>("parley", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_formatter(formatter(false));
        return made;
    }();
    return *instance;
}

}  // namespace

void init_log(bool json, LogLevel lowest) {
    json_lines = json;
    logger().set_formatter(formatter(json));
    logger().set_level(to_spdlog(lowest));
}

void write_log(LogLevel level, std::string_view message) {
    if (!logger().should_log(to_spdlog(level))) return;
    const std::string line = json_lines ? dump(Json(std::string(message))) : escape_controls(message);
    logger().log(to_spdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace parley
