package import Model

/// The digests of a layout's files, kept from job to job: a file that is what it was is not read again.
package final class FileDigests {
  private let cache: CacheSession
  private let key: EntryKey
  private let layout: String
  /// What is known of files, by their paths.
  private var known: [BytePath: FileDigestList.Entry] = [:]
  private var used = FileDigestList()
  private var isNew = false

  package init(_ cache: CacheSession, layout: String) {
    self.cache = cache
    self.layout = layout
    key = EntryKey([Array("digests".utf8), Array(layout.utf8)])
    guard let reader = cache.find(key) else { return }
    do throws(EntryDamage) {
      while let block = try reader.nextBlock() {
        for entry in try FileDigestList.entries(block) { known[entry.path] = entry }
      }
    } catch {
      known = [:]
      cache.remove(key)
    }
  }

  /// - Returns: nil for a file that cannot be read, or is not what it was when it was listed.
  package func digest(_ file: InputFile) -> DigestedFile? {
    guard let identity = FileIdentity(file.path), identity.size == file.size,
      identity.modified == Int(file.modified)
    else { return nil }
    let bytes = identity.bytes
    if let entry = known[file.path], entry.identity == bytes {
      used.add(entry)
      return DigestedFile(file, digest: entry.digest, identity: bytes, isSettled: true)
    }
    guard let digested = DigestedFile(reading: file, identity) else { return nil }
    if digested.isSettled {
      used.add(.init(path: file.path, identity: bytes, digest: digested.digest))
      isNew = true
    }
    return digested
  }

  /// Keeps the digests of the files that were asked for, if that is news.
  package func keep() {
    guard isNew || used.count < known.count else { return }
    let description = EntryDescription(
      .digests, path: BytePath(layout), format: "", share: 0, shares: used.count, documentSize: 0)
    guard let writer = cache.writer(key, description) else { return }
    for block in used.blocks { block.withUnsafeBytes { writer.add(block: $0) } }
    writer.publish(files: [])
  }
}
