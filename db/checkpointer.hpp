#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace parley::db {

/// Copies the write-ahead log back into the database file on a thread and a connection of its own, so that the writer
/// goes on meanwhile: copying 16,000 pages and their sync take up to a tenth of a second.
///
/// SQLite before 3.51.3 may corrupt a file when the log is begun anew while another connection is about to copy it
/// (RELIABILITY_SECURITY D3). Here it cannot be: begin() keeps the writer, who calls it between two transactions, until
/// the copying has begun. From then on the log is not wholly copied until the pass ends, and SQLite begins a log anew
/// only when it is.
class Checkpointer {
public:
    explicit Checkpointer(std::string path);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// Begins a pass over what is committed; returns once the caller may write again. Not while one is under way.
    void begin();
    bool under_way() const;
    /// A sync failed in a pass: what the system kept in memory may be gone, and the next sync would not say so. Only
    /// the log still has everything, so nothing may begin it anew.
    bool failed() const;
    /// Returns when none is under way.
    void wait();

private:
    struct Side;

    void loop();
    /// False when a sync failed.
    bool pass();
    void note_begun();

    const std::string path_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool wanted_ = false, begun_ = false, under_way_ = false, failed_ = false, stopping_ = false;
    std::unique_ptr<Side> side_;  ///< opened with the first pass
    std::thread thread_;
};

}  // namespace parley::db
