import CMapReduce

/// Map: hands out each word of a document once, with the document's name.
struct IndexMapper: ~Copyable {
  private let lowercase: Bool
  private var words: WordTable
  /// Name of the document that the last records came from.
  private var name: [UInt8] = []
  private var document: UInt32 = 0
  private let out = UnsafeMutablePointer<mr_record>.allocate(capacity: Self.batch)
  private var count = 0

  /// Records in one call of emit: sixteen kilobytes.
  private static let batch = 512
  /// Words that are remembered. More are rare; then the oldest are forgotten, and a word may be
  /// handed out twice for a document, which reduce puts right.
  private static let mostWords = 1 << 20

  init(lowercase: Bool) {
    self.lowercase = lowercase
    words = WordTable(lowercase: lowercase)
  }

  deinit { out.deallocate() }

  mutating func map(
    _ task: UnsafeMutablePointer<mr_task>, _ source: UnsafePointer<mr_source>,
    _ records: UnsafeBufferPointer<mr_record>
  ) -> mr_status {
    count = 0
    enter(UnsafeRawBufferPointer(source.pointee.relative_path))
    for record in records {
      var scanner = WordScanner(UnsafeRawBufferPointer(record.value))
      while let word = scanner.next() {
        guard let new = words.note(word, document: document) else { continue }
        out[count] = mr_record(key: mr_bytes(new), value: source.pointee.relative_path)
        count += 1
        if count == Self.batch {
          let status = flush(task)
          if status != MR_OK { return status }
        }
      }
    }
    let status = flush(task)
    // Only now: the records that were emitted point into the table.
    if words.count > Self.mostWords { words = WordTable(lowercase: lowercase) }
    return status
  }

  /// A document is what the source says; records of one may come in many calls.
  private mutating func enter(_ path: UnsafeRawBufferPointer) {
    if document != 0 && name.elementsEqual(path) { return }
    name = Array(path)
    // Numbers come round after four thousand million documents of one task: the words that are
    // remembered may then seem to be known, so they are forgotten.
    if document == .max { words = WordTable(lowercase: lowercase) }
    document = document == .max ? 1 : document + 1
  }

  private mutating func flush(_ task: UnsafeMutablePointer<mr_task>) -> mr_status {
    guard count > 0 else { return MR_OK }
    defer { count = 0 }
    return task.pointee.host.pointee.emit(task, out, count)
  }
}
