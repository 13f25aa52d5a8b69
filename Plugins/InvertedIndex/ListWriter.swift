import CMapReduce

/// Emits words with lists of documents, many at once.
struct ListWriter: ~Copyable {
  private var header = ByteBuffer()
  /// What a list has of each document, and where it begins; one more for the end.
  private var parts = ByteBuffer()
  private let places: [Int]
  private var lists = ByteBuffer()
  private let records = UnsafeMutablePointer<mr_record>.allocate(capacity: Self.batch)
  private var count = 0

  /// Records in one call of emit.
  private static let batch = 512

  init(_ documents: borrowing DocumentNames) {
    documents.writeHeader(to: &header)
    places = documents.writeParts(to: &parts)
    lists.reserve(64 << 10)
  }

  deinit { records.deallocate() }

  /// - Parameter word: lives until the flush.
  mutating func write(
    _ documents: ArraySlice<UInt32>, of word: UnsafeRawBufferPointer,
    _ task: UnsafeMutablePointer<mr_task>
  ) -> mr_status {
    var size = header.count
    for document in documents { size += places[Int(document) + 1] - places[Int(document)] }
    // Lists that wait stay where they are: they are emitted first.
    if count == Self.batch || !lists.fits(size) {
      let status = flush(task)
      if status != MR_OK { return status }
    }
    lists.reserve(size)
    let begin = lists.count
    lists.append(header.all)
    for document in documents {
      lists.append(parts[places[Int(document)]..<places[Int(document) + 1]])
    }
    records[count] = mr_record(key: mr_bytes(word), value: mr_bytes(lists[begin..<lists.count]))
    count += 1
    return MR_OK
  }

  mutating func flush(_ task: UnsafeMutablePointer<mr_task>) -> mr_status {
    guard count > 0 else { return MR_OK }
    let status = task.pointee.host.pointee.emit(task, records, count)
    count = 0
    lists.truncate(to: 0)
    return status
  }
}
