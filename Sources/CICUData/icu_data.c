/* The tables of languages and regions that Foundation brings along in its copy of ICU are 34 MB, more
   than a third of the program. Nothing here formats for a language, so a program that is linked
   statically gets this empty collection in their place: the linker takes the first definition, and leaves
   the archive's member alone. What ICU does without tables, as regular expressions, works as before;
   what needs them gets ICU's error "missing resource".

   The name has ICU's version in it. With a toolchain that has another one this is of no effect. */
#ifdef MR_STATIC_FOUNDATION
#include <stdint.h>

/* As ICU reads it: a header, and a table of contents without entries. */
__attribute__((aligned(16))) const struct {
  uint16_t header_size;
  uint8_t magic[2];
  uint16_t info_size, info_reserved;
  uint8_t is_big_endian, charset_family, char_size, reserved;
  uint8_t data_format[4], format_version[4], data_version[4];
  uint8_t padding[8];
  uint32_t entries[4];
} icudt76_dat = {
    .header_size = 32,
    .magic = {0xda, 0x27},
    .info_size = 20,
    .is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,
    .char_size = 2,
    .data_format = {'T', 'o', 'C', 'P'},
    .format_version = {1},
};
#endif
