internal import CMapReduce
internal import Glibc

/// The bytewise order of keys that agree in their first `start` bytes and have at least as many.
@inline(__always)
func compareKeys(_ a: mr_bytes, _ b: mr_bytes, from start: Int) -> Int {
  let common = min(a.size, b.size) &- start
  if common > 0, let x = a.data, let y = b.data {
    let order = memcmp(x + start, y + start, common)
    if order != 0 { return Int(order) }
  }
  return a.size &- b.size
}
