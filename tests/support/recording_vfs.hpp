#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace parley::test {

/// Makes itself SQLite's file layer of this process. While it records, it keeps every write, truncation and sync of
/// databases and their logs in order, with the marks set in between.
void install_recording_vfs();
void start_recording();
void stop_recording();
/// "From here on this was acknowledged."
void mark_acknowledged(std::int64_t what);
std::size_t recorded();

/// The files as a loss of power before record `at` may leave them: what was synced stands; of the rest, each 512 bytes
/// do or do not, as `random` says. Writes `folder`/parley.db and its log; returns how many marks had been set.
std::size_t write_image(std::size_t at, const std::string& folder, const std::function<bool()>& random,
                        const std::function<void(std::int64_t)>& acknowledged);

}  // namespace parley::test
