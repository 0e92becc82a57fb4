/* Fails the Nth file operation under one folder, as SQLite's test harness does.
   LD_PRELOAD it; fault_arm(folder, n, number_of_the_error) counts from now on, n = 0 only counts. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static char folder[PATH_MAX];
static volatile long counted, fail_at;
static volatile int failure, sticky;

void fault_arm(const char *where, long n, int error, int lasting) {
    strncpy(folder, where, sizeof folder - 1);
    counted = 0, fail_at = n, failure = error, sticky = lasting;
}
long fault_count(void) { return counted; }

static int fails(void) {
    long now = __sync_add_and_fetch(&counted, 1);
    if (fail_at && (now == fail_at || (sticky && now > fail_at))) { errno = failure; return 1; }
    return 0;
}
static int ours(const char *path) { return folder[0] && path && strstr(path, folder) != NULL; }
static int ours_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (!folder[0]) return 0;
    int saved = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = saved;
    if (length <= 0) return 0;
    path[length] = 0;
    return ours(path);
}
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define OPENER(name) \
    int name(const char *path, int flags, ...) { \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list list; va_start(list, flags); mode = va_arg(list, mode_t); va_end(list); } \
        if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && ours(path) && fails()) return -1; \
        return REAL(name)(path, flags, mode); \
    }
OPENER(open)
OPENER(open64)

ssize_t write(int fd, const void *data, size_t size) { return ours_fd(fd) && fails() ? -1 : REAL(write)(fd, data, size); }
ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return ours_fd(fd) && fails() ? -1 : REAL(pwrite)(fd, data, size, at); }
ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) { return ours_fd(fd) && fails() ? -1 : REAL(pwrite64)(fd, data, size, at); }
int fsync(int fd) { return ours_fd(fd) && fails() ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return ours_fd(fd) && fails() ? -1 : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t size) { return ours_fd(fd) && fails() ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { return ours_fd(fd) && fails() ? -1 : REAL(ftruncate64)(fd, size); }
int rename(const char *from, const char *to) { return ours(to) && fails() ? -1 : REAL(rename)(from, to); }
int link(const char *from, const char *to) { return ours(to) && fails() ? -1 : REAL(link)(from, to); }
int unlink(const char *path) { return ours(path) && fails() ? -1 : REAL(unlink)(path); }
int mkdir(const char *path, mode_t mode) { return ours(path) && fails() ? -1 : REAL(mkdir)(path, mode); }
int rmdir(const char *path) { return ours(path) && fails() ? -1 : REAL(rmdir)(path); }
