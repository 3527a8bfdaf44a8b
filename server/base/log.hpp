#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace parley {

enum class LogLevel { debug, info, warning, error };

/// Structured log to stderr. Text: `2026-11-22T09:33:20.123Z INFO  message`; JSON: one object a line.
/// Control characters are escaped; bodies and secrets are never handed to it.
void init_log(bool json, LogLevel lowest);
void write_log(LogLevel level, std::string_view message);

template <class... Args>
void log_debug(fmt::format_string<Args...> format, Args&&... args) {
    write_log(LogLevel::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_info(fmt::format_string<Args...> format, Args&&... args) {
    write_log(LogLevel::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_warning(fmt::format_string<Args...> format, Args&&... args) {
    write_log(LogLevel::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void log_error(fmt::format_string<Args...> format, Args&&... args) {
    write_log(LogLevel::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace parley
