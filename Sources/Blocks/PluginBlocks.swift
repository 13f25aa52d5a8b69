import Threading
package import BlockStore
package import Foundation
package import Model
import Records

/// A plugin's file as blocks in the store. All calls block.
package enum PluginBlocks {
  /// How many blocks the file takes.
  package static func count(of file: PluginFile) -> Int {
    max(1, (file.size + BlockLayout.payloadCapacity - 1) / BlockLayout.payloadCapacity)
  }

  /// - Throws: `plugin` if the file is not what the planner saw.
  package static func store(
    _ file: PluginFile, in store: any BlockStore, namespace: String
  ) throws(MRError) {
    guard let data = FileManager.default.contents(atPath: file.copy ?? file.path),
      data.count == file.size
    else {
      throw MRError(
        .plugin, "the plugin \"\(printable(file.path.utf8))\" has changed or cannot be read",
        remedy: "Leave it in place until its jobs have ended, and submit again.")
    }
    let storer = BlockStorer(store: store, cancellation: Cancellation())
    var rest = data[...]
    for number in 0..<count(of: file) {
      let block = storer.nextBlock()
      rest = rest.dropFirst(rest.withUnsafeBytes { block.append($0) })
      let key = BlockKey.plugin(namespace, digest: file.digest, block: number)
      try storer.store(block, key: key)
    }
  }

  /// - Returns: The file's bytes; the caller compares their digest.
  package static func fetch(
    _ file: PluginFile, from store: any BlockStore, namespace: String
  ) throws(MRError) -> Data {
    let connection = try store.connect()
    var data = Data(capacity: file.size)
    for number in 0..<count(of: file) {
      let key = BlockKey.plugin(namespace, digest: file.digest, block: number)
      var isThere = false
      try connection.get([key]) { (_, value) throws(MRError) in
        do {
          data.append(contentsOf: try BlockCodec.verify(value, key: key))
          isThere = true
        } catch {
          throw MRError(.store, "a block of the plugin \(file.path) is damaged", cause: "\(error)")
        }
      }
      guard isThere else {
        throw MRError(.store, "a block of the plugin \(file.path) is missing in the store")
      }
    }
    return data
  }
}
