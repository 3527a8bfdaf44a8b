#pragma once

#include <string>

namespace parley {

/// One process owns a data folder; the kernel frees the lock when the process ends, however it ends.
class FolderLock {
public:
    /// Makes the folder, for its owner only. Failure `locked` when another process has it.
    explicit FolderLock(const std::string& folder);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();

private:
    int file_ = -1;
};

}  // namespace parley
