/// What servers say of themselves: of one, or the sum over a pool. In bytes where it is not a count.
package struct StoreStatistics: Sendable, Hashable {
  /// The memory for items.
  package var limit: Int
  /// What a server has on disk for items that do not fit into its memory (extstore).
  package var disk: Int
  /// How much fits into memory and disk together. A little less than both: some pages are always
  /// kept free, half filled or for small items.
  package var capacity: Int
  /// What items take, with the servers' overhead, wherever they lie.
  package var used: Int
  package var items: Int
  /// Items that were dropped to make room.
  package var evictions: Int

  /// - Parameter capacity: Nil for all of the memory.
  package init(
    limit: Int = 0, disk: Int = 0, capacity: Int? = nil, used: Int = 0, items: Int = 0,
    evictions: Int = 0
  ) {
    self.limit = limit
    self.disk = disk
    self.capacity = capacity ?? limit
    self.used = used
    self.items = items
    self.evictions = evictions
  }

  /// - Parameter values: The answer of memcached to `stats`.
  init(_ values: [String: Int]) {
    func value(_ name: String) -> Int { values[name] ?? 0 }
    let disk = value("extstore_limit_maxbytes")
    let pages = value("extstore_pages_free") + value("extstore_pages_used")
    let page = pages > 0 ? disk / pages : 0
    let limit = value("limit_maxbytes")
    self.init(
      limit: limit, disk: disk,
      capacity: Self.capacity(memory: limit) + Self.capacity(disk: disk, page: page),
      used: value("bytes"), items: value("curr_items"),
      evictions: value("evictions") + value("extstore_objects_evicted"))
  }

  /// Slab pages of 1 MiB that classes of small items take.
  private static func capacity(memory: Int) -> Int { max(0, memory - (2 << 20)) }

  /// memcached never uses its first page, drops the oldest when none is free, and has two that it
  /// writes to: what comes from memory, and what compaction moves. A block on disk leaves a header
  /// in memory, less than a four-thousandth of its size.
  private static func capacity(disk: Int, page: Int) -> Int {
    max(0, disk - 4 * page - disk / 4096)
  }

  mutating func add(_ other: StoreStatistics) {
    limit += other.limit
    disk += other.disk
    capacity += other.capacity
    used += other.used
    items += other.items
    evictions += other.evictions
  }
}
