/* Model files of synthetic catalogues, of the size and shape of trained ones, without hours of training: the cost of a
   request depends on these and not on the values. Layouts: ModelFileLayout.swift, EASEScorer.swift,
   QuantisedScorer.swift, SparseScorer.swift, NeuralSections.swift.

   usage: models ITEMS FOLDER     the items have the ids from 1 to ITEMS */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BYTE = 1, INT = 2, LONG = 3, FLOAT = 4 };
static const size_t sizes[] = {0, 1, 4, 8, 4};

struct section {
  const char *name;
  int type;
  size_t count;
  void *values;
};

static uint64_t state;

static uint64_t number(void) {
  /* splitmix64 */
  uint64_t z = state += 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

static float weight(void) { return (float)(number() >> 40) / (1 << 24) - 0.5f; }

static void *room(size_t count, size_t size) {
  void *memory = calloc(count, size);
  if (!memory) fprintf(stderr, "models: no memory\n"), exit(1);
  return memory;
}

static struct section floats(const char *name, size_t count) {
  float *values = room(count, sizeof *values);
  for (size_t i = 0; i < count; i++) values[i] = weight();
  return (struct section){name, FLOAT, count, values};
}

/* ---- The checksum: XXH64 ---------------------------------------------------------------------------------------- */

static const uint64_t P1 = 0x9E3779B185EBCA87, P2 = 0xC2B2AE3D27D4EB4F, P3 = 0x165667B19E3779F9,
                      P4 = 0x85EBCA77C2B2AE63;

static uint64_t turned(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }
static uint64_t mixed(uint64_t lane, uint64_t word) { return turned(lane + word * P2, 31) * P1; }

/* `length` is a multiple of 8 bytes. */
static uint64_t checksum(const unsigned char *bytes, size_t count) {
  uint64_t lanes[4] = {P1 + P2, P2, 0, -P1}, word;
  size_t at = 0;
  for (; at + 32 <= count; at += 32)
    for (int i = 0; i < 4; i++) memcpy(&word, bytes + at + 8 * i, 8), lanes[i] = mixed(lanes[i], word);
  uint64_t hash = turned(lanes[0], 1) + turned(lanes[1], 7) + turned(lanes[2], 12) + turned(lanes[3], 18);
  for (int i = 0; i < 4; i++) hash = (hash ^ mixed(0, lanes[i])) * P1 + P4;
  hash += count;
  for (; at + 8 <= count; at += 8) memcpy(&word, bytes + at, 8), hash = turned(hash ^ mixed(0, word), 27) * P1 + P4;
  hash = (hash ^ hash >> 33) * P2;
  hash = (hash ^ hash >> 29) * P3;
  return hash ^ hash >> 32;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static void put(unsigned char **at, const void *bytes, size_t count) { memcpy(*at, bytes, count), *at += count; }

/* Figures with which `auto` blends all models with equal weights. */
static struct section figures(void) {
  static const char *names[] = {
      "Validation NDCG@100, 1 film", "Validation NDCG@100, 3 films", "Validation NDCG@100, 10 films",
      "Validation NDCG@100, all films", "Validation films shown"};
  unsigned char *values = room(1024, 1), *end = values;
  for (int i = 0; i < 5; i++) {
    uint32_t length = (uint32_t)strlen(names[i]);
    double value = i < 4 ? 0.4 : 50;
    put(&end, &length, 4), put(&end, names[i], length), put(&end, &value, 8);
  }
  return (struct section){"figures", BYTE, (size_t)(end - values), values};
}

static void write_model(const char *folder, const char *model, size_t items, const struct section *own, int count) {
  struct section sections[16] = {{"items", LONG, items, room(items, 8)}, {"hyperparameters", BYTE, 0, NULL}, figures()};
  for (size_t i = 0; i < items; i++) ((int64_t *)sections[0].values)[i] = (int64_t)i + 1;
  memcpy(sections + 3, own, (size_t)count * sizeof *own);
  count += 3;
  uint64_t size = 128 + 64 * (uint64_t)count;
  for (int i = 0; i < count; i++) size = (size + 63) / 64 * 64 + sections[i].count * sizes[sections[i].type];
  /* Each section has a multiple of 8 bytes or is not the last, so that the file ends at a whole word. */
  unsigned char *file = room(size, 1), *at = file;
  uint32_t mark = 0x0A0B0C0D, version = 1, sections_count = (uint32_t)count;
  int64_t trained = (int64_t)time(NULL) * 1000000;
  put(&at, "\x89MQE\r\n\x1a\n", 8), put(&at, &mark, 4), put(&at, &version, 4), put(&at, &size, 8);
  strncpy((char *)file + 32, model, 16);
  memcpy(file + 48, &trained, 8), memcpy(file + 64, &sections_count, 4);
  uint64_t offset = 128 + 64 * (uint64_t)count;
  for (int i = 0; i < count; i++) {
    unsigned char *entry = file + 128 + 64 * i;
    uint32_t type = (uint32_t)sections[i].type;
    uint64_t elements = sections[i].count;
    offset = (offset + 63) / 64 * 64;
    strncpy((char *)entry, sections[i].name, 24);
    memcpy(entry + 24, &type, 4), memcpy(entry + 32, &offset, 8), memcpy(entry + 40, &elements, 8);
    if (elements) memcpy(file + offset, sections[i].values, elements * sizes[type]);
    offset += elements * sizes[type];
    free(sections[i].values);
  }
  uint64_t hash = checksum(file + 32, size - 32);
  memcpy(file + 24, &hash, 8);
  char path[4096];
  snprintf(path, sizeof path, "%s/%s.marquee", folder, model);
  FILE *out = fopen(path, "w");
  if (!out || fwrite(file, 1, size, out) != size || fclose(out)) perror(path), exit(1);
  free(file);
}

/* Each item's row has about this many other items, most of them among the first ones, which are the popular ones. */
static void write_sparse(const char *folder, const char *model, size_t items, size_t neighbours) {
  int64_t *rows = room(items + 1, 8);
  int32_t *columns = room(items * neighbours * 2, 4);
  size_t count = 0;
  for (size_t row = 0; row < items; row++) {
    size_t step = 2 * items / neighbours + 1;
    for (size_t column = number() % step; column < items; column += 1 + number() % step)
      columns[count++] = (int32_t)column;
    rows[row + 1] = (int64_t)count;
  }
  count -= count % 2;
  rows[items] = (int64_t)count;
  struct section sections[] = {
      {"rows", LONG, items + 1, rows}, {"columns", INT, count, columns}, floats("weights", count)};
  write_model(folder, model, items, sections, 3);
}

static void write_ease(const char *folder, size_t items) {
  size_t stride = (items + 15) / 16 * 16, count = items * stride;
  if (items <= 5000) {
    struct section dense = floats("weights", count);
    write_model(folder, "EASE", items, &dense, 1);
  } else if (items <= 20000) {
    uint64_t *codes = room(count / 8, 8);
    for (size_t i = 0; i < count / 8; i++) codes[i] = number();
    struct section quantised[] = {{"codes", BYTE, count, codes}, floats("scales", stride)};
    write_model(folder, "EASE", items, quantised, 2);
  } else {
    write_sparse(folder, "EASE", items, 200);
  }
}

static void write_neural(const char *folder, const char *model, size_t items, const int32_t *shape) {
  size_t padded = (items + 15) / 16 * 16, width = (size_t)shape[0], first = (size_t)shape[5], second = (size_t)shape[6];
  int32_t *copy = room(8, 4);
  memcpy(copy, shape, 32);
  struct section sections[] = {
      {"shape", INT, 8, copy}, floats("people", items * width),
      floats("films", padded * (size_t)(shape[2] - shape[1])), floats("bias", padded),
      floats("first.films", padded * first), floats("first.people", first * (size_t)(shape[4] - shape[3])),
      floats("second", second * first), floats("second.bias", second), floats("output", second)};
  write_model(folder, model, items, sections, 9);
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  size_t items = strtoul(arguments[1], NULL, 10);
  state = items;
  write_ease(arguments[2], items);
  write_sparse(arguments[2], "ItemKNN", items, 100);
  write_neural(arguments[2], "NeuralMF", items, (int32_t[]){96, 0, 64, 64, 96, 16, 8, 1});
  write_neural(arguments[2], "DeepFM", items, (int32_t[]){64, 0, 64, 0, 64, 16, 8, 1});
  return 0;
}
