// Makes calls of the system fail in programs that tests start with it in LD_PRELOAD.
//
//   FAULT_CALL   slow: each write and sync of a file whose path contains FAULT_PATH takes longer, by the milliseconds
//                in the file FAULT_DELAY
//                write, fsync or rename: it fails with the error number FAULT_ERROR if the path contains FAULT_PATH
//                interrupted: every third read, write, recv and send of a file, a pipe or a stream fails with
//                EINTR, and others carry out half. Messages and the kernel's own descriptors are always whole.
//                exit: what libraries do at the end of a process takes two seconds longer
//
// Open files have their paths from /proc/self/fd.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

static int fails(const char *call, const char *path) {
  const char *chosen = getenv("FAULT_CALL"), *part = getenv("FAULT_PATH");
  if (!chosen || strcmp(chosen, call) != 0 || !part || !strstr(path, part)) return 0;
  errno = atoi(getenv("FAULT_ERROR"));
  return 1;
}

static void path_of(int file, char *path, size_t size) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, size - 1);
  path[length < 0 ? 0 : length] = 0;
}

static int fails_on(const char *call, int file) {
  char path[4096];
  path_of(file, path, sizeof path);
  return fails(call, path);
}

static long delay(void) {
  long milliseconds = 0;
  FILE *file = fopen(getenv("FAULT_DELAY"), "re");
  if (!file) return 0;
  if (fscanf(file, "%ld", &milliseconds) != 1) milliseconds = 0;
  fclose(file);
  return milliseconds;
}

static void wait_on(int file) {
  const char *chosen = getenv("FAULT_CALL");
  if (!chosen || strcmp(chosen, "slow") != 0) return;
  char path[4096];
  const char *part = getenv("FAULT_PATH");
  path_of(file, path, sizeof path);
  if (!part || !strstr(path, part)) return;
  for (long waited = 0; waited < delay(); waited += 10) {
    struct timespec pause = {0, 10000000};
    nanosleep(&pause, NULL);
  }
}

static int is_stream(int file) {
  struct stat status;
  int type = 0;
  socklen_t size = sizeof type;
  if (fstat(file, &status) != 0) return 0;
  return S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode) ||
         (getsockopt(file, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_STREAM);
}

// What is left of `count` for this call: none after an interruption, else all or half.
static size_t part(int file, size_t count) {
  static atomic_uint calls;
  const char *chosen = getenv("FAULT_CALL");
  if (!chosen || strcmp(chosen, "interrupted") != 0 || count == 0 || !is_stream(file)) return count;
  unsigned call = atomic_fetch_add(&calls, 1) % 3;
  errno = EINTR;
  return call == 0 ? 0 : call == 1 ? count : (count + 1) / 2;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *bytes, size_t count) {
  if (fails_on("write", file)) return -1;
  wait_on(file);
  size_t now = part(file, count);
  return now == 0 && count > 0 ? -1 : REAL(write)(file, bytes, now);
}

ssize_t read(int file, void *bytes, size_t count) {
  size_t now = part(file, count);
  return now == 0 && count > 0 ? -1 : REAL(read)(file, bytes, now);
}

ssize_t recv(int file, void *bytes, size_t count, int flags) {
  size_t now = part(file, count);
  return now == 0 && count > 0 ? -1 : REAL(recv)(file, bytes, now, flags);
}

ssize_t send(int file, const void *bytes, size_t count, int flags) {
  size_t now = part(file, count);
  return now == 0 && count > 0 ? -1 : REAL(send)(file, bytes, now, flags);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
  wait_on(file);
  return REAL(pwrite)(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
  wait_on(file);
  return REAL(pwrite64)(file, bytes, count, offset);
}

int fsync(int file) {
  if (fails_on("fsync", file)) return -1;
  wait_on(file);
  return REAL(fsync)(file);
}

int fdatasync(int file) {
  wait_on(file);
  return REAL(fdatasync)(file);
}

int rename(const char *from, const char *to) { return fails("rename", to) ? -1 : REAL(rename)(from, to); }

__attribute__((destructor)) static void end_slowly(void) {
  const char *chosen = getenv("FAULT_CALL");
  if (chosen && strcmp(chosen, "exit") == 0) sleep(2);
}
