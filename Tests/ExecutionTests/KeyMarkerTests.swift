import CMapReduce
import Model
import Output
import PluginHost
import TestSupport
import Testing

@testable import Execution

/// A key leaves the same mark, however it is emitted.
@Suite struct KeyMarkerTests {
  private func marks(_ body: (KeyMarker) -> Void) throws -> [UInt8] {
    let marker = KeyMarker(keyType: .bytes)
    marker.begin(file: 3, bytes: 40_000)
    body(marker)
    return try #require(marker.finish(doubtful: []))
  }

  @Test(arguments: [0, 1, 63, 64, 65, 128, 4000])
  func tokensAreMarkedAsRecordsAre(size: Int) throws {
    var random = SeededGenerator(seed: UInt64(size))
    // Words of all lengths, at all places.
    let text = (0..<size).map { _ in
      random.next() % 7 == 0 ? UInt8(ascii: " ") : UInt8(ascii: "a") + UInt8(random.next() % 26)
    }
    let long = size == 4000 ? text.map { $0 == 0x20 && random.next() % 3 > 0 ? 0x78 : $0 } : text
    var bits = [UInt64](repeating: 0, count: size / 64 + 1)
    for (index, byte) in long.enumerated() where byte != 0x20 {
      bits[index / 64] |= 1 << UInt64(index % 64)
    }
    // What lies past the text does not count.
    bits[size / 64] |= ~0 << UInt64(size % 64)
    try long.withUnsafeBytes { long in
      let tokens = Tokens(
        text: mr_bytes(data: long.baseAddress, size: long.count), bits: bits, value: mr_bytes())
      let marked = try marks { $0.add(tokens) }
      let records = try marks { marker in
        for word in long.split(separator: 0x20) {
          // With nothing behind it that could be read.
          let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: word.count, alignment: 1)
          copy.copyBytes(from: word)
          var record = mr_record(
            key: mr_bytes(data: copy.baseAddress, size: copy.count), value: mr_bytes())
          marker.add(&record, 1)
          copy.deallocate()
        }
      }
      #expect(marked == records)
      #expect(size < 63 || marked.count > 8)
    }
  }

  /// Numbers that are the same key are.
  @Test func numbersAreMarkedByTheirValues() throws {
    func marks(_ number: Double) throws -> [UInt8] {
      let marker = KeyMarker(keyType: .float64)
      marker.begin(file: 0, bytes: 1)
      withUnsafeBytes(of: number) { bytes in
        var record = mr_record(
          key: mr_bytes(data: bytes.baseAddress, size: 8), value: mr_bytes())
        marker.add(&record, 1)
      }
      return try #require(marker.finish(doubtful: []))
    }
    #expect(try marks(0) == marks(-0.0) && marks(.nan) == marks(-.nan) && marks(1) != marks(2))
    #expect(KeyHash.all(of: "-0").count == 3 && KeyHash.all(of: "x").count == 1)
  }

  /// Keys that come at the end of a task are of all of its files; those of a file of which something is
  /// missing may be any.
  @Test func theRestAndWhatIsMissingIsMarked() throws {
    let marker = KeyMarker(keyType: .bytes)
    marker.begin(file: 1, bytes: 1)
    marker.beginRest()
    var record = mr_record()
    marker.add(&record, 1)
    let marks = try #require(marker.finish(doubtful: [9]))
    // File 1 without keys, the rest with one, file 9 with any.
    #expect(marks.prefix(3) == [2, 10, 0] && marks.dropFirst(3).prefix(3) == [0, 22, 1])
    #expect(marks.suffix(2) == [10, 0])
  }
}
