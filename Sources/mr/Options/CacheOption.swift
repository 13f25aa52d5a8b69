import ArgumentParser
import Cache
import Model

/// `--cache`: which cache to look at.
struct CacheOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The cache's directory. (default: \(CacheChoice.variable), or mr in the user's cache directory)
      """, valueName: "directory"))
  var cache: String?

  func content() throws -> CacheContent {
    let choice = try cache.map { (text) throws(MRError) in try CacheChoice(text) } ?? .standard
    guard let place = try choice.place() else {
      throw MRError(
        .notFound, "there is no cache",
        cause: "\(CacheChoice.variable) is off, or there is no home directory",
        remedy: "Name its directory with --cache.")
    }
    return try CacheContent(of: place)
  }
}
