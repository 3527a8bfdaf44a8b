#include "tests/support/recording_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <map>
#include <mutex>
#include <string_view>
#include <vector>

namespace parley::test {
namespace {

constexpr std::size_t kSector = 512;

struct Record {
    enum class Kind { write, truncate, sync_begins, sync_ends, mark } kind;
    bool log = false;
    std::int64_t at = 0;
    std::string bytes;
};

std::mutex mutex;
std::vector<Record> records;
std::atomic<bool> recording = false;

void keep(Record record) {
    if (!recording) return;
    const std::lock_guard lock(mutex);
    records.push_back(std::move(record));
}

/// A file of ours is followed in memory by the real one.
struct RecordedFile {
    sqlite3_file base;
    bool log, database;
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};
RecordedFile* ours(sqlite3_file* file) {
    return reinterpret_cast<RecordedFile*>(file);
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
    if (ours(f)->database || ours(f)->log)
        keep({Record::Kind::write, ours(f)->log, at,
              std::string(static_cast<const char*>(from), static_cast<std::size_t>(n))});
    return methods_of(f).xWrite(ours(f)->real(), from, n, at);
}
int truncate_file(sqlite3_file* f, sqlite3_int64 n) {
    if (ours(f)->database || ours(f)->log) keep({Record::Kind::truncate, ours(f)->log, n, {}});
    return methods_of(f).xTruncate(ours(f)->real(), n);
}
int sync_file(sqlite3_file* f, int flags) {
    keep({Record::Kind::sync_begins, ours(f)->log, 0, {}});
    const int code = methods_of(f).xSync(ours(f)->real(), flags);
    keep({Record::Kind::sync_ends, ours(f)->log, 0, {}});
    return code;
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

/// Version 2: without the mapping of version 3, so that every byte passes here.
const sqlite3_io_methods kMethods{2,         close_file,  read_file,  write_file, truncate_file, sync_file, file_size,
                                  lock_file, unlock_file, check_lock, control,    sector,        traits,    shm_map,
                                  shm_lock,  shm_barrier, shm_unmap,  nullptr,    nullptr};

sqlite3_vfs* real_vfs = nullptr;

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* own = ours(file);
    own->log = (flags & SQLITE_OPEN_WAL) != 0;
    own->database = (flags & SQLITE_OPEN_MAIN_DB) != 0;
    own->base.pMethods = nullptr;
    const int code = real_vfs->xOpen(real_vfs, name, own->real(), flags, out_flags);
    if (own->real()->pMethods) own->base.pMethods = &kMethods;
    return code;
}

/// One file as the disk may have it.
struct Disk {
    std::string durable;
    std::vector<const Record*> pending, syncing;

    static void apply(std::string& bytes, const Record& record, const std::function<bool()>& random) {
        const auto at = static_cast<std::size_t>(record.at);
        if (record.kind == Record::Kind::truncate) {
            if (random()) bytes.resize(at);
            return;
        }
        for (std::size_t from = 0; from < record.bytes.size(); from += kSector) {
            const auto piece = std::string_view(record.bytes).substr(from, kSector);
            if (!random()) continue;
            if (bytes.size() < at + from + piece.size()) bytes.resize(at + from + piece.size());
            bytes.replace(at + from, piece.size(), piece);
        }
    }
    void take(const Record& record) {
        switch (record.kind) {
            case Record::Kind::write:
            case Record::Kind::truncate:
                pending.push_back(&record);
                break;
            case Record::Kind::sync_begins:
                syncing.insert(syncing.end(), pending.begin(), pending.end());
                pending.clear();
                break;
            case Record::Kind::sync_ends:
                for (const auto* each : syncing) apply(durable, *each, [] { return true; });
                syncing.clear();
                break;
            case Record::Kind::mark:
                break;
        }
    }
    std::string image(const std::function<bool()>& random) const {
        auto bytes = durable;
        for (const auto* each : syncing) apply(bytes, *each, random);
        for (const auto* each : pending) apply(bytes, *each, random);
        return bytes;
    }
};

void write_whole(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace

void install_recording_vfs() {
    static sqlite3_vfs layer;
    if (real_vfs) return;
    real_vfs = sqlite3_vfs_find(nullptr);
    layer = *real_vfs;
    layer.zName = "parley-recording";
    layer.szOsFile = static_cast<int>(sizeof(RecordedFile)) + real_vfs->szOsFile;
    layer.xOpen = open_file;
    sqlite3_vfs_register(&layer, 1);
}

void start_recording() {
    const std::lock_guard lock(mutex);
    records.clear();
    recording = true;
}
void stop_recording() {
    recording = false;
}
void mark_acknowledged(std::int64_t what) {
    keep({Record::Kind::mark, false, what, {}});
}
std::size_t recorded() {
    const std::lock_guard lock(mutex);
    return records.size();
}

std::size_t write_image(std::size_t at, const std::string& folder, const std::function<bool()>& random,
                        const std::function<void(std::int64_t)>& acknowledged) {
    const std::lock_guard lock(mutex);
    Disk database, log;
    std::size_t marks = 0;
    for (std::size_t i = 0; i < std::min(at, records.size()); ++i) {
        const auto& record = records[i];
        if (record.kind == Record::Kind::mark) {
            acknowledged(record.at);
            ++marks;
        }
        (record.log ? log : database).take(record);
    }
    write_whole(folder + "/parley.db", database.image(random));
    write_whole(folder + "/parley.db-wal", log.image(random));
    return marks;
}

}  // namespace parley::test
