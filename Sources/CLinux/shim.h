#pragma once
#include <errno.h>
#include <grp.h>
#include <linux/futex.h>
#include <linux/close_range.h>
#include <malloc.h>
#include <poll.h>
#include <pthread.h>
#include <pwd.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

// Only visible with _GNU_SOURCE, which the Swift importer does not define.
pid_t gettid(void);
int close_range(unsigned first, unsigned last, int flags);
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
int pipe2(int descriptors[2], int flags);
int ppoll(struct pollfd *descriptors, nfds_t count, const struct timespec *timeout, const sigset_t *mask);
int memfd_create(const char *name, unsigned int flags);

long syscall(long number, ...);

// futex(2) on a word that processes share. The first one waits until somebody wakes it, or not at all if the word is no
// longer `expected`; the second one returns how many it has woken.
static inline long futex_wait(void *word, unsigned expected, const struct timespec *timeout) {
  return syscall(SYS_futex, word, FUTEX_WAIT, expected, timeout, NULL, 0);
}

static inline long futex_wake(void *word, int count) {
  return syscall(SYS_futex, word, FUTEX_WAKE, count, NULL, NULL, 0);
}

// memfd_create(2) and fcntl(2): flags, commands and seals, from headers that collide with those above.
static const unsigned int CLINUX_MFD_CLOEXEC = 1, CLINUX_MFD_ALLOW_SEALING = 2;
static const int CLINUX_F_ADD_SEALS = 1033, CLINUX_F_GET_SEALS = 1034;
static const int CLINUX_F_SEAL_SEAL = 1, CLINUX_F_SEAL_SHRINK = 2, CLINUX_F_SEAL_GROW = 4, CLINUX_F_SEAL_WRITE = 8;

// The macros of cmsg(3) cannot be imported.

// Sends one byte and with it a copy of `descriptor` (unix(7), SCM_RIGHTS). Returns 1, or -1 and errno.
static inline ssize_t send_descriptor(int socket, int descriptor, int flags) {
  char byte = 0;
  struct iovec part = {&byte, 1};
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof descriptor)]; } control;
  memset(&control, 0, sizeof control);
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof descriptor);
  memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
  return sendmsg(socket, &message, flags);
}

// Receives what `send_descriptor` has sent. Returns the descriptor, which is closed on exec, or -1 with errno set;
// errno is 0 at the end of the stream and for a message without a descriptor.
static inline int receive_descriptor(int socket, int flags) {
  char byte;
  struct iovec part = {&byte, 1};
  int descriptor = -1;
  union { struct cmsghdr header; char room[CMSG_SPACE(sizeof descriptor)]; } control;
  struct msghdr message = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
  errno = 0;
  if (recvmsg(socket, &message, flags | MSG_CMSG_CLOEXEC) != 1) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (!header || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof descriptor)) return -1;
  memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
  return descriptor;
}

// The process that listens at the other end of a connected Unix socket, as of when it began to listen; -1 if unknown.
// `struct ucred` is also only visible with _GNU_SOURCE.
static inline pid_t peer_process(int socket) {
  struct { pid_t process; uid_t user; gid_t group; } peer;
  socklen_t size = sizeof peer;
  return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 ? peer.process : -1;
}

// sigevent(7), which the header defines only with _GNU_SOURCE.
static const int CLINUX_SIGEV_THREAD_ID = 4;

// What the handler of a thread's timer needs. The union of sigevent(7) and the arguments of a handler (sigaction(2),
// SA_SIGINFO) cannot be imported.
struct naps {
  timer_t timer;
  struct timespec work, sleep;
  volatile sig_atomic_t are_due;
};

static inline void let_work(struct naps *naps) {
  struct itimerspec once = {.it_value = naps->work};
  timer_settime(naps->timer, 0, &once, NULL);
}

static inline void take_nap(int number, siginfo_t *information, void *context) {
  struct naps *naps = (struct naps *)information->si_value.sival_ptr;
  if (information->si_code != SI_TIMER || !naps->are_due) return;
  int error = errno;
  nanosleep(&naps->sleep, NULL);
  let_work(naps);
  errno = error;
}

// Prepares naps of the calling thread, by a timer that sends it SIGALRM (timer_create(2), SIGEV_THREAD_ID). Returns 0,
// or -1 and errno.
static inline int prepare_naps(struct naps *naps) {
  struct sigaction action = {.sa_sigaction = take_nap, .sa_flags = SA_SIGINFO | SA_RESTART};
  struct sigevent event = {
      .sigev_notify = CLINUX_SIGEV_THREAD_ID, .sigev_signo = SIGALRM, .sigev_value.sival_ptr = naps};
  event._sigev_un._tid = gettid();
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  if (sigaction(SIGALRM, &action, NULL) != 0 || timer_create(CLOCK_MONOTONIC, &event, &naps->timer) != 0) return -1;
  pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
  return 0;
}

static inline void end_naps(struct naps *naps) {
  // A signal that is already on its way must not meet what is freed next.
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  pthread_sigmask(SIG_BLOCK, &alarm, NULL);
  timer_delete(naps->timer);
}
