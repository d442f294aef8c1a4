/* The limit of this machine: the same requests, served by a minimal but careful C program with libfcgi and libmariadb.
   Each thread runs the plain accept loop with a database connection of its own. A kept connection of nginx holds its
   thread, so there must be more threads than connections.

     GET  /limit/health        a few bytes
     POST /limit/recommend     EASE: the sum of the context's rows in a mapped file, and the ten best movies
     GET  /limit/user          verifies a token, and reads one row by its primary key
     GET  /limit/interactions  verifies a token, and reads the newest 50 rows of an index
     POST /limit/interactions  verifies a token, and commits one row

   It has no sessions and checks no input: the difference to it is the cost of what Marquee does beyond that. Its tables
   are `users` and `events` in the database `yardstick` (throughput.sh).

   usage: limit THREADS SOCKET EASE.marquee MOVIES SECRET DATABASE-SOCKET     MOVIES: a line of JSON members per movie
          limit --bcrypt SECONDS                                              prints hashes per second of two threads */
#define _GNU_SOURCE
#include <crypt.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <mysql.h>
#include <openssl/sha.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BODY = 65536, TOP = 10, LISTED = 50 };

static int listener;
static pthread_mutex_t accepting = PTHREAD_MUTEX_INITIALIZER;
static const char *database;
static const int64_t *ids;
static const float *weights;
static size_t movies, stride;
static char **members;
static SHA256_CTX inner, outer;

static void die(const char *what) {
  fprintf(stderr, "limit: %s\n", what);
  exit(1);
}

/* ---- Files, read once ------------------------------------------------------------------------------------------- */

static char *map(const char *path, size_t *size) {
  struct stat status;
  int file = open(path, O_RDONLY);
  if (file < 0 || fstat(file, &status)) die(path);
  *size = (size_t)status.st_size;
  char *bytes = mmap(NULL, *size, PROT_READ, MAP_SHARED, file, 0);
  if (bytes == MAP_FAILED) die(path);
  close(file);
  return bytes;
}

/* Sections as in Sources/ModelFile/ModelFileLayout.swift. */
static const void *section(const char *file, const char *name, size_t *count) {
  uint32_t sections = *(const uint32_t *)(file + 64);
  for (uint32_t i = 0; i < sections; i++) {
    const char *entry = file + 128 + 64 * i;
    if (strncmp(entry, name, 24)) continue;
    *count = *(const uint64_t *)(entry + 40);
    return file + *(const uint64_t *)(entry + 32);
  }
  die(name);
  return NULL;
}

static void read_movies(const char *path) {
  char *line = NULL;
  size_t room = 0;
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  members = calloc(movies, sizeof *members);
  for (size_t i = 0; i < movies; i++) {
    ssize_t length = getline(&line, &room, file);
    if (length <= 0) die("there are fewer movies than items");
    line[length - 1] = 0;
    members[i] = strdup(line);
  }
  fclose(file);
  free(line);
}

/* The state of the hash after the key, so that a token costs only its own bytes. */
static void read_secret(const char *path) {
  unsigned char key[SHA256_CBLOCK] = {0}, pad[SHA256_CBLOCK];
  char secret[256] = {0};
  FILE *file = fopen(path, "r");
  if (!file || !fgets(secret, sizeof secret, file)) die(path);
  fclose(file);
  size_t length = strcspn(secret, "\r\n");
  if (length > sizeof key) SHA256((unsigned char *)secret, length, key);
  else memcpy(key, secret, length);
  for (int i = 0; i < SHA256_CBLOCK; i++) pad[i] = key[i] ^ 0x36;
  SHA256_Init(&inner), SHA256_Update(&inner, pad, sizeof pad);
  for (int i = 0; i < SHA256_CBLOCK; i++) pad[i] = key[i] ^ 0x5c;
  SHA256_Init(&outer), SHA256_Update(&outer, pad, sizeof pad);
}

/* ---- Tokens ----------------------------------------------------------------------------------------------------- */

static size_t decode(const char *text, size_t length, unsigned char *bytes) {
  uint32_t bits = 0;
  int held = 0;
  size_t count = 0;
  for (size_t i = 0; i < length; i++) {
    unsigned char c = (unsigned char)text[i];
    uint32_t value = c >= 'a'               ? c - 'a' + 26u
                     : c >= 'A' && c <= 'Z' ? c - 'A' + 0u
                     : c == '-'             ? 62
                     : c == '_'             ? 63
                                            : c - '0' + 52u;
    bits = bits << 6 | value;
    if ((held += 6) >= 8) bytes[count++] = (unsigned char)(bits >> (held -= 8));
  }
  return count;
}

