internal import Model

extension CacheChoice {
  /// - Throws: `invalidArgument` if the text is neither empty nor a place, or that is relative to nothing.
  init(wire text: String) throws(MRError) {
    if text.isEmpty {
      self = .standard
      return
    }
    self = try CacheChoice(try checked(text, "cache", atMost: WireLimits.path))
    guard case .at(let place) = self, place.directory.utf8.first != UInt8(ascii: "/") else {
      return
    }
    throw MRError(
      .invalidArgument, "the cache \"\(printable(text.utf8))\" is not an absolute path",
      remedy: "A worker cannot know where it is relative to.")
  }
}
