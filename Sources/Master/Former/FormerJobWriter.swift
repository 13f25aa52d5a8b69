import Blocks
import BlockStore
import Foundation
import Model
import Output
import Records
import Scheduling

/// Writes what an incomplete job leaves for another one to go on from. Blocks.
struct FormerJobWriter {
  let job: JobID
  let directory: OutputDirectory
  let store: any BlockStore
  let namespace: String

  /// Larger intermediate data is not kept: it would be written for nothing most of the time.
  static let mostBytes = 4 << 30

  /// - Parameter tasks: The map tasks in their order, with what each left if it lacks nothing.
  func write(_ former: FormerJob, _ outputs: [MapManifest?]) throws(MRError) {
    var former = former
    let connection = try store.connect()
    for (index, manifest) in outputs.enumerated() {
      guard let manifest else { continue }
      let name = ResultMark.formerOutput(index)
      do {
        try write(manifest, to: name, connection)
        former.tasks[index].file = name
      } catch {
        // The task runs again then.
        directory.removeFormerFile(name)
        guard error.code == .blockLost else { throw error }
      }
    }
    do {
      let file = try directory.formerFile(ResultMark.formerJob)
      try file.write(Array(try former.encoded()))
      _ = try file.finish()
    } catch {
      throw MRError(error, .output, "cannot write what another job could go on from")
    }
  }

  private func write(
    _ manifest: MapManifest, to name: String, _ connection: any BlockStoreConnection
  ) throws(MRError) {
    let file = try directory.formerFile(name)
    do throws(MRError) {
      let block = BlockBuffer()
      let keys = manifest.blocks(namespace, job).keys
      for (number, key) in keys.enumerated() {
        if let loss = try connection.get(key, into: block) { throw MRError(.blockLost, loss) }
        block.seal(key: FormerJob.key(manifest.task, number))
        var size = UInt64(block.bytes.count).littleEndian
        try withUnsafeBytes(of: &size) { (bytes) throws(MRError) in try file.write(bytes) }
        try file.write(block.bytes)
      }
      _ = try file.finish()
    } catch {
      file.discard()
      throw error
    }
  }
}
