import FoundationEssentials
package import Model

extension WireBadInput {
  package init(_ bad: BadInput) {
    self.init()
    range = WireRecordRange(bad.range)
    kind = bad.kind.rawValue
    reason = bad.reason
    if let bytes = bad.bytes {
      offset = UInt64(clamping: bytes.lowerBound)
      length = UInt64(clamping: bytes.count)
    }
    if case .group(_, _, let key) = bad.place { self.key = WireBytes(key) }
    if let content = bad.record {
      record.key = WireBytes(content.key)
      record.values = content.values.map { WireBytes($0) }
      record.isCut = content.isCut
    }
  }
}

extension BadInput {
  /// - Parameter task: whose input it is.
  /// - Throws: `invalidArgument` if anything is out of bounds.
  package init(_ wire: WireBadInput, of task: TaskID) throws(MRError) {
    let range = try RecordRange(wire.range)
    let place: Place =
      switch task.kind {
      case .map: .records(range)
      case .reduce:
        .group(
          partition: task.index, number: range.numbers.lowerBound,
          key: Array(wire.key.prefix(WireLimits.name)))
      }
    var bytes: Range<Int>?
    if wire.hasOffset {
      let offset = try bounded(wire.offset, "bad.offset", in: 0...WireLimits.bytes)
      bytes = offset..<offset + (try bounded(wire.length, "bad.length", in: 0...WireLimits.bytes))
    }
    self.init(
      place, BadKind(rawValue: wire.kind), printable(wire.reason.utf8.prefix(Self.longestReason)),
      bytes: bytes,
      record: wire.hasRecord
        ? Content(
          key: Array(wire.record.key), values: wire.record.values.map { Array($0) },
          isCut: wire.record.isCut) : nil)
  }
}

/// - Throws: `invalidArgument` for too many, and if one is out of bounds.
package func badInputs(
  _ wire: [WireBadInput], _ field: String, of task: TaskID
) throws(MRError) -> [BadInput] {
  try checkCount(wire, field, atMost: BadInputPolicy.mostEntries)
  var all: [BadInput] = []
  for bad in wire { all.append(try BadInput(bad, of: task)) }
  return all
}

extension WireRecordRange {
  package init(_ range: RecordRange) {
    self.init()
    file = UInt32(clamping: range.file)
    first = UInt64(clamping: range.numbers.lowerBound)
    last = range.isToTheEnd ? 0 : UInt64(clamping: range.numbers.upperBound)
  }
}

extension RecordRange {
  /// - Throws: `invalidArgument` if anything is out of bounds.
  package init(_ wire: WireRecordRange) throws(MRError) {
    let first = try bounded(wire.first, "range.first", in: 1...WireLimits.bytes)
    let last =
      wire.last == 0 ? Int.max : try bounded(wire.last, "range.last", in: first...WireLimits.bytes)
    self.init(file: Int(wire.file), numbers: first...last)
  }
}

extension WireTaskCare {
  package init(_ care: TaskCare) {
    self.init()
    skipped = care.skipped.map { WireRecordRange($0) }
    suspected = care.suspected.map { WireRecordRange($0) }
  }
}

extension TaskCare {
  /// - Throws: `invalidArgument` if anything is out of bounds.
  package init(_ wire: WireTaskCare) throws(MRError) {
    self.init()
    try checkCount(wire.skipped, "care.skipped", atMost: WireLimits.losses)
    try checkCount(wire.suspected, "care.suspected", atMost: WireLimits.losses)
    for range in wire.skipped { skipped.append(try RecordRange(range)) }
    for range in wire.suspected { suspected.append(try RecordRange(range)) }
  }
}

extension WireBadInputPolicy {
  package init(_ policy: BadInputPolicy) {
    self.init()
    fail = policy.reaction == .fail
    allow = policy.allowed.map { "\($0)" } ?? ""
    most = policy.most.map { "\($0)" } ?? ""
  }
}

extension BadInputPolicy {
  /// - Throws: `invalidArgument` for what is no amount.
  package init(_ wire: WireBadInputPolicy) throws(MRError) {
    func amount(_ text: String, _ field: String) throws(MRError) -> Amount? {
      if text.isEmpty { return nil }
      if let amount = Amount(text) { return amount }
      throw MRError(
        .invalidArgument, "\(field) is \"\(printable(text.utf8.prefix(64)))\"",
        remedy: "Give a number, or a part of all there are: 12, 0.5%.")
    }
    self.init(
      wire.fail ? .fail : .skip, allowed: try amount(wire.allow, "bad_input.allow"),
      most: try amount(wire.most, "bad_input.most"))
  }
}
