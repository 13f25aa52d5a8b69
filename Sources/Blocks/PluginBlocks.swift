package import BlockStore
package import Foundation
package import Model
import Records
import Threading

/// A plugin's file as blocks in the store. All calls block.
package enum PluginBlocks {
  /// Where the file lies in the store.
  package static func blocks(of file: PluginFile, namespace: String) -> StoredBlocks {
    StoredBlocks(
      BlockStreamName(namespace, .plugin(digest: file.digest)),
      count: max(1, (file.size + BlockLayout.payloadCapacity - 1) / BlockLayout.payloadCapacity))
  }

  /// Stores the file, or nothing.
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
    let blocks = blocks(of: file, namespace: namespace)
    let stream = BlockStreamWriter(blocks.stream, store: store, cancellation: Cancellation())
    var rest = data[...]
    for _ in blocks.numbers {
      let block = stream.nextBlock()
      rest = rest.dropFirst(rest.withUnsafeBytes { block.append($0) })
      try stream.write(block)
    }
    stream.keep()
  }

  /// - Returns: The file's bytes; the caller compares their digest.
  package static func fetch(
    _ file: PluginFile, from store: any BlockStore, namespace: String
  ) throws(MRError) -> Data {
    let connection = try store.connect()
    var data = Data(capacity: file.size)
    for key in blocks(of: file, namespace: namespace).keys {
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
