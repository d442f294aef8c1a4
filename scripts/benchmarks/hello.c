/* A bare libfcgi worker to measure beside ours: threads in a plain FCGX_Accept_r loop, one for each connection that nginx
   may keep, that answer a constant. Descriptor 0 is the listening socket. */
#include <fcgiapp.h>
#include <pthread.h>
#include <stdlib.h>

static void *serve(void *unused) {
  (void)unused;
  static const char answer[] =
      "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"hello\":\"you\"}";
  FCGX_Request request;
  FCGX_InitRequest(&request, 0, 0);
  while (FCGX_Accept_r(&request) == 0) {
    FCGX_PutStr(answer, sizeof answer - 1, request.out);
    FCGX_Finish_r(&request);
  }
  return NULL;
}

int main(int count, char **arguments) {
  int threads = count > 1 ? atoi(arguments[1]) : 64;
  FCGX_Init();
  for (int i = 1; i < threads; i++) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, serve, NULL) != 0) return 1;
  }
  serve(NULL);
  return 0;
}
