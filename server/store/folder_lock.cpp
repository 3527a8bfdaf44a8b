#include "server/store/folder_lock.hpp"

#include "server/base/error.hpp"

#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <unistd.h>

namespace parley {

FolderLock::FolderLock(const std::string& folder) {
    std::filesystem::create_directories(folder);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
    file_ = ::open((folder + "/parley.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file_ < 0 || ::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        if (file_ >= 0) ::close(file_);
        throw Failure(
            Error(Errc::conflict, "locked",
                  "the data folder " + folder + " is in use by another Parley; stop it or choose another --data"));
    }
}

FolderLock::~FolderLock() {
    ::close(file_);
}

}  // namespace parley
