import Foundation
package import Model
import Synchronization

/// Writes which files each key of a result may come from, beside it. Calls block.
package final class ProvenanceWriter: Sendable {
  // Its writer is used under the lock only.
  private struct State: @unchecked Sendable {
    var file: FilePartWriter?
    var bytes = 0
    /// Tasks whose marks are there.
    var tasks: Set<Int> = []
    /// Why there is no index, once that is so.
    var failure: MRError?
    var isClosed = false
  }

  private let directory: OutputDirectory
  private let state = Mutex(State())

  package init(_ directory: OutputDirectory) { self.directory = directory }

  /// Adds the marks of a task. Of one that ran twice both count. What cannot be written leaves the result
  /// without an index.
  package func append(task: Int, _ marks: [UInt8]) {
    state.withLock { state in
      guard !state.isClosed, state.failure == nil else { return }
      do throws(MRError) {
        try write(task, marks, &state)
      } catch {
        give(up: error, &state)
      }
    }
  }

  private func write(_ task: Int, _ marks: [UInt8], _ state: inout State) throws(MRError) {
    guard marks.count < ProvenanceFile.mostBytes else {
      throw MRError(.output, "the marks of map task \(task) are too large")
    }
    if state.file == nil { state.file = try directory.provenanceFile(ResultMark.provenanceKeys) }
    var block: [UInt8] = []
    KeyMarks.append(UInt64(task), to: &block)
    block += marks
    var header: [UInt8] = []
    withUnsafeBytes(of: UInt64(block.count).littleEndian) { header += $0 }
    withUnsafeBytes(of: block.withUnsafeBytes { ProvenanceFile.hash($0) }.littleEndian) {
      header += $0
    }
    try state.file?.write(header + block)
    state.bytes += header.count + block.count
    state.tasks.insert(task)
  }

  private func give(up error: MRError, _ state: inout State) {
    state.failure = error
    state.file?.discard()
    state.file = nil
    directory.removeProvenance()
  }

  /// Completes the index. Called before the result is marked.
  /// - Parameters:
  ///   - tasks: the numbers of the files of each map task.
  ///   - doubtful: numbers of files of which something is not in the result.
  /// - Returns: why there is none, if so.
  package func finish(
    _ files: [InputFile], of plan: JobPlan, tasks: [[Int]], doubtful: Set<Int>
  ) -> MRError? {
    let missing = state.withLock { state in
      tasks.indices.filter { !state.tasks.contains($0) }
    }
    // Any key may come of what nobody has marked.
    for task in missing { append(task: task, Self.open(Set(tasks[task]))) }
    if !doubtful.isEmpty { append(task: tasks.count, Self.open(doubtful)) }
    return state.withLock { state -> MRError? in
      guard state.failure == nil, !state.isClosed else { return state.failure }
      do throws(MRError) {
        _ = try state.file?.finish()
        state.file = nil
        try write(files, plan, marked: state.bytes)
      } catch {
        give(up: error, &state)
      }
      state.isClosed = true
      return state.failure
    }
  }

  private static func open(_ files: Set<Int>) -> [UInt8] {
    var marks: [UInt8] = []
    for file in files { KeyMarks.append(.file(file), nil, to: &marks) }
    return marks
  }

  private func write(_ files: [InputFile], _ plan: JobPlan, marked bytesOfMarks: Int)
    throws(MRError)
  {
    var bytes: [UInt8] = []
    func add(_ number: UInt64) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    add(ProvenanceFile.signature)
    add(try ProvenanceFile.identity(plan))
    add(UInt64(bytesOfMarks))
    for file in files { add(ProvenanceFile.hash(file)) }
    add(bytes.withUnsafeBytes { ProvenanceFile.hash($0) })
    let file = try directory.provenanceFile(ResultMark.provenanceInput)
    try file.write(bytes)
    _ = try file.finish()
  }

  /// What comes later is not kept. To be called once nobody wants more of it.
  package func close() {
    state.withLock { state in
      state.file?.discard()
      state.file = nil
      state.isClosed = true
    }
  }
}
