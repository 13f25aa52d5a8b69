package import CMapReduce
package import Model

/// What the host does for a running plugin. Called on the task's thread, from within calls of the
/// plugin; the arguments are borrowed.
package protocol TaskServices: AnyObject {
  /// Takes over records that the plugin emits, copying them. Sizes are as the plugin gave them;
  /// NULL with a size has been refused unless `refusesNull`. What this throws is what the call of
  /// the plugin throws, whatever the plugin makes of it, and no records are handed over after that.
  func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError)

  /// Takes over the records of tokens, as `emit` does.
  func emit(_ tokens: Tokens) throws(MRError)

  /// Whether `emit` throws where data is NULL and has a size. Then nobody looks before, which costs
  /// a pass over the records.
  var refusesNull: Bool { get }

  /// Adds to the counter of that name.
  func count(_ name: String, _ amount: Int64)

  /// Writes a line to the job's user log; the text is safe to print and at most 4 KiB of it came
  /// from the plugin.
  func log(_ severity: LogSeverity, _ text: String)

  /// The input format leaves out a record of the file that it reads, because it cannot be read. What this
  /// throws is what the call of the format throws.
  func setAside(record: Int, _ kind: BadKind, _ reason: String) throws(MRError)

  /// The input format reads a record from now on.
  /// - Parameters:
  ///   - record: its number; nil for the file, which is opened.
  ///   - time: how long it may take; nil if the format does not say.
  func isReading(record: Int?, atMost time: Duration?)

  /// Whether the attempt is to stop. Once true it stays true. Cheap: asked once a batch.
  var isCancelled: Bool { get }

  /// The plugin called the host, and so it lives. Emitted records are not told so besides. Cheap:
  /// may be told for every record.
  func showLife()
}

extension TaskServices {
  package var refusesNull: Bool { false }

  package func showLife() {}

  package func setAside(record: Int, _ kind: BadKind, _ reason: String) throws(MRError) {}

  package func isReading(record: Int?, atMost time: Duration?) {}

  package func emit(_ tokens: Tokens) throws(MRError) { try emitRecords(of: tokens) }

  /// Emits the records of tokens one by one, for services that have no shorter way.
  package func emitRecords(of tokens: Tokens) throws(MRError) {
    let result = withUnsafeTemporaryAllocation(of: mr_record.self, capacity: 64) { records in
      Result { () throws(MRError) in
        guard let start = records.baseAddress else { return }
        var tokens = tokens
        while true {
          let count = tokens.next(into: start, capacity: records.count)
          if count == 0 { return }
          try emit(start, count)
        }
      }
    }
    try result.get()
  }
}
