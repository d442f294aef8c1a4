#pragma once
#include <errno.h>
#include <grp.h>
#include <linux/close_range.h>
#include <pthread.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

// Only visible with _GNU_SOURCE, which the Swift importer does not define.
int close_range(unsigned first, unsigned last, int flags);
int accept4(int socket, struct sockaddr *address, socklen_t *length, int flags);
int pipe2(int descriptors[2], int flags);
int memfd_create(const char *name, unsigned int flags);

// memfd_create(2) and fcntl(2): flags, commands and seals, from headers that collide with those above.
static const unsigned int CLINUX_MFD_CLOEXEC = 1, CLINUX_MFD_ALLOW_SEALING = 2;
static const int CLINUX_F_ADD_SEALS = 1033, CLINUX_F_GET_SEALS = 1034;
static const int CLINUX_F_SEAL_SEAL = 1, CLINUX_F_SEAL_SHRINK = 2, CLINUX_F_SEAL_GROW = 4, CLINUX_F_SEAL_WRITE = 8;
