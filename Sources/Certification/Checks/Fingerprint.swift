/// A hash that is the same in every process: FNV-1a.
struct Fingerprint {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    // An end, so that moving bytes from one text to the next makes a difference.
    value = (value ^ 0x1ff) &* 0x100_0000_01b3
  }

  mutating func add(_ group: Group) {
    add(group.key)
    for value in group.values { add(value) }
  }
}
