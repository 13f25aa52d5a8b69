internal import CXXHash

/// The hash of keys and blocks. Its C names are macros that Swift does not see.
enum XXH3 {
  @inline(__always)
  static func hash(_ bytes: UnsafeRawPointer?, _ size: Int) -> UInt64 {
    XXH_INLINE_XXH3_64bits(bytes, size)
  }

  /// The same, for many kilobytes.
  static func hashLong(_ bytes: UnsafeRawPointer?, _ size: Int) -> UInt64 {
    mr_xxh3_long(bytes, size)
  }

  @inline(__always)
  static func hash(_ bytes: UnsafeRawPointer?, _ size: Int, seed: UInt64) -> UInt64 {
    XXH_INLINE_XXH3_64bits_withSeed(bytes, size, seed)
  }
}
