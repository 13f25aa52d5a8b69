import CMapReduce

/// Map: collects the words of documents, and hands out each of them once, with a list of the
/// documents it occurs in.
struct IndexMapper: ~Copyable {
  private struct Mention {
    var word: UInt32
    var document: UInt32
  }

  private let lowercase: Bool
  private var words: WordTable
  private var documents = DocumentNames()
  /// Each word of each document once, in the order they were met.
  private var mentions: [Mention] = []

  /// Words that are looked up together.
  private let group = UnsafeMutablePointer<(word: Word, key: WordTable.Key)>.allocate(
    capacity: Self.group)
  /// Those of them that the document had not had before.
  private let fresh = UnsafeMutablePointer<Mention>.allocate(capacity: Self.group)
  private static let group = 64
  /// What is collected before it is handed out, in bytes.
  private static let limit = 32 << 20

  init(lowercase: Bool) {
    self.lowercase = lowercase
    words = WordTable(lowercase: lowercase)
  }

  deinit {
    group.deallocate()
    fresh.deallocate()
  }

  mutating func map(
    _ task: UnsafeMutablePointer<mr_task>, _ source: UnsafePointer<mr_source>,
    _ records: UnsafeBufferPointer<mr_record>
  ) -> mr_status {
    enter(UnsafeRawBufferPointer(source.pointee.relative_path))
    let document = UInt32(documents.count - 1)
    for record in records {
      var scanner = WordScanner(UnsafeRawBufferPointer(record.value))
      while lookUp(&scanner, document) {}
    }
    return size > Self.limit ? finish(task) : MR_OK
  }

  /// Notes the next words of a text, many at once.
  /// - Returns: whether there may be more.
  private mutating func lookUp(_ scanner: inout WordScanner, _ document: UInt32) -> Bool {
    var count = 0
    while count < Self.group, let word = scanner.next() {
      let key = words.key(of: word)
      words.fetch(key)
      group[count] = (word, key)
      count += 1
    }
    var freshCount = 0
    for index in 0..<count {
      let (word, key) = group[index]
      let noted = words.note(word, key, document: document)
      // Written in any case: whether a document repeats a word cannot be predicted.
      fresh[freshCount] = Mention(word: noted.number, document: document)
      freshCount &+= noted.isFirst ? 1 : 0
    }
    mentions.append(contentsOf: UnsafeBufferPointer(start: fresh, count: freshCount))
    return count == Self.group
  }

  /// Hands out what was collected.
  mutating func finish(_ task: UnsafeMutablePointer<mr_task>) -> mr_status {
    var lists = ListWriter(documents)
    let (ends, sorted) = documentsByWord()
    var begin = 0
    for word in 0..<words.count {
      let status = lists.write(sorted[begin..<ends[word]], of: words[word], task)
      if status != MR_OK { return status }
      begin = ends[word]
    }
    let status = lists.flush(task)
    words = WordTable(lowercase: lowercase)
    documents = DocumentNames()
    mentions.removeAll(keepingCapacity: true)
    return status
  }

  private var size: Int {
    words.size + documents.size + mentions.count * MemoryLayout<Mention>.stride
  }

  /// A document is what the source says; records of one may come in many calls.
  private mutating func enter(_ name: UnsafeRawBufferPointer) {
    if let last = documents.last, compare(last, name) == 0 { return }
    documents.add(name)
  }

  /// The documents of the first word, then those of the second and so on, and where each word's end.
  private func documentsByWord() -> (ends: [Int], documents: [UInt32]) {
    var ends = [Int](repeating: 0, count: words.count)
    for mention in mentions { ends[Int(mention.word)] += 1 }
    var sum = 0
    for word in ends.indices {
      sum += ends[word]
      // Where they begin: it moves on to the end as they are filled in.
      ends[word] = sum - ends[word]
    }
    let sorted = [UInt32](unsafeUninitializedCapacity: mentions.count) { documents, count in
      for mention in mentions {
        documents[ends[Int(mention.word)]] = mention.document
        ends[Int(mention.word)] += 1
      }
      count = mentions.count
    }
    return (ends, sorted)
  }
}
