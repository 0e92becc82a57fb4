/* Fails the Nth file operation under one folder, as SQLite's test harness does.
   LD_PRELOAD it; fault_arm(folder, n, number_of_the_error, lasting, reading) counts from now on, n = 0 only counts.
   reading = 0: what changes the disk (opening to write, writing, syncing, cutting, naming, linking, removing);
   reading = 1: what only looks at it (opening to read, reading). fault_what() says what was failed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char folder[PATH_MAX], what[PATH_MAX + 32];
static volatile long counted, fail_at;
static volatile int failure, sticky, looks;

void fault_arm(const char *where, long n, int error, int lasting, int reading) {
    strncpy(folder, where, sizeof folder - 1);
    counted = 0, fail_at = n, failure = error, sticky = lasting, looks = reading, what[0] = 0;
}
long fault_count(void) { return counted; }
const char *fault_what(void) { return what; }

static int fails(const char *call, const char *path, int reads) {
    if (!folder[0] || reads != looks || !path) return 0;
    const char *at = strstr(path, folder);
    if (!at) return 0;
    long now = __sync_add_and_fetch(&counted, 1);
    if (!fail_at || (now != fail_at && !(sticky && now > fail_at))) return 0;
    if (now == fail_at) snprintf(what, sizeof what, "%s %s", call, at + strlen(folder));
    errno = failure;
    return 1;
}
/* Names what a path means that is relative to an open folder; NULL where there is nothing to watch. */
static const char *at(char *into, int fd, const char *path) {
    if (!folder[0] || !path) return NULL;
    if (path[0] == '/' || fd == AT_FDCWD) return path;
    char link[64];
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, into, PATH_MAX - 1);
    errno = saved;
    if (length <= 0) return NULL;
    snprintf(into + length, PATH_MAX - length, path[0] ? "/%s" : "%s", path);
    return into;
}
#define FD(call, fd, reads) ({ char full[PATH_MAX]; fails(call, at(full, fd, ""), reads); })
#define AT(call, fd, path, reads) ({ char full[PATH_MAX]; fails(call, at(full, fd, path), reads); })
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define READS(flags) (!((flags) & (O_WRONLY | O_RDWR | O_CREAT)))
#define MODE(flags) \
    mode_t mode = 0; \
    if ((flags) & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); }

#define OPENER(name) \
    int name(const char *path, int flags, ...) { MODE(flags) return fails(#name, path, READS(flags)) ? -1 : REAL(name)(path, flags, mode); }
OPENER(open)
OPENER(open64)
#define OPENER_AT(name) \
    int name(int fd, const char *path, int flags, ...) { MODE(flags) return AT(#name, fd, path, READS(flags)) ? -1 : REAL(name)(fd, path, flags, mode); }
OPENER_AT(openat)
OPENER_AT(openat64)

#define DATA(name, type, reads) ssize_t name(int fd, type data, size_t size) { return FD(#name, fd, reads) ? -1 : REAL(name)(fd, data, size); }
#define DATA_AT(name, type, offset, reads) ssize_t name(int fd, type data, size_t size, offset place) { return FD(#name, fd, reads) ? -1 : REAL(name)(fd, data, size, place); }
#define VECTOR(name, reads) ssize_t name(int fd, const struct iovec *data, int size) { return FD(#name, fd, reads) ? -1 : REAL(name)(fd, data, size); }
#define VECTOR_AT(name, offset, reads) ssize_t name(int fd, const struct iovec *data, int size, offset place) { return FD(#name, fd, reads) ? -1 : REAL(name)(fd, data, size, place); }
DATA(write, const void *, 0)
DATA_AT(pwrite, const void *, off_t, 0)
DATA_AT(pwrite64, const void *, off64_t, 0)
VECTOR(writev, 0)
VECTOR_AT(pwritev, off_t, 0)
VECTOR_AT(pwritev64, off64_t, 0)
DATA(read, void *, 1)
DATA_AT(pread, void *, off_t, 1)
DATA_AT(pread64, void *, off64_t, 1)
VECTOR(readv, 1)
VECTOR_AT(preadv, off_t, 1)
VECTOR_AT(preadv64, off64_t, 1)
ssize_t sendfile(int to, int from, off_t *place, size_t size) { return FD("sendfile", to, 0) ? -1 : REAL(sendfile)(to, from, place, size); }
ssize_t sendfile64(int to, int from, off64_t *place, size_t size) { return FD("sendfile64", to, 0) ? -1 : REAL(sendfile64)(to, from, place, size); }
ssize_t copy_file_range(int from, off64_t *one, int to, off64_t *two, size_t size, unsigned flags) { return FD("copy_file_range", to, 0) ? -1 : REAL(copy_file_range)(from, one, to, two, size, flags); }

int fsync(int fd) { return FD("fsync", fd, 0) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return FD("fdatasync", fd, 0) ? -1 : REAL(fdatasync)(fd); }
int sync_file_range(int fd, off64_t from, off64_t size, unsigned flags) { return FD("sync_file_range", fd, 0) ? -1 : REAL(sync_file_range)(fd, from, size, flags); }
int ftruncate(int fd, off_t size) { return FD("ftruncate", fd, 0) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return FD("ftruncate64", fd, 0) ? -1 : REAL(ftruncate64)(fd, size); }
int truncate(const char *path, off_t size) { return fails("truncate", path, 0) ? -1 : REAL(truncate)(path, size); }
int truncate64(const char *path, off64_t size) { return fails("truncate64", path, 0) ? -1 : REAL(truncate64)(path, size); }
int fallocate(int fd, int mode, off_t from, off_t size) { return FD("fallocate", fd, 0) ? -1 : REAL(fallocate)(fd, mode, from, size); }
int fallocate64(int fd, int mode, off64_t from, off64_t size) { return FD("fallocate64", fd, 0) ? -1 : REAL(fallocate64)(fd, mode, from, size); }
int posix_fallocate(int fd, off_t from, off_t size) { return FD("posix_fallocate", fd, 0) ? failure : REAL(posix_fallocate)(fd, from, size); }
int posix_fallocate64(int fd, off64_t from, off64_t size) { return FD("posix_fallocate64", fd, 0) ? failure : REAL(posix_fallocate64)(fd, from, size); }

int rename(const char *from, const char *to) { return fails("rename", to, 0) ? -1 : REAL(rename)(from, to); }
int renameat(int one, const char *from, int two, const char *to) { return AT("renameat", two, to, 0) ? -1 : REAL(renameat)(one, from, two, to); }
int link(const char *from, const char *to) { return fails("link", to, 0) ? -1 : REAL(link)(from, to); }
int linkat(int one, const char *from, int two, const char *to, int flags) { return AT("linkat", two, to, 0) ? -1 : REAL(linkat)(one, from, two, to, flags); }
int symlink(const char *from, const char *to) { return fails("symlink", to, 0) ? -1 : REAL(symlink)(from, to); }
int unlink(const char *path) { return fails("unlink", path, 0) ? -1 : REAL(unlink)(path); }
int unlinkat(int fd, const char *path, int flags) { return AT("unlinkat", fd, path, 0) ? -1 : REAL(unlinkat)(fd, path, flags); }
int mkdir(const char *path, mode_t mode) { return fails("mkdir", path, 0) ? -1 : REAL(mkdir)(path, mode); }
int mkdirat(int fd, const char *path, mode_t mode) { return AT("mkdirat", fd, path, 0) ? -1 : REAL(mkdirat)(fd, path, mode); }
int rmdir(const char *path) { return fails("rmdir", path, 0) ? -1 : REAL(rmdir)(path); }
