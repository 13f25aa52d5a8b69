import Model
import Testing

import TestSupport
@testable import Records

@Suite struct ValueTypeTests {
  @Test func integersKeepTheirOrder() {
    var random = SeededGenerator(seed: 1)
    let special: [Int64] = [.min, .min + 1, -256, -1, 0, 1, 255, 256, .max - 1, .max]
    let numbers = special + (0..<200).map { _ in Int64.random(in: .min ... .max, using: &random) }
    for a in numbers {
      let word = ValueType.int64.normalize(UInt64(bitPattern: a))
      #expect(Int64(bitPattern: ValueType.int64.denormalize(word)) == a)
      for b in numbers {
        #expect((word < ValueType.int64.normalize(UInt64(bitPattern: b))) == (a < b))
      }
    }
  }

  @Test func floatsKeepTheirOrder() {
    var random = SeededGenerator(seed: 2)
    let special = [
      -Double.infinity, -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, 0,
      .leastNonzeroMagnitude, .leastNormalMagnitude, 1, 1.5, .greatestFiniteMagnitude, .infinity,
    ]
    let numbers =
      special
      + (0..<200).map { _ in Double(bitPattern: random.next()) }.filter { !$0.isNaN }
    for a in numbers {
      let word = ValueType.float64.normalize(a.bitPattern)
      #expect(Double(bitPattern: ValueType.float64.denormalize(word)) == a)
      #expect(word < ValueType.float64.normalize(Double.nan.bitPattern))
      for b in numbers {
        #expect((word < ValueType.float64.normalize(b.bitPattern)) == (a < b))
      }
    }
  }

  @Test func equalFloatsAreOneKey() {
    let type = ValueType.float64
    #expect(type.normalize((-0.0).bitPattern) == type.normalize((0.0).bitPattern))
    #expect(type.denormalize(type.normalize((-0.0).bitPattern)) == 0)
    for bits: UInt64 in [0xfff8_0000_0000_0000, 0x7ff0_0000_0000_0001, 0x7fff_ffff_ffff_ffff] {
      #expect(type.normalize(bits) == type.normalize(Double.nan.bitPattern))
    }
    #expect(Double(bitPattern: type.denormalize(.max)).isNaN)
  }
}
