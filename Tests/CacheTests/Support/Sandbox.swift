import CMapReduce
import Foundation
import Model
import TestSupport

@testable import Cache

/// A cache of a test's own, and what it puts there.
struct Sandbox {
  struct Record: Equatable {
    var number: Int
    var key: [UInt8]
    var value: [UInt8]
  }

  /// What comes out of an entry: records, and what was done between them.
  struct Content: Equatable {
    var records: [Record] = []
    var other: [String] = []
  }

  let scratch: Scratch
  let place: CachePlace

  init(size: Int? = 64 << 20) throws {
    scratch = try Scratch()
    place = CachePlace(directory: scratch.path + "/cache", size: size)
  }

  var cache: RecordCache { RecordCache(place) }

  func key(_ name: String) -> EntryKey { EntryKey([Array(name.utf8)]) }

  /// Where an entry lies.
  func path(_ name: String) -> String { "\(place.directory)/records-1/\(key(name).path)" }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Keeps records as a format would give them.
  func keep(
    _ name: String, _ records: [Record], log: [String] = [], files: [CodeFile] = [],
    in cache: RecordCache
  ) {
    let description = EntryDescription(
      path: BytePath(name), format: "f", share: 0, shares: 1, documentSize: 1)
    let writer = cache.begin()?.writer(key(name), description)
    for record in records {
      record.key.withUnsafeBytes { key in
        record.value.withUnsafeBytes { value in
          var one = mr_record(
            key: mr_bytes(data: key.baseAddress, size: key.count),
            value: mr_bytes(data: value.baseAddress, size: value.count))
          writer?.add(&one, 1, firstNumber: record.number)
        }
      }
    }
    for line in log {
      writer?.addLog(severity: 2, line)
      writer?.addCount(line, Int64(line.utf8.count))
    }
    writer?.publish(files: files)
  }

  /// - Returns: nil if there is no entry.
  func find(_ name: String, in cache: RecordCache, capacity: Int = 7) throws -> Content? {
    guard let reader = cache.begin()?.find(key(name)) else { return nil }
    var content = Content()
    try withUnsafeTemporaryAllocation(of: mr_record.self, capacity: capacity) { room in
      while let batch = try reader.next(
        into: room.baseAddress!, capacity: capacity, other: { content.other.append("\($0)") })
      {
        for index in 0..<batch.count {
          content.records.append(
            Record(
              number: batch.first + index, key: Self.bytes(room[index].key),
              value: Self.bytes(room[index].value)))
        }
      }
    }
    return content
  }

  private static func bytes(_ bytes: mr_bytes) -> [UInt8] {
    Array(UnsafeRawBufferPointer(start: bytes.data, count: bytes.size))
  }

  /// Pages of text, with gaps in their numbers.
  static func pages(_ count: Int, size: Int = 1000, seed: UInt64 = 1) -> [Record] {
    var generator = SeededGenerator(seed: seed)
    var number = 0
    return (0..<count).map { _ in
      number += Int.random(in: 0..<10, using: &generator) == 0 ? 5 : 1
      return Record(
        number: number, key: withUnsafeBytes(of: Int64(number), Array.init),
        value: generator.text(bytes: Int.random(in: 0...2 * size, using: &generator)))
    }
  }

  /// Bytes that do not get smaller.
  static func noise(_ count: Int, seed: UInt64) -> [Record] {
    var generator = SeededGenerator(seed: seed)
    let words = (0..<count / 8 + 1).map { _ in generator.next() }
    let value = words.withUnsafeBytes { Array($0.prefix(count)) }
    return [Record(number: 1, key: [1], value: value)]
  }
}
