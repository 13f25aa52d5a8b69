import Model
import Records

/// How much room in the store the output of all map tasks will take, going by those that are done.
struct RoomForecast: Sendable {
  private struct Output: Sendable {
    var room: Int
    /// What reducers will read of it.
    var size: Int
    /// How much input was mapped for it, in bytes.
    var input: Int
  }
  private var outputs: [Int: Output] = [:]
  /// The room that the map tasks that are done take, in bytes.
  private(set) var room = 0
  private(set) var size = 0
  private var input = 0
  /// Room by input of the task that left least of it.
  private var leastRatio = Double.infinity

  /// Half of memcached's slab page: what a block takes.
  private static let blockRoom = 512 << 10
  /// Below these a forecast is a guess: one task may be like no other.
  private static let fewTasks = 4
  private static let smallShare = 0.1
  private static let fairShare = 0.3

  private static func room(blocks: Int, bytes: Int) -> Int {
    guard blocks > 0 else { return 0 }
    let last = (bytes - 1) % BlockLayout.payloadCapacity + 1
    let isSmall = BlockLayout.storedSize(payloadSize: last) < BlockLayout.blockSize
    return (blocks - 1) * blockRoom + (isSmall ? BlockLayout.smallBlockSize : blockRoom)
  }

  /// All blocks of a task are full but the last, which may be a small one. A task that ran again
  /// replaces what it had.
  mutating func add(_ manifest: MapManifest, input: Int) {
    let size = manifest.runs.last?.offsets.last ?? 0
    let output = Output(
      room: Self.room(blocks: manifest.blocks, bytes: size), size: size, input: input)
    let old = outputs.updateValue(output, forKey: manifest.task)
    room = room.addingSaturated(output.room - (old?.room ?? 0))
    self.size = self.size.addingSaturated(output.size - (old?.size ?? 0))
    self.input = self.input.addingSaturated(output.input - (old?.input ?? 0))
    leastRatio = min(leastRatio, Double(output.room) / Double(max(1, output.input)))
  }

  /// What all output will take if the rest of the input is like what was mapped so far, in bytes.
  /// - Parameter total: Of the input, in bytes; nil if that is not known.
  func expected(of total: Int?) -> Int {
    guard let total, total > input, input > 0 else { return room }
    return room.addingSaturated(
      Int(saturating: Double(total - input) * Double(room) / Double(input)))
  }

  /// What it will take if the rest is like the task that left least of its input.
  private func least(of total: Int?) -> Int {
    guard let total, total > input, leastRatio.isFinite else { return room }
    return room.addingSaturated(Int(saturating: Double(total - input) * leastRatio))
  }

  /// Whether it will not fit, as far as that can be told.
  func exceeds(_ capacity: Int, of total: Int?) -> Bool {
    if room > capacity { return true }
    guard let total, outputs.count >= Self.fewTasks else { return false }
    let share = Double(input) / Double(max(1, total))
    // Half of the store is full already: what is known by then is all that can be.
    if share >= Self.smallShare || room > capacity / 2, least(of: total) > capacity { return true }
    return share >= Self.fairShare && expected(of: total) > capacity.addingSaturated(capacity / 8)
  }
}
