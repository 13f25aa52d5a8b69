package import CMapReduce

/// Writes an entry while its records are read. What keeps it from that keeps nothing else: the entry
/// is then not there.
package final class EntryWriter {
  private let cache: CacheSession
  private let key: EntryKey
  private let description: EntryDescription
  private var assembly: EntryAssembly
  private var file: NewFile?
  private var isGivenUp = false
  private static let pieceSize = 1 << 20

  init(
    _ cache: CacheSession, _ key: EntryKey, _ description: EntryDescription,
    _ compressor: Compressor
  ) {
    self.cache = cache
    self.key = key
    self.description = description
    assembly = EntryAssembly(key, compressor)
  }

  /// - Parameter firstNumber: The number of the first of them within their file.
  package func add(_ records: UnsafePointer<mr_record>, _ count: Int, firstNumber: Int) {
    for index in 0..<count where !isGivenUp {
      add { $0.add(records[index], number: firstNumber + index) }
    }
  }

  package func addLog(severity: UInt32, _ text: String) {
    add { $0.add(text.utf8.count) { $0.addLog(severity: severity, text) } }
  }

  package func addAsked(_ parameter: String) {
    add { $0.add(parameter.utf8.count) { $0.addAsked(parameter) } }
  }

  package func addCount(_ name: String, _ amount: Int64) {
    add { $0.add(name.utf8.count) { $0.addCount(name, amount) } }
  }

  /// What was set for the records so far does not count for those that follow.
  package func addBoundary() { add { $0.add(0) { $0.addBoundary() } } }

  /// - Parameter isOfAll: Whether it counts for all records, not only up to the next boundary.
  package func addAttribute(_ name: mr_bytes, _ value: mr_bytes, isOfAll: Bool) {
    add { $0.add(name.size + value.size) { $0.addAttribute(name, value, isOfAll: isOfAll) } }
  }

  /// Adds a block of bytes, to an entry that has no records.
  package func add(block: UnsafeRawBufferPointer) { add { $0.add(block: block) } }

  /// The entry is not to be: something happened that it could not repeat.
  package func giveUp() {
    isGivenUp = true
    file = nil
  }

  /// Ends the entry, which can be found from now on.
  /// - Parameter files: Those that the format has code from, beside its plugin.
  package func publish(files: [CodeFile]) {
    if isGivenUp { return }
    var description = description
    description.files = files
    add { $0.finish(description) }
    flush()
    guard !isGivenUp, let file else { return }
    do throws(CacheTrouble) {
      if let room = try file.publish(as: key.path) { cache.count(room) }
    } catch {
      cache.fail(error)
    }
    self.file = nil
  }

  private func add(_ body: (inout EntryAssembly) -> Bool) {
    if isGivenUp { return }
    guard body(&assembly) else { return giveUp() }
    if assembly.output.count >= Self.pieceSize { flush() }
  }

  private func flush() {
    if isGivenUp || assembly.output.isEmpty { return }
    guard assembly.written + assembly.output.count <= cache.mostEntry else { return giveUp() }
    do throws(CacheTrouble) {
      if file == nil { file = try cache.newFile() }
      try file?.write(assembly.output)
    } catch {
      cache.fail(error)
      return giveUp()
    }
    assembly.written += assembly.output.count
    assembly.output.removeAll(keepingCapacity: true)
  }
}
