import CMapReduce
import Glibc
import Input
import Model

/// The records of a batch one by one, lines that are joined too, with their numbers in the file.
func forEachRecord(
  of records: UnsafePointer<mr_record>, _ batch: ReaderBatch,
  _ body: (mr_record, Int) throws(MRError) -> Void
) throws(MRError) {
  var number = batch.firstRecord
  for index in 0..<batch.count {
    if batch.fileRecords > batch.count {
      try forEachLine(of: records[index]) { (line) throws(MRError) in
        try body(line, number)
        number += 1
      }
    } else {
      try body(records[index], number)
      number += 1
    }
  }
}

/// The lines of a record that joins some.
private func forEachLine(
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
