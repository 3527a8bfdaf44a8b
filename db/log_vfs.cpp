#include "db/log_vfs.hpp"

#include <sqlite3.h>

#include <cstring>
#include <fcntl.h>
#include <memory>
#include <mutex>
#include <new>
#include <unistd.h>
#include <utility>

namespace parley::db {
namespace {

/// About 30 pages in one call. SQLite's own file layer takes no more than 2^17 - 1 bytes at once.
constexpr int kRoom = (1 << 17) - 1;

/// SQLite allocates these bytes for us; the real file's own follow in memory.
struct LogFile {
    sqlite3_file base;
    std::unique_ptr<char[]> bytes;
    sqlite3_int64 at = 0;  ///< where the gathered bytes belong
    int size = 0;
    Sync sync = Sync::within;
    int beside = -1;       ///< the same file once more, since SQLite does not give its own descriptor away
    bool new_head = true;  ///< written or not yet synced since the opening
    std::function<void()> before_sync;

    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
    const sqlite3_io_methods& methods() { return *real()->pMethods; }

    int flush() {
        if (size == 0) return SQLITE_OK;
        const int count = size;
        size = 0;  // after an error the transaction is over: these bytes are not wanted any more
        return methods().xWrite(real(), bytes.get(), count, at);
    }
    int write(const void* from, int count, sqlite3_int64 offset) {
        if (offset == 0) new_head = true;
        if (size > 0 && (offset != at + size || size + count > kRoom)) {
            if (const int code = flush(); code != SQLITE_OK) return code;
        }
        if (count > kRoom) return methods().xWrite(real(), from, count, offset);
        if (!bytes) {
            bytes.reset(new (std::nothrow) char[kRoom]);
            if (!bytes) return methods().xWrite(real(), from, count, offset);
        }
        if (size == 0) at = offset;
        std::memcpy(bytes.get() + size, from, static_cast<std::size_t>(count));
        size += count;
        return SQLITE_OK;
    }
};

LogFile& ours(sqlite3_file* file) {
    return *reinterpret_cast<LogFile*>(file);
}

int close_file(sqlite3_file* file) {
    auto& log = ours(file);
    const int flushed = log.flush();
    if (log.beside >= 0) ::close(log.beside);
    const int closed = log.methods().xClose(log.real());
    log.~LogFile();
    return flushed != SQLITE_OK ? flushed : closed;
}
int read_file(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
    auto& log = ours(file);
    const bool apart = log.size == 0 || offset + count <= log.at || offset >= log.at + log.size;
    if (!apart) {
        if (const int code = log.flush(); code != SQLITE_OK) return code;
    }
    return log.methods().xRead(log.real(), to, count, offset);
}
int write_file(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
    return ours(file).write(from, count, offset);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    auto& log = ours(file);
    const int code = log.flush();
    return code != SQLITE_OK ? code : log.methods().xTruncate(log.real(), size);
}
int sync_file(sqlite3_file* file, int flags) {
    auto& log = ours(file);
    if (const auto call = std::exchange(log.before_sync, nullptr)) call();
    if (const int code = log.flush(); code != SQLITE_OK) return code;
    if (log.sync != Sync::within && !log.new_head) {
        // A hint: what it does not do, or fails at, sync_log does and tells.
        if (log.sync == Sync::started && log.beside >= 0) ::sync_file_range(log.beside, 0, 0, SYNC_FILE_RANGE_WRITE);
        return SQLITE_OK;
    }
    const int code = log.methods().xSync(log.real(), flags);
    if (code == SQLITE_OK) log.new_head = false;
    return code;
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    auto& log = ours(file);
    const int code = log.flush();
    return code != SQLITE_OK ? code : log.methods().xFileSize(log.real(), size);
}
int lock_file(sqlite3_file* file, int level) {
    return ours(file).methods().xLock(ours(file).real(), level);
}
int unlock_file(sqlite3_file* file, int level) {
    return ours(file).methods().xUnlock(ours(file).real(), level);
}
int check_lock(sqlite3_file* file, int* out) {
    return ours(file).methods().xCheckReservedLock(ours(file).real(), out);
}
int control(sqlite3_file* file, int op, void* argument) {
    return ours(file).methods().xFileControl(ours(file).real(), op, argument);
}
int sector(sqlite3_file* file) {
    return ours(file).methods().xSectorSize(ours(file).real());
}
int traits(sqlite3_file* file) {
    return ours(file).methods().xDeviceCharacteristics(ours(file).real());
}

/// Version 1: a log is neither mapped nor shared memory; the database file has these and is not wrapped.
constexpr sqlite3_io_methods kMethods{
    1,       close_file, read_file, write_file, truncate_file, sync_file, file_size, lock_file, unlock_file, check_lock,
    control, sector,     traits,    nullptr,    nullptr,       nullptr,   nullptr,   nullptr,   nullptr};

sqlite3_vfs* front() {
    static sqlite3_vfs vfs;
    return &vfs;
}
sqlite3_vfs* behind(sqlite3_vfs* vfs) {
    return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* real = behind(vfs);
    if ((flags & SQLITE_OPEN_WAL) == 0) return real->xOpen(real, name, file, flags, out_flags);
    auto* log = new (file) LogFile();
    log->base.pMethods = nullptr;
    const int code = real->xOpen(real, name, log->real(), flags, out_flags);
    if (log->real()->pMethods) {
        log->base.pMethods = &kMethods;
        log->beside = ::open(name, O_RDWR | O_CLOEXEC);
    } else {
        log->~LogFile();
    }
    return code;
}
int delete_file(sqlite3_vfs* vfs, const char* name, int sync) {
    return behind(vfs)->xDelete(behind(vfs), name, sync);
}
int access_file(sqlite3_vfs* vfs, const char* name, int flags, int* out) {
    return behind(vfs)->xAccess(behind(vfs), name, flags, out);
}
int full_name(sqlite3_vfs* vfs, const char* name, int room, char* out) {
    return behind(vfs)->xFullPathname(behind(vfs), name, room, out);
}
int randomness(sqlite3_vfs* vfs, int count, char* out) {
    return behind(vfs)->xRandomness(behind(vfs), count, out);
}
int sleep_for(sqlite3_vfs* vfs, int microseconds) {
    return behind(vfs)->xSleep(behind(vfs), microseconds);
}
int last_error(sqlite3_vfs* vfs, int room, char* out) {
    return behind(vfs)->xGetLastError(behind(vfs), room, out);
}
int time_now(sqlite3_vfs* vfs, sqlite3_int64* out) {
    return behind(vfs)->xCurrentTimeInt64(behind(vfs), out);
}

}  // namespace

bool is_gathering_log(sqlite3_file* file) {
    return file && file->pMethods == &kMethods;
}

void leave_syncs(sqlite3_file* log, Sync sync) {
    ours(log).sync = sync;
}

void before_next_sync(sqlite3_file* log, std::function<void()> call) {
    ours(log).before_sync = std::move(call);
}

int sync_log(sqlite3_file* log) {
    return ours(log).methods().xSync(ours(log).real(), SQLITE_SYNC_NORMAL);
}

const char* gathering_log_vfs() {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    auto* vfs = front();
    auto* real = sqlite3_vfs_find(nullptr);
    if (vfs->pAppData == real) return vfs->zName;
    if (vfs->pAppData) sqlite3_vfs_unregister(vfs);
    *vfs = {};
    vfs->iVersion = 2;
    vfs->szOsFile = static_cast<int>(sizeof(LogFile)) + real->szOsFile;
    vfs->mxPathname = real->mxPathname;
    vfs->zName = "parley-log";
    vfs->pAppData = real;
    vfs->xOpen = open_file;
    vfs->xDelete = delete_file;
    vfs->xAccess = access_file;
    vfs->xFullPathname = full_name;
    vfs->xRandomness = randomness;
    vfs->xSleep = sleep_for;
    vfs->xGetLastError = last_error;
    vfs->xCurrentTimeInt64 = time_now;
    sqlite3_vfs_register(vfs, 0);
    return vfs->zName;
}

}  // namespace parley::db
