import CMemcached
import Model

/// libmemcached, opened when it is first needed.
enum MemcachedLibrary {
  /// - Throws: `store` if this machine does not have it.
  static func functions() throws(MRError) -> mr_memcached { try opened.get() }

  private static let opened: Result<mr_memcached, MRError> = {
    var error: UnsafePointer<CChar>?
    if let table = mr_memcached_open(&error) { return .success(table.pointee) }
    return .failure(
      MRError(
        .store, "libmemcached cannot be loaded", cause: error.map { String(cString: $0) },
        remedy: "Install it (on Debian the package libmemcached11), where mr and its workers run."))
  }()
}

extension mr_memcached {
  /// The library's words for a status.
  func text(of status: memcached_return_t) -> String {
    strerror(nil, status).map { String(cString: $0) } ?? "status \(status.rawValue)"
  }
}
