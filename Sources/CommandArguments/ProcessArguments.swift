import CArguments

/// This process's command line.
package enum ProcessArguments {
  /// With the program's name, which comes first; never empty, whatever was preloaded, and whether or
  /// not there is a /proc.
  package static var words: [String] {
    (0..<mr_argument_count()).map { String(cString: mr_argument($0)) }
  }
}
