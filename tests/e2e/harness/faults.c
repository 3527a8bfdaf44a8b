/* Preloaded before the unmodified server, so that the disk and the clock fail when a test says so. The folder named by
   PARLEY_FAULTS is the switchboard: `full` there means no write finds room (ENOSPC), `eio` that no sync succeeds (EIO), `eio_file` none but
   those of logs,
   `clock` holds the seconds by which the wall clock is wrong. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const char *place(const char *name, char *path) {
    const char *folder = getenv("PARLEY_FAULTS");
    if (!folder) return NULL;
    snprintf(path, PATH_MAX, "%s/%s", folder, name);
    return path;
}

static int on(const char *name) {
    char path[PATH_MAX];
    return place(name, path) && access(path, F_OK) == 0;
}

/* Files only: sockets and pipes have their own troubles. */
static int is_file(int fd) {
    struct stat facts;
    return fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
}

/* The system calls themselves: looking up the library's own functions would be too early inside a sanitizer's start. */

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
    if (is_file(fd) && on("full")) return errno = ENOSPC, -1;
    return syscall(SYS_pwrite64, fd, bytes, size, at);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
    return pwrite(fd, bytes, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size) {
    if (is_file(fd) && on("full")) return errno = ENOSPC, -1;
    return syscall(SYS_write, fd, bytes, size);
}

static int is_log(int fd) {
    char link[64], name[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t size = readlink(link, name, sizeof name);
    return size > 4 && memcmp(name + size - 4, "-wal", 4) == 0;
}

static int fails(int fd) {
    return on("eio") || (on("eio_file") && !is_log(fd));
}

int fdatasync(int fd) {
    if (fails(fd)) return errno = EIO, -1;
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd) {
    if (fails(fd)) return errno = EIO, -1;
    return (int)syscall(SYS_fsync, fd);
}

int clock_gettime(clockid_t which, struct timespec *out) {
    const int answer = (int)syscall(SYS_clock_gettime, which, out);
    char path[PATH_MAX], text[32] = {0};
    if (which != CLOCK_REALTIME || !place("clock", path)) return answer;
    const long fd = syscall(SYS_open, path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return answer;
    if (syscall(SYS_read, fd, text, sizeof text - 1) > 0) out->tv_sec += atol(text);
    syscall(SYS_close, fd);
    return answer;
}
