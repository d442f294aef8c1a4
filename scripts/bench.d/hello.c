/* The least that a FastCGI program can do with libfcgi, to measure against: N threads, each in the plain accept loop,
   each answering the same few bytes. A kept connection holds its thread, so there must be more threads than connections.

   usage: hello THREADS SOCKET */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int listener;
static pthread_mutex_t accepting = PTHREAD_MUTEX_INITIALIZER;

static void *loop(void *unused) {
  static const char answer[] =
      "Content-Type: application/json\r\n\r\n{\"status\":\"healthy\",\"service\":\"recommendation-api\"}";
  char body[65536];
  FCGX_Request request;
  (void)unused;
  FCGX_InitRequest(&request, listener, 0);
  for (;;) {
    /* On a connection that is kept, FCGX_Accept_r reads from it and must not hold the others up. */
    int is_new = request.ipcFd < 0;
    if (is_new) pthread_mutex_lock(&accepting);
    int result = FCGX_Accept_r(&request);
    if (is_new) pthread_mutex_unlock(&accepting);
    if (result < 0) continue;
    while (FCGX_GetStr(body, sizeof body, request.in) > 0) continue;
    FCGX_PutStr(answer, (int)strlen(answer), request.out);
    FCGX_Finish_r(&request);
  }
  return NULL;
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  FCGX_Init();
  listener = FCGX_OpenSocket(arguments[2], 511);
  if (listener < 0) return 1;
  int threads = atoi(arguments[1]);
  pthread_t thread;
  for (int i = 1; i < threads; i++) pthread_create(&thread, NULL, loop, NULL);
  loop(NULL);
  return 0;
}
