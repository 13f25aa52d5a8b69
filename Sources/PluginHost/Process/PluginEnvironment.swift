internal import Glibc
package import Model

/// The variables of the environment that plugins see: those that a program needs to find its files and to
/// speak the user's language, and those that were named. What else is in a user's environment, keys and tokens for
/// instance, is nothing that a job is to read.
package enum PluginEnvironment {
  /// The variable that names more, separated by commas.
  package static let variable = "MR_ENV"

  private static let names: Set<String> = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "HOSTNAME", "TERM", "TZ", "TZDIR", "TMPDIR", "LANG",
    "LANGUAGE", "LD_LIBRARY_PATH", "LD_PRELOAD", "VIRTUAL_ENV", "CONDA_PREFIX", "JAVA_HOME",
    "GLIBC_TUNABLES", "SSL_CERT_FILE", "SSL_CERT_DIR", "CUDA_VISIBLE_DEVICES", "SWIFT_BACKTRACE",
    "RUST_BACKTRACE", "MR_CACHE", "MR_ENV", "MR_PDFIUM", "MR_PLUGIN_PATH", "MR_TASK_TIMEOUT",
    "MR_CORES",
  ]
  private static let prefixes = [
    "LC_", "PYTHON", "XDG_", "MALLOC_", "FONTCONFIG_", "OMP_", "OPENBLAS_", "MKL_", "ASAN_",
    "LSAN_",
    "TSAN_", "UBSAN_",
  ]

  /// Whether plugins see the variable of that name.
  package static func allows(_ name: some StringProtocol) -> Bool {
    let name = String(name)
    return names.contains(name) || prefixes.contains { name.hasPrefix($0) }
      || (!name.hasPrefix("MR_") && named.contains(name))
  }

  /// What this process hands on to one that plugins are loaded in, as `NAME=value` with its zero: not all values are
  /// UTF-8.
  /// - Parameter added: in the same form, without the zero; in the place of what has its name.
  package static func inherited(adding added: [String]) -> [[UInt8]] {
    let names = Set(added.map { $0.prefix { $0 != "=" } })
    var variables = added.map { Array($0.utf8) + [0] }
    var next = environ
    while let text = next.pointee {
      let name = String(cString: text).prefix { $0 != "=" }
      if allows(name), !names.contains(name) {
        variables.append(Array(UnsafeRawBufferPointer(start: text, count: strlen(text) + 1)))
      }
      next += 1
    }
    return variables
  }

  /// Has plugins see one more variable, in this process and those that it starts.
  /// - Parameter text: `NAME`, of a variable of this process, or `NAME=VALUE`.
  /// - Throws: `invalidArgument` if that is no name of a variable that plugins may see, or there is none of it.
  package static func add(_ text: String) throws(MRError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    guard isName(name), !name.hasPrefix("MR_") else {
      throw MRError(
        .invalidArgument, "\"\(printable(name.utf8))\" is no variable that plugins can be given",
        remedy: "Write --env NAME or --env NAME=VALUE; names that begin with MR_ are mr's own.")
    }
    if parts.count == 2 {
      setenv(name, String(parts[1]), 1)
    } else if getenv(name) == nil {
      throw MRError(
        .invalidArgument, "the environment has no variable \(name)",
        remedy: "Set it, or write --env \(name)=VALUE.")
    }
    setenv(variable, (named + [name]).joined(separator: ","), 1)
  }

  /// Takes from this process what plugins are not to see. To be called before the first is loaded, and while
  /// there is no other thread that reads the environment. The values are overwritten: the kernel shows
  /// everyone of the same user the memory that a process began with.
  package static func enter() {
    var kept = environ
    var next = environ
    while let text = next.pointee {
      let name = String(cString: text).prefix { $0 != "=" }
      if allows(name) {
        kept.pointee = text
        kept += 1
      } else {
        memset(text, 0, strlen(text))
      }
      next += 1
    }
    kept.pointee = nil
  }

  private static var named: [String] {
    guard let value = getenv(variable) else { return [] }
    return String(cString: value).split(separator: ",").map(String.init)
  }

  private static func isName(_ name: String) -> Bool {
    let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
    let small = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let isWord = name.utf8.allSatisfy { byte in
      letters.contains(byte) || small.contains(byte) || digits.contains(byte)
        || byte == UInt8(ascii: "_")
    }
    return isWord && name.utf8.first.map { !digits.contains($0) } == true
  }
}
