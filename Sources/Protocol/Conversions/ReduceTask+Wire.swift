package import Model

extension WireReduceTask {
  package init(_ task: ReduceTask) {
    self.init()
    partition = UInt32(clamping: task.partition)
    segments = task.segments.map { segment in
      var wire = WireSegment()
      wire.mapTask = UInt32(clamping: segment.mapTask)
      wire.mapAttempt = UInt32(clamping: segment.mapAttempt)
      wire.offset = UInt64(clamping: segment.offset)
      wire.length = UInt64(clamping: segment.length)
      wire.records = UInt64(clamping: segment.records)
      return wire
    }
  }
}

extension ReduceTask {
  /// - Throws: `invalidArgument` if anything is out of bounds, each segment or all together.
  package init(_ wire: WireReduceTask) throws(MRError) {
    try checkCount(wire.segments, "reduce.segments", atMost: WireLimits.segments)
    var bytes = WireLimits.bytes
    var records = WireLimits.bytes
    self.init(
      partition: try bounded(wire.partition, "partition", in: 0...(WireLimits.partitions - 1)),
      segments: try wire.segments.map { (segment) throws(MRError) in
        let segment = Segment(
          mapTask: Int(segment.mapTask), mapAttempt: Int(segment.mapAttempt),
          offset: try bounded(segment.offset, "segment.offset", in: 0...WireLimits.bytes),
          length: try bounded(segment.length, "segment.length", in: 0...bytes),
          records: try bounded(segment.records, "segment.records", in: 0...records))
        bytes -= segment.length
        records -= segment.records
        return segment
      })
  }
}

extension WireReduceOutput {
  package init(_ output: ReduceOutput) {
    self.init()
    switch output {
    case .file(let bytes): fileBytes = UInt64(clamping: bytes)
    case .blocks(let count, let bytes):
      stored.blocks = UInt32(clamping: count)
      stored.bytes = UInt64(clamping: bytes)
    }
  }
}

extension ReduceOutput {
  /// - Throws: `invalidArgument` if the place is missing, or a number is out of bounds.
  package init(_ wire: WireReduceOutput) throws(MRError) {
    switch wire.place {
    case .fileBytes(let bytes):
      self = .file(bytes: try bounded(bytes, "output.file_bytes", in: 0...WireLimits.bytes))
    case .stored(let stored):
      let bytes = try bounded(stored.bytes, "output.stored.bytes", in: 0...WireLimits.bytes)
      // None is empty.
      self = .blocks(
        count: try bounded(stored.blocks, "output.stored.blocks", in: 0...bytes), bytes: bytes)
    case nil: throw MRError(.invalidArgument, "output.place is missing")
    }
  }
}
