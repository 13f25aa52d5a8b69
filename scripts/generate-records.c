/* Writes lines for sorting, of a key, a number and a filling. The same options give the same bytes
 * on every machine.
 *
 *   generate-records --bytes N [--seed S] [--files K] [--shape SHAPE] --output DIR
 *
 * writes K files of about N / K bytes each, records-0000.txt and so on, none of which ends within
 * a line. Shapes:
 *
 *   uniform  lines of 100 bytes with their newline; keys of 10 random printable characters
 *   hot      the same, but 9 keys of 10 are one and the same
 *   long     lines of 1,000,000 bytes
 *   empty    9 lines of 10 are empty
 */
#include "generate.h"

enum { KEY = 10, LINE = 100, LONG_LINE = 1000000 };

enum { UNIFORM, HOT, LONG, EMPTY };
static const char *const shapes[] = {"uniform", "hot", "long", "empty", NULL};

static size_t write_line(int shape, uint64_t *random, uint64_t number, char *line) {
  uint32_t draw = below(random, 10);
  if (shape == EMPTY && draw > 0) {
    line[0] = '\n';
    return 1;
  }
  /* Printable characters without the space: ! to ~. */
  for (int i = 0; i < KEY; i++)
    line[i] = shape == HOT && draw > 0 ? 'k' : (char)('!' + below(random, 94));
  size_t size = shape == LONG ? LONG_LINE : LINE;
  int written = snprintf(line + KEY, LINE - KEY, " %016" PRIX64 " ", number);
  size_t head = KEY + (size_t)written;
  memset(line + head, 'A' + (int)below(random, 26), size - 1 - head);
  line[size - 1] = '\n';
  return size;
}

int main(int count, char **arguments) {
  static const generator records = {"generate-records", "records", shapes, LONG_LINE, write_line};
  return generate(&records, count, arguments);
}
