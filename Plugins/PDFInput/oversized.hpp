// Streams that are small in the file and huge when they are read.
#ifndef PDFINPUT_OVERSIZED_HPP
#define PDFINPUT_OVERSIZED_HPP

#include <cstddef>
#include <string_view>
#include <vector>

// What a page may be made of, in MiB: poppler would work on more for minutes.
constexpr size_t most_mebibytes = 64;

// Bytes of a document, from `start` up to `end`.
struct Place {
  size_t start;
  size_t end;
};

// The compressed streams of a document that have more than that, besides images, which no text is in.
// It is no reader of PDF that looks for them: of a document that is encrypted, or compressed in another way,
// none is found.
std::vector<Place> oversized_streams(std::string_view content);

#endif
