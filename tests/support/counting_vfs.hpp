#pragma once

#include <cstdint>

namespace parley::test {

/// What SQLite asked of the disk since reset(), counted in front of the real file system.
struct DiskCounts {
    std::uint64_t log_syncs = 0;  ///< of write-ahead logs
    std::uint64_t log_pages = 0;  ///< frames written to write-ahead logs
};

/// Becomes the default file system of SQLite in this process.
void install_counting_vfs();
void reset_disk_counts();
DiskCounts disk_counts();
/// From now on syncs of write-ahead logs fail, or do not.
void let_log_syncs_fail(bool fail);

}  // namespace parley::test
