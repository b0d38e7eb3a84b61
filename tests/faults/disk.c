/* Preloaded into a server: writes down what it does to the files below DISK_ROOT, in order, and can fail them.
 *
 * The record (DISK_LOG) has for each call: its letter, a number, an offset, the length of the name and of the data,
 * then the two.  What is written to standard output is recorded as well: those are the acknowledgements.
 *
 *   DISK_FAIL_SYNC  the syncs after so many fail with EIO
 *   DISK_ROOM       after so many bytes, there is no room (ENOSPC)
 *   DISK_SLOW       microseconds that each sync takes longer
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 4096
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char *names[MOST];
static const char *root;
static size_t root_size;
static int record = -1;
static long room = -1, syncs = -1, slow;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static long number(const char *name, long otherwise) {
    const char *text = getenv(name);
    return text ? atol(text) : otherwise;
}

__attribute__((constructor)) static void begin(void) {
    root = getenv("DISK_ROOT");
    root_size = root ? strlen(root) : 0;
    if (!root) return;
    const char *log = getenv("DISK_LOG");
    if (log) record = syscall(SYS_openat, AT_FDCWD, log, O_CREAT | O_APPEND | O_WRONLY | O_CLOEXEC, 0600);
    room = number("DISK_ROOM", -1);
    syncs = number("DISK_FAIL_SYNC", -1);
    slow = number("DISK_SLOW", 0);
}

/* The name below the root, or NULL if it is elsewhere. */
static const char *inside(const char *path) {
    if (!root || strncmp(path, root, root_size)) return NULL;
    if (path[root_size] == 0) return ".";
    return path[root_size] == '/' ? path + root_size + 1 : NULL;
}

static const char *at(int folder, const char *path, char *held) {
    if (path[0] == '/') return inside(path);
    if (folder == AT_FDCWD || folder < 0 || folder >= MOST || !names[folder]) return NULL;
    snprintf(held, PATH_MAX, "%s/%s", names[folder], path);
    return held;
}

static void put(const void *data, size_t size) {
    for (const char *from = data; size > 0;) {
        long done = syscall(SYS_write, record, from, size);
        if (done <= 0) abort();
        from += done, size -= done;
    }
}

static void note(char letter, int64_t value, const char *name, const void *data, size_t size) {
    if (record < 0) return;
    struct __attribute__((packed)) { char letter; int64_t value; uint32_t name, data; } head =
        {letter, value, strlen(name), size};
    put(&head, sizeof head);
    put(name, head.name);
    put(data, size);
}

static const char *named(int fd) { return fd >= 0 && fd < MOST ? names[fd] : NULL; }

static int opened(int fd, const char *name, int flags) {
    if (fd < 0 || fd >= MOST || !name) return fd;
    size_t size = strlen(name);
    if (size > 4 && !strcmp(name + size - 4, "-shm")) return fd; /* memory that happens to have a name */
    free(names[fd]);
    names[fd] = strdup(name);
    if (flags & O_CREAT) note('c', 0, name, "", 0);
    if (flags & O_TRUNC) note('t', 0, name, "", 0);
    return fd;
}

#define LOCKED(call) pthread_mutex_lock(&lock); call; int was = errno; pthread_mutex_unlock(&lock); errno = was

#define OPENS(name) int name(const char *path, int flags, ...) { \
    REAL(name); __builtin_va_list more; __builtin_va_start(more, flags); mode_t mode = __builtin_va_arg(more, int); \
    LOCKED(int fd = opened(real(path, flags, mode), inside(path), flags)); return fd; }
OPENS(open)
OPENS(open64)

#define OPENS_AT(name) int name(int folder, const char *path, int flags, ...) { \
    REAL(name); __builtin_va_list more; __builtin_va_start(more, flags); mode_t mode = __builtin_va_arg(more, int); \
    char held[PATH_MAX]; \
    LOCKED(int fd = opened(real(folder, path, flags, mode), at(folder, path, held), flags)); return fd; }
OPENS_AT(openat)
OPENS_AT(openat64)

int close(int fd) {
    REAL(close);
    LOCKED(if (named(fd)) { free(names[fd]); names[fd] = NULL; } int done = real(fd));
    return done;
}

static int no_room(size_t size) {
    if (room < 0) return 0;
    room = room > (long)size ? room - (long)size : 0;
    if (room == 0) errno = ENOSPC;
    return room == 0;
}

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (fd == 1) { LOCKED(ssize_t done = real(fd, data, size); note('a', 0, "", data, size)); return done; }
    if (!named(fd)) return real(fd, data, size);
    LOCKED(ssize_t done = -1; if (!no_room(size)) {
        off_t where = lseek(fd, 0, SEEK_CUR);
        done = real(fd, data, size);
        if (done > 0) note('w', where, names[fd], data, done);
    });
    return done;
}

#define PWRITES(name, type) ssize_t name(int fd, const void *data, size_t size, type where) { \
    REAL(name); if (!named(fd)) return real(fd, data, size, where); \
    LOCKED(ssize_t done = -1; if (!no_room(size)) { \
        done = real(fd, data, size, where); if (done > 0) note('w', where, names[fd], data, done); }); \
    return done; }
PWRITES(pwrite, off_t)
PWRITES(pwrite64, off64_t)

#define TRUNCATES(name, type) int name(int fd, type size) { \
    REAL(name); LOCKED(int done = real(fd, size); if (!done && named(fd)) note('t', size, names[fd], "", 0)); \
    return done; }
TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

/* The disk is asked first; what is written meanwhile is not safe by it. */
#define SYNCS(name) int name(int fd) { \
    REAL(name); if (!named(fd)) return real(fd); \
    pthread_mutex_lock(&lock); note('b', fd, named(fd), "", 0); int fails = syncs == 0; \
    if (syncs > 0) syncs--; \
    pthread_mutex_unlock(&lock); \
    if (slow) usleep(slow); \
    if (fails) { errno = EIO; return -1; } \
    LOCKED(int done = real(fd); if (!done) note('s', fd, named(fd), "", 0)); return done; }
SYNCS(fsync)
SYNCS(fdatasync)

int rename(const char *from, const char *to) {
    REAL(rename);
    LOCKED(int done = real(from, to);
        if (!done && inside(from) && inside(to)) note('r', 0, inside(from), inside(to), strlen(inside(to))));
    return done;
}

int link(const char *from, const char *to) {
    REAL(link);
    LOCKED(int done = real(from, to);
        if (!done && inside(from) && inside(to)) note('l', 0, inside(from), inside(to), strlen(inside(to))));
    return done;
}

int linkat(int one, const char *from, int other, const char *to, int flags) {
    REAL(linkat);
    LOCKED(int done = real(one, from, other, to, flags);
        if (!done && inside(from) && inside(to)) note('l', 0, inside(from), inside(to), strlen(inside(to))));
    return done;
}

#define MAKES(name) int name(const char *path, mode_t mode) { \
    REAL(name); LOCKED(int done = real(path, mode); if (!done && inside(path)) note('m', 0, inside(path), "", 0)); \
    return done; }
MAKES(mkdir)

#define REMOVES(name) int name(const char *path) { \
    REAL(name); LOCKED(int done = real(path); if (!done && inside(path)) note('u', 0, inside(path), "", 0)); \
    return done; }
REMOVES(unlink)
REMOVES(rmdir)

int unlinkat(int folder, const char *path, int flags) {
    REAL(unlinkat);
    char held[PATH_MAX];
    LOCKED(int done = real(folder, path, flags); const char *name = at(folder, path, held);
        if (!done && name) note('u', 0, name, "", 0));
    return done;
}
