/// Keys for partition and compare: those of the sample, variants of them that an order may take for
/// equal, and odd ones.
enum TrialKeys {
  /// - Parameter isText: whether any bytes are a key; otherwise keys are numbers.
  static func keys(_ emissions: [Emission], isText: Bool, most: Int) -> [[UInt8]] {
    let seen = Group.group(emissions).map(\.key)
    let step = max(1, seen.count / max(1, most / 2))
    var keys = stride(from: 0, to: seen.count, by: step).map { seen[$0] }.prefix(most / 2)
    guard isText else { return Array(keys) }
    for key in keys.prefix(most / 6) {
      keys.append(key.map { (0x61...0x7a).contains($0) ? $0 - 32 : $0 })
      keys.append(key.map { (0x41...0x5a).contains($0) ? $0 + 32 : $0 })
      keys.append(key + [0x20])
    }
    keys += [[], [0], [0xff], [0x30], [0x30, 0x30], [0x61], [0x41], [0xc3, 0xa9], [0x61, 0]]
    var distinct: Set<[UInt8]> = []
    return keys.filter { distinct.insert($0).inserted }
  }
}
