package import CMapReduce

/// Records that are grouped by key, read from front to back.
package protocol RecordGroups: AnyObject {
  /// Begins the next group and skips what was left unread of the one before.
  /// - Returns: its key in the plugin's form, valid until the next call of `nextGroup`; nil at the
  ///   end. Where keys compare equal without being so, it is the first of them.
  func nextGroup() throws -> mr_bytes?

  /// Reads values of the group in the order of the input.
  /// - Parameter capacity: at least 1.
  /// - Returns: how many were written to `target`, which may be fewer than there are; 0 when all
  ///   were read. They are valid until the next call of anything here.
  func values(into target: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws -> Int
}
