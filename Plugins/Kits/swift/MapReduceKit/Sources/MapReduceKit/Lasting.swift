/// What tables point to: it lives as long as the process.
enum Lasting {
  /// A C string.
  static func text(_ text: String) -> UnsafePointer<CChar> {
    array(Array(text.utf8CString))
  }

  static func value<Value>(_ value: Value) -> UnsafePointer<Value> {
    array([value])
  }

  static func array<Value>(_ values: [Value]) -> UnsafePointer<Value> {
    let copy = UnsafeMutablePointer<Value>.allocate(capacity: max(1, values.count))
    copy.initialize(from: values, count: values.count)
    return UnsafePointer(copy)
  }
}
