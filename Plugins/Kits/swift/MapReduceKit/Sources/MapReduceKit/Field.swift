/// A type of keys and values: `String`, `[UInt8]`, `Int64`, `Int`, `Double`.
public protocol Field {
  /// What the engine takes it for.
  static var fieldType: FieldType { get }
  /// - Parameter bytes: borrowed.
  init(field bytes: UnsafeRawBufferPointer)
  /// Lends the bytes that stand for it.
  func withFieldBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) throws
}

/// The types of the engine, with their numbers in mapreduce.h.
public enum FieldType: UInt32, Sendable {
  case bytes = 0
  case utf8 = 1
  case int64 = 2
  case float64 = 3
  case none = 4
}

/// Bytes that are no UTF-8 are replaced.
extension String: Field {
  public static var fieldType: FieldType { .utf8 }
  public init(field bytes: UnsafeRawBufferPointer) { self.init(decoding: bytes, as: UTF8.self) }
  public func withFieldBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var copy = self
    try copy.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
  }
}

extension [UInt8]: Field {
  public static var fieldType: FieldType { .bytes }
  public init(field bytes: UnsafeRawBufferPointer) { self.init(bytes) }
  public func withFieldBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try withUnsafeBytes(body)
  }
}

extension Int64: Field {
  public static var fieldType: FieldType { .int64 }
}

extension Int: Field {
  public static var fieldType: FieldType { .int64 }
}

extension Double: Field {
  public static var fieldType: FieldType { .float64 }
}

/// The host sees to it that a number has 8 bytes.
extension Field where Self: Numeric & BitwiseCopyable {
  public init(field bytes: UnsafeRawBufferPointer) { self = bytes.loadUnaligned(as: Self.self) }
  public func withFieldBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try withUnsafeBytes(of: self, body)
  }
}