/* The user of a token; 0 if it is not valid. */
static int64_t user_of(const char *header) {
  unsigned char hash[SHA256_DIGEST_LENGTH], signature[64], claims[512];
  if (!header || strncmp(header, "Bearer ", 7)) return 0;
  const char *token = header + 7, *payload = strchr(token, '.'), *end = strrchr(token, '.');
  if (!payload || end == payload || strlen(end) > 64 || end - payload > 512) return 0;
  SHA256_CTX state = inner;
  SHA256_Update(&state, token, (size_t)(end - token));
  SHA256_Final(hash, &state);
  state = outer;
  SHA256_Update(&state, hash, sizeof hash);
  SHA256_Final(hash, &state);
  if (decode(end + 1, strlen(end + 1), signature) != sizeof hash || memcmp(hash, signature, sizeof hash)) return 0;
  claims[decode(payload + 1, (size_t)(end - payload - 1), claims)] = 0;
  const char *subject = strstr((char *)claims, "\"sub\":\"");
  const char *expires = strstr((char *)claims, "\"exp\":");
  return subject && expires && atoll(expires + 6) > time(NULL) ? atoll(subject + 7) : 0;
}

/* ---- The database ----------------------------------------------------------------------------------------------- */

struct connection {
  MYSQL *handle;
  MYSQL_STMT *user, *list, *save;
  int64_t id, movie;
  char name[256], mail[256], kind[16], time[32];
  unsigned long lengths[4];
};

static MYSQL_BIND number(int64_t *place) {
  return (MYSQL_BIND){.buffer_type = MYSQL_TYPE_LONGLONG, .buffer = place};
}

static MYSQL_BIND text(char *place, unsigned long room, unsigned long *length) {
  return (MYSQL_BIND){.buffer_type = MYSQL_TYPE_STRING, .buffer = place, .buffer_length = room, .length = length};
}

static MYSQL_STMT *prepare(MYSQL *handle, const char *sql) {
  MYSQL_STMT *statement = mysql_stmt_init(handle);
  if (mysql_stmt_prepare(statement, sql, strlen(sql))) die(mysql_stmt_error(statement));
  return statement;
}

static void connect_database(struct connection *c) {
  c->handle = mysql_init(NULL);
  if (!mysql_real_connect(c->handle, NULL, "root", NULL, "yardstick", 0, database, 0)) die(mysql_error(c->handle));
  c->user = prepare(c->handle, "SELECT username, email FROM users WHERE id = ?");
  c->list = prepare(
      c->handle, "SELECT id, movie_id, kind, created_at FROM events WHERE user_id = ? ORDER BY id DESC LIMIT 50");
  c->save = prepare(
      c->handle, "INSERT INTO events (user_id, movie_id, kind, created_at) VALUES (?, ?, 'view', NOW(6))");
  MYSQL_BIND user[] = {text(c->name, sizeof c->name, &c->lengths[0]), text(c->mail, sizeof c->mail, &c->lengths[1])};
  MYSQL_BIND event[] = {
      number(&c->id), number(&c->movie), text(c->kind, sizeof c->kind, &c->lengths[2]),
      text(c->time, sizeof c->time, &c->lengths[3])};
  mysql_stmt_bind_result(c->user, user);
  mysql_stmt_bind_result(c->list, event);
}

static void execute(MYSQL_STMT *statement, MYSQL_BIND *values) {
  if (mysql_stmt_bind_param(statement, values) || mysql_stmt_execute(statement)) die(mysql_stmt_error(statement));
}

/* ---- Requests --------------------------------------------------------------------------------------------------- */

static char *user(struct connection *c, int64_t id, char *out) {
  execute(c->user, (MYSQL_BIND[]){number(&id)});
  int found = !mysql_stmt_fetch(c->user);
  mysql_stmt_free_result(c->user);
  if (!found) return out;
  return out + sprintf(out, "{\"user\":{\"id\":%lld,\"username\":\"%.*s\",\"email\":\"%.*s\"}}", (long long)id,
                       (int)c->lengths[0], c->name, (int)c->lengths[1], c->mail);
}

static char *list(struct connection *c, int64_t id, char *out) {
  int count = 0;
  execute(c->list, (MYSQL_BIND[]){number(&id)});
  mysql_stmt_store_result(c->list);
  out = stpcpy(out, "{\"interactions\":[");
  while (!mysql_stmt_fetch(c->list))
    out += sprintf(out,
                   "%s{\"id\":%lld,\"user_id\":%lld,\"movie_id\":%lld,\"interaction_type\":\"%.*s\",\"rating\":null,"
                   "\"created_at\":\"%.*s\"}",
                   count++ ? "," : "", (long long)c->id, (long long)id, (long long)c->movie,
                   (int)c->lengths[2], c->kind, (int)c->lengths[3], c->time);
  mysql_stmt_free_result(c->list);
  return out + sprintf(out, "],\"count\":%d}", count);
}

static char *save(struct connection *c, int64_t id, const char *body, char *out) {
  const char *field = strstr(body, "\"movie_id\":");
  int64_t movie = field ? atoll(field + 11) : 0;
  execute(c->save, (MYSQL_BIND[]){number(&id), number(&movie)});
  return out + sprintf(out, "{\"message\":\"saved\",\"interaction\":{\"id\":%llu,\"movie_id\":%lld}}",
                       mysql_stmt_insert_id(c->save), (long long)movie);
}

