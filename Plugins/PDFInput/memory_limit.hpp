// A bound for what poppler takes.
#ifndef PDFINPUT_MEMORY_LIMIT_HPP
#define PDFINPUT_MEMORY_LIMIT_HPP

// While it lives the process can take 1 GiB more than it has, so that a few bytes that make poppler take
// all memory fail with std::bad_alloc. What poppler took until then is lost to the process.
class MemoryLimit {
 public:
  MemoryLimit();
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit &) = delete;
  MemoryLimit &operator=(const MemoryLimit &) = delete;
};

#endif
