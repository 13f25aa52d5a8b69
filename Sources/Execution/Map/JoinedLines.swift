import CMapReduce
import Glibc
import Model

/// The lines of a record that joins some.
func forEachLine(
  of record: mr_record, _ body: (mr_record) throws(MRError) -> Void
) throws(MRError) {
  guard var start = record.value.data else { return }
  let end = start + record.value.size
  let first = record.key.data?.loadUnaligned(as: Int64.self) ?? 0
  let base = start
  while true {
    let newline = memchr(start, Int32(UInt8(ascii: "\n")), end - start)
    let lineEnd = newline.map { UnsafeRawPointer($0) } ?? end
    var key = first + Int64(start - base)
    let result = withUnsafeBytes(of: &key) { key in
      Result { () throws(MRError) in
        try body(
          mr_record(
            key: mr_bytes(data: key.baseAddress, size: key.count),
            value: mr_bytes(data: start, size: lineEnd - start)))
      }
    }
    try result.get()
    guard newline != nil else { return }
    start = lineEnd + 1
  }
}
