package import Model

extension MapTask {
  /// The task's input for a message: `lines 1–8210 of a.txt`, `b.pdf`, `b.pdf (part 2 of 4)`.
  ///
  /// - Parameter recordName: what a record is called, in the singular: `line`, `page`. Nil if a
  ///   record is a file.
  package func inputDescription(recordName: String?) -> String {
    var stretches: [Stretch] = []
    for input in inputs {
      for span in input.chunk.spans {
        let stretch = Stretch(span, of: input)
        if let last = stretches.last, let joined = last.joined(with: stretch) {
          stretches[stretches.count - 1] = joined
        } else {
          stretches.append(stretch)
        }
      }
    }
    guard !stretches.isEmpty else { return "no input" }
    let named = stretches.prefix(3).map { stretch in
      let name = files[stretch.file]?.relativePath.description ?? "file \(stretch.file)"
      return stretch.text(file: name, recordName: recordName)
    }
    let rest = stretches.count - named.count
    return named.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

/// A stretch of a file that a task reads: neighbouring spans, or neighbouring shares of one span.
private struct Stretch {
  var file: Int
  /// The bytes within the file.
  var bytes: Range<Int>
  var firstRecord: Int
  /// The number of records; 0 where the loader does not know it.
  var records: Int
  var share: Range<Int>
  var shares: Int

  init(_ span: Span, of input: ChunkShare) {
    file = span.file
    bytes = span.offset..<span.offset + span.length
    firstRecord = span.firstRecord
    records = span.records
    share = input.share..<input.share + 1
    shares = input.chunk.shares
  }

  func joined(with next: Stretch) -> Stretch? {
    guard file == next.file, shares == next.shares else { return nil }
    var joined = self
    if bytes == next.bytes, share.upperBound == next.share.lowerBound {
      joined.share = share.lowerBound..<next.share.upperBound
      return joined
    }
    guard shares == 1, bytes.upperBound == next.bytes.lowerBound else { return nil }
    joined.bytes = bytes.lowerBound..<next.bytes.upperBound
    joined.records = records > 0 && next.records > 0 ? records + next.records : 0
    return joined
  }

  func text(file name: String, recordName: String?) -> String {
    if shares > 1, share.count < shares {
      return share.count == 1
        ? "\(name) (part \(share.lowerBound + 1) of \(shares))"
        : "\(name) (parts \(share.lowerBound + 1)–\(share.upperBound) of \(shares))"
    }
    guard let recordName, records > 0 else { return name }
    return records == 1
      ? "\(recordName) \(firstRecord) of \(name)"
      : "\(recordName)s \(firstRecord)–\(firstRecord + records - 1) of \(name)"
  }
}