static int compare(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

static char *recommend(float *scores, const char *body, char *out) {
  size_t context[1024], count = 0, best[TOP], found = 0;
  const char *place = strstr(body, "\"context\":[");
  memset(scores, 0, stride * sizeof *scores);
  for (char *end; place && count < 1024; place = end) {
    int64_t id = strtoll(place + (count ? 1 : 11), &end, 10);
    const int64_t *movie = bsearch(&id, ids, movies, sizeof id, compare);
    if (movie) {
      const float *row = weights + (size_t)(movie - ids) * stride;
      for (size_t i = 0; i < stride; i++) scores[i] += row[i];
      context[count++] = (size_t)(movie - ids);
    }
    if (*end != ',') break;
  }
  for (size_t i = 0; i < count; i++) scores[context[i]] = -1e30f;
  for (size_t i = 0; i < movies; i++) {
    if (found == TOP && scores[i] <= scores[best[TOP - 1]]) continue;
    size_t at = found < TOP ? found++ : TOP - 1;
    for (; at > 0 && scores[best[at - 1]] < scores[i]; at--) best[at] = best[at - 1];
    best[at] = i;
  }
  out = stpcpy(out, "{\"result\":[");
  for (size_t i = 0; i < found; i++)
    out += sprintf(out, "%s{%s,\"score\":%.8g}", i ? "," : "", members[best[i]], scores[best[i]]);
  return stpcpy(out, "]}");
}

static void *loop(void *unused) {
  static const char head[] = "Content-Type: application/json\r\n\r\n";
  char *body = malloc(BODY), *answer = malloc(BODY);
  float *scores = aligned_alloc(64, stride * sizeof *scores);
  struct connection c = {0};
  FCGX_Request request;
  (void)unused;
  connect_database(&c);
  FCGX_InitRequest(&request, listener, 0);
  for (;;) {
    /* FCGX_Accept_r reads from a kept connection, and must not hold up the other threads meanwhile. */
    int is_new = request.ipcFd < 0, length = 0, more;
    if (is_new) pthread_mutex_lock(&accepting);
    int result = FCGX_Accept_r(&request);
    if (is_new) pthread_mutex_unlock(&accepting);
    if (result < 0) continue;
    while (length < BODY - 1 && (more = FCGX_GetStr(body + length, BODY - 1 - length, request.in)) > 0) length += more;
    body[length] = 0;
    const char *path = FCGX_GetParam("REQUEST_URI", request.envp);
    char *end = stpcpy(answer, head), *start = end;
    if (!path || !strcmp(path, "/limit/health")) {
      end = stpcpy(end, "{\"status\":\"healthy\",\"service\":\"recommendation-api\"}");
    } else if (!strcmp(path, "/limit/recommend")) {
      end = recommend(scores, body, end);
    } else {
      int64_t id = user_of(FCGX_GetParam("HTTP_AUTHORIZATION", request.envp));
      if (!id) end = start;
      else if (!strcmp(path, "/limit/user")) end = user(&c, id, end);
      else if (length) end = save(&c, id, body, end);
      else end = list(&c, id, end);
    }
    if (end == start) end = stpcpy(answer, "Status: 401\r\n\r\n");
    FCGX_PutStr(answer, (int)(end - answer), request.out);
    FCGX_Finish_r(&request);
  }
  return NULL;
}

/* ---- Passwords -------------------------------------------------------------------------------------------------- */

static struct timespec deadline;

static void *hash(void *count) {
  struct crypt_data *data = calloc(1, sizeof *data);
  struct timespec now;
  do {
    crypt_rn("a long password", "$2b$12$abcdefghijklmnopqrstuu", data, sizeof *data);
    ++*(long *)count;
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while (now.tv_sec < deadline.tv_sec || (now.tv_sec == deadline.tv_sec && now.tv_nsec < deadline.tv_nsec));
  free(data);
  return NULL;
}

static int hash_for(long seconds) {
  pthread_t threads[2];
  long counts[2] = {0};
  struct timespec begin, end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  deadline = begin;
  deadline.tv_sec += seconds;
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, hash, &counts[i]);
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  clock_gettime(CLOCK_MONOTONIC, &end);
  double taken = (double)(end.tv_sec - begin.tv_sec) + 1e-9 * (double)(end.tv_nsec - begin.tv_nsec);
  printf("%.2f\n", (double)(counts[0] + counts[1]) / taken);
  return 0;
}

int main(int count, char **arguments) {
  if (count == 3 && !strcmp(arguments[1], "--bcrypt")) return hash_for(atol(arguments[2]));
  if (count != 7) return 2;
  size_t size, length;
  const char *file = map(arguments[3], &size);
  ids = section(file, "items", &movies);
  stride = (movies + 15) / 16 * 16;
  weights = section(file, "weights", &length);
  if (length != movies * stride) die("the matrix is not n × stride");
  read_movies(arguments[4]);
  read_secret(arguments[5]);
  database = arguments[6];
  mysql_library_init(0, NULL, NULL);
  FCGX_Init();
  listener = FCGX_OpenSocket(arguments[2], 511);
  if (listener < 0) return 1;
  int threads = atoi(arguments[1]);
  pthread_t thread;
  for (int i = 1; i < threads; i++) pthread_create(&thread, NULL, loop, NULL);
  loop(NULL);
  return 0;
}
