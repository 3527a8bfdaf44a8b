#include "tests/support/counting_vfs.hpp"

#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <memory>

namespace parley::test {
namespace {

std::atomic<std::uint64_t> log_syncs, log_bytes;
std::atomic<bool> log_syncs_fail = false;

/// A file of ours is followed in memory by the real one.
struct CountedFile {
    sqlite3_file base;
    bool is_log;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
CountedFile* ours(sqlite3_file* file) {
    return reinterpret_cast<CountedFile*>(file);
}
const sqlite3_io_methods& methods_of(sqlite3_file* file) {
    return *ours(file)->real()->pMethods;
}

int close_file(sqlite3_file* f) {
    return methods_of(f).xClose(ours(f)->real());
}
int read_file(sqlite3_file* f, void* to, int n, sqlite3_int64 at) {
    return methods_of(f).xRead(ours(f)->real(), to, n, at);
}
int write_file(sqlite3_file* f, const void* from, int n, sqlite3_int64 at) {
    if (ours(f)->is_log) log_bytes += static_cast<std::uint64_t>(n);
    return methods_of(f).xWrite(ours(f)->real(), from, n, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 n) {
    return methods_of(f).xTruncate(ours(f)->real(), n);
}
int sync_file(sqlite3_file* f, int flags) {
    if (ours(f)->is_log) {
        ++log_syncs;
        if (log_syncs_fail) return SQLITE_IOERR_FSYNC;
    }
    return methods_of(f).xSync(ours(f)->real(), flags);
}
int file_size(sqlite3_file* f, sqlite3_int64* n) {
    return methods_of(f).xFileSize(ours(f)->real(), n);
}
int lock_file(sqlite3_file* f, int level) {
    return methods_of(f).xLock(ours(f)->real(), level);
}
int unlock_file(sqlite3_file* f, int level) {
    return methods_of(f).xUnlock(ours(f)->real(), level);
}
int check_lock(sqlite3_file* f, int* out) {
    return methods_of(f).xCheckReservedLock(ours(f)->real(), out);
}
int control(sqlite3_file* f, int op, void* arg) {
    return methods_of(f).xFileControl(ours(f)->real(), op, arg);
}
int sector(sqlite3_file* f) {
    return methods_of(f).xSectorSize(ours(f)->real());
}
int traits(sqlite3_file* f) {
    return methods_of(f).xDeviceCharacteristics(ours(f)->real());
}
int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) {
    return methods_of(f).xShmMap(ours(f)->real(), page, size, extend, out);
}
int shm_lock(sqlite3_file* f, int offset, int n, int flags) {
    return methods_of(f).xShmLock(ours(f)->real(), offset, n, flags);
}
void shm_barrier(sqlite3_file* f) {
    methods_of(f).xShmBarrier(ours(f)->real());
}
int shm_unmap(sqlite3_file* f, int remove) {
    return methods_of(f).xShmUnmap(ours(f)->real(), remove);
}

const sqlite3_io_methods kMethods{2,         close_file,  read_file,  write_file, truncate_file, sync_file, file_size,
                                  lock_file, unlock_file, check_lock, control,    sector,        traits,    shm_map,
                                  shm_lock,  shm_barrier, shm_unmap,  nullptr,    nullptr};

sqlite3_vfs* real_vfs = nullptr;

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* counted = ours(file);
    counted->is_log = (flags & SQLITE_OPEN_WAL) != 0;
    counted->base.pMethods = nullptr;
    const int code = real_vfs->xOpen(real_vfs, name, counted->real(), flags, out_flags);
    if (counted->real()->pMethods) counted->base.pMethods = &kMethods;
    return code;
}

}  // namespace

void install_counting_vfs() {
    static sqlite3_vfs counting;
    if (real_vfs) return;
    real_vfs = sqlite3_vfs_find(nullptr);
    counting = *real_vfs;
    counting.zName = "parley-counting";
    counting.szOsFile = static_cast<int>(sizeof(CountedFile)) + real_vfs->szOsFile;
    counting.xOpen = open_file;
    sqlite3_vfs_register(&counting, 1);
}

void let_log_syncs_fail(bool fail) {
    log_syncs_fail = fail;
}

void reset_disk_counts() {
    log_syncs = 0;
    log_bytes = 0;
}

DiskCounts disk_counts() {
    return {log_syncs, log_bytes / 4096};
}

}  // namespace parley::test
