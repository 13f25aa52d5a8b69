#include "oversized.hpp"

#include <gio/gio.h>
#include <string.h>

#include <algorithm>

#include "glib_pointers.hpp"

namespace {

constexpr size_t most = most_mebibytes << 20;
// No byte of deflate becomes more than so many.
constexpr size_t best_ratio = 1032;

// Faster than string_view's, which looks at every first letter.
size_t find(std::string_view text, std::string_view word, size_t from) {
  if (from >= text.size()) return text.npos;
  const void *found = memmem(text.data() + from, text.size() - from, word.data(), word.size());
  return found ? static_cast<size_t>(static_cast<const char *>(found) - text.data()) : text.npos;
}

// Whether the dictionary that ends there is that of an image.
bool is_image(std::string_view content, size_t end) {
  constexpr size_t longest = 4096;
  std::string_view before = content.substr(end - std::min(end, longest), std::min(end, longest));
  size_t object = before.rfind("obj");
  if (object != before.npos) before.remove_prefix(object);
  return before.find("/Image") != before.npos;
}

// As zlib's streams begin.
bool is_compressed(std::string_view stream) {
  auto first = static_cast<unsigned char>(stream[0]), second = static_cast<unsigned char>(stream[1]);
  return (first & 15) == 8 && (first << 8 | second) % 31 == 0;
}

bool is_oversized(std::string_view stream) {
  Object<GConverter> inflater(G_CONVERTER(g_zlib_decompressor_new(G_ZLIB_COMPRESSOR_FORMAT_ZLIB)));
  static thread_local std::vector<char> room(1 << 16);
  size_t total = 0;
  while (total + stream.size() * best_ratio > most) {
    gsize read = 0, written = 0;
    GConverterResult result =
        g_converter_convert(inflater.get(), stream.data(), stream.size(), room.data(), room.size(),
                            G_CONVERTER_NO_FLAGS, &read, &written, nullptr);
    total += written;
    if (total > most) return true;
    if (result != G_CONVERTER_CONVERTED) return false;
    stream.remove_prefix(read);
  }
  return false;
}

}  // namespace

std::vector<Place> oversized_streams(std::string_view content) {
  constexpr std::string_view begin = "stream", end = "endstream";
  std::vector<Place> places;
  size_t position = 0;
  while ((position = find(content, begin, position)) != content.npos) {
    size_t start = content.find_first_not_of("\r\n", position + begin.size());
    size_t stop = std::min(find(content, end, position), content.size());
    if (start < stop && (stop - start) * best_ratio > most && !is_image(content, position)) {
      std::string_view stream = content.substr(start, stop - start);
      if (is_compressed(stream) && is_oversized(stream)) places.push_back({start, stop});
    }
    position = std::min(stop + end.size(), content.size());
  }
  return places;
}
