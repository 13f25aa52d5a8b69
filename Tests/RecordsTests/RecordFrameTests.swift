import Model
import Testing

@testable import Records

@Suite struct RecordFrameTests {
  static let keySizes = [0, 1, 127, 128, 16383, 16384, RecordLimits.keySize]
  static let valueSizes = [0, 1, 127, 128, 1 << 14, 1 << 21, 1 << 28, RecordLimits.valueSize]

  @Test(arguments: keySizes, valueSizes)
  func sizesComeBack(keySize: Int, valueSize: Int) throws {
    var bytes = [UInt8](repeating: 0, count: RecordFrame.maximumHeaderSize)
    let size = bytes.withUnsafeMutableBytes {
      RecordFrame.writeHeader($0.baseAddress!, keySize: keySize, valueSize: valueSize)
    }
    for available in 0..<size {
      guard case .incomplete = parse(bytes, available) else {
        Issue.record("\(available) of \(size) bytes are not a header")
        continue
      }
    }
    guard case .header(let header) = parse(bytes, bytes.count) else {
      Issue.record("not a header")
      return
    }
    #expect(header.keySize == keySize)
    #expect(header.valueSize == valueSize)
    #expect(header.size == size)
  }

  @Test(
    arguments: [
      [0x81, 0x80, 0x40, 0],  // a key of 1 MiB and a byte
      [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00],  // zero, but too long
      [0, 0x81, 0x80, 0x80, 0x80, 0x04],  // a value of 1 GiB and a byte
      [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ] as [[UInt8]])
  func sizesBeyondLimitsAreRefused(bytes: [UInt8]) {
    guard case .malformed = parse(bytes, bytes.count) else {
      Issue.record("was taken for a header")
      return
    }
  }

  private func parse(_ bytes: [UInt8], _ available: Int) -> RecordFrame.Parsed {
    bytes.withUnsafeBytes { RecordFrame.parse($0.baseAddress!, available) }
  }
}
