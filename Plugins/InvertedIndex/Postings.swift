import CMapReduce

/// Reduce: the documents of one word, sorted bytewise, each once, joined by commas.
///
/// A comma, a newline or a backslash in a name is written `\,`, `\n` or `\\`.
struct Postings: ~Copyable {
  /// The result as far as it is known; memory is kept from word to word.
  private var joined = ByteBuffer()
  /// Where the last name in `joined` begins.
  private var last = 0
  /// Where one name ends and the next begins: a list's suffix, a comma, and its prefix.
  private var glue = ByteBuffer()
  /// All names so far, once it is known that they are to be sorted or escaped.
  private var names: [[UInt8]]?
  private let values = UnsafeMutablePointer<mr_bytes>.allocate(capacity: Self.batch)

  private static let batch = 256
  private static let comma = UInt8(ascii: ",")

  deinit { values.deallocate() }

  mutating func reduce(
    _ task: UnsafeMutablePointer<mr_task>, _ key: mr_bytes,
    _ source: UnsafeMutablePointer<mr_values>
  ) -> mr_status {
    joined.truncate(to: 0)
    names = nil
    while true {
      var count = 0
      let status = source.pointee.next(source, values, Self.batch, &count)
      if status == MR_END { break }
      guard status == MR_OK else { return status }
      for index in 0..<count {
        guard add(UnsafeRawBufferPointer(values[index])) else {
          task.pointee.host.pointee.set_error(task, mr_bytes("a value is no list of documents"))
          return MR_FATAL
        }
      }
    }
    if let names { joinSorted(names) }
    var record = mr_record(key: key, value: mr_bytes(joined.all))
    return task.pointee.host.pointee.emit(task, &record, 1)
  }

  /// Adds the names of a list. Lists come in the order of the input, so nearly always they are
  /// simply joined.
  /// - Returns: false for what is no list.
  private mutating func add(_ list: UnsafeRawBufferPointer) -> Bool {
    guard var reader = ListReader(list) else { return false }
    if names == nil, reader.isPlain, join(&reader) { return reader.isAtEnd }
    collect(&reader)
    return reader.isAtEnd
  }

  /// Writes the names of a plain list behind those that are there.
  /// - Returns: false, and nothing was done, if the first comes before the last that is there.
  private mutating func join(_ reader: inout ListReader) -> Bool {
    var rest = reader
    guard let first = rest.next() else { return true }
    let end = joined.count
    if end > 0 { joined.append(Self.comma) }
    var name = joined.count
    joined.append(reader.prefix)
    joined.append(first)
    joined.append(reader.suffix)
    if end > 0 {
      let order = compare(joined[last..<end], joined[name..<joined.count])
      // The document's records were dealt to two tasks.
      if order == 0 {
        joined.truncate(to: end)
        name = last
      } else if order > 0 {
        joined.truncate(to: end)
        return false
      }
    }
    joined.truncate(to: joined.count - reader.suffix.count)
    glue.truncate(to: 0)
    glue.append(reader.suffix)
    glue.append(Self.comma)
    glue.append(reader.prefix)
    let separator = glue.all
    while let next = rest.next() {
      joined.reserve(separator.count + next.count)
      joined.append(separator)
      name = joined.count - reader.prefix.count
      joined.append(next)
    }
    joined.append(reader.suffix)
    last = name
    reader = rest
    return true
  }

  /// Adds the names to those that are to be sorted.
  private mutating func collect(_ reader: inout ListReader) {
    var all = names ?? joined.all.split(separator: Self.comma).map(Array.init)
    names = nil
    while let next = reader.next() {
      all.append(Array(reader.prefix) + Array(next) + Array(reader.suffix))
    }
    names = all
  }

  private mutating func joinSorted(_ names: [[UInt8]]) {
    joined.truncate(to: 0)
    var last: [UInt8]?
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) where name != last {
      if last != nil { joined.append(Self.comma) }
      for byte in name {
        if needsEscape(byte) { joined.append(UInt8(ascii: "\\")) }
        joined.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: "n") : byte)
      }
      last = name
    }
  }
}
