#include "reversed.h"

// Every byte is complemented. What has ended is to come after what goes on, so the end is two bytes
// 255, and a 255 in the key is followed by a 0.

size_t reversed_size(mr_bytes key) {
  const uint8_t *bytes = key.data;
  size_t zeros = 0;
  for (size_t i = 0; i < key.size; i++) zeros += bytes[i] == 0;
  return key.size + zeros + 2;
}

void reversed_write(mr_bytes key, uint8_t *target) {
  const uint8_t *bytes = key.data;
  for (size_t i = 0; i < key.size; i++) {
    *target++ = (uint8_t)~bytes[i];
    if (bytes[i] == 0) *target++ = 0;
  }
  target[0] = target[1] = 255;
}

size_t reversed_restore(mr_bytes reversed, uint8_t *target) {
  const uint8_t *bytes = reversed.data;
  size_t size = 0;
  for (size_t i = 0; i + 2 < reversed.size; i++) {
    target[size++] = (uint8_t)~bytes[i];
    if (bytes[i] == 255) i++;
  }
  return size;
}
