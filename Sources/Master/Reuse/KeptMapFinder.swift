import Blocks
import BlockStore
import Cache
import Model
import Records
import Scheduling
import Threading

/// Looks for what map tasks of earlier jobs left, and puts it into the store. Belongs to one thread.
final class KeptMapFinder {
  private let job: JobID
  /// The number of the attempt that stands for a task that is found.
  private let attempt: Int
  private let files: [InputFile]
  private let identity: MapIdentity
  private let cache: CacheSession
  private let digests: FileDigests
  private let storer: BlockStorer
  private let namespace: String

  struct Found {
    let map: KeptMap
    let attempt: AttemptID
    let taken: TakenMap
    fileprivate let blocks: BlockStreamWriter
  }

  /// - Parameter layout: That of the files.
  init(
    _ job: JobID, attempt: Int, _ files: [InputFile], layout: String, _ identity: MapIdentity,
    _ cache: CacheSession, store: any BlockStore, namespace: String, cancellation: Cancellation
  ) {
    self.job = job
    self.attempt = attempt
    self.files = files
    self.identity = identity
    self.cache = cache
    self.namespace = namespace
    digests = FileDigests(cache, layout: layout)
    storer = BlockStorer(store: store, cancellation: cancellation)
  }

  /// - Returns: nil if one of the files cannot be read: loading it will tell why.
  func group(_ range: Range<Int>, first: ReusedGroup.Position) -> ReusedGroup? {
    var digested: [DigestedFile] = []
    for file in files[range] {
      guard let one = digests.digest(file) else { return nil }
      digested.append(one)
    }
    return ReusedGroup(files: digested, first: first)
  }

  /// Puts what the group's tasks left into the store.
  /// - Returns: nil if anything of it is missing: the group has to be mapped.
  func find(_ group: ReusedGroup) throws(MRError) -> [Found]? {
    var found: [Found] = []
    var count = 1
    while found.count < count {
      guard let next = try find(found.count, of: group), found.isEmpty || next.map.tasks == count
      else { return nil }
      count = next.map.tasks
      found.append(next)
    }
    guard ReusedGroup.isTiled(by: found.map { group.relative($0.map.task) }) else { return nil }
    for one in found { one.blocks.keep() }
    return found
  }

  /// Keeps the digests of the files for later jobs.
  func end() { digests.keep() }

  private func find(_ part: Int, of group: ReusedGroup) throws(MRError) -> Found? {
    let key = identity.key(part: part, of: group.files)
    guard let reader = cache.find(key), reader.description.kind == .map else { return nil }
    if let found = try take(reader, part, of: group) { return found }
    cache.remove(key)
    return nil
  }

  /// - Returns: nil if the entry is not what it should be.
  private func take(
    _ reader: EntryReader, _ part: Int, of group: ReusedGroup
  ) throws(MRError) -> Found? {
    let id = AttemptID(
      job: job, task: TaskID(.map, group.first.task + part), number: attempt)
    guard let head = try? reader.nextBlock(), let map = try? KeptMap(encoded: head, of: group),
      map.part == part, let taken = try? map.taken(as: id)
    else { return nil }
    let blocks = BlockStreamWriter(
      BlockStreamName(namespace, .output(of: id)), through: storer)
    do {
      while let bytes = try reader.nextBlock() {
        let block = blocks.nextBlock()
        guard block.append(bytes) == bytes.count else {
          blocks.giveBack(block)
          return nil
        }
        try blocks.write(block)
      }
    } catch let error as MRError {
      throw error
    } catch {
      return nil
    }
    guard blocks.next == taken.manifest.blocks else { return nil }
    return Found(map: map, attempt: id, taken: taken, blocks: blocks)
  }
}
