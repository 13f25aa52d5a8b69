/// How large the parts of a record may be, in bytes.
///
/// Public for the same reason as `ValueType`.
public enum RecordLimits {
  @inlinable public static var keySize: Int { 1 << 20 }
  @inlinable public static var valueSize: Int { 1 << 30 }
}
