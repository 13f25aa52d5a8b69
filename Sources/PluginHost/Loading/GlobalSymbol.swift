internal import CFFI
internal import Glibc

/// What a plugin meets before its own symbols: this program and the libraries that it was linked with.
package enum GlobalSymbol {
  /// The name of the library that has the symbol, nil if there is none: `libc.so.6`.
  package static func library(defining symbol: String) -> String? {
    guard let address = dlsym(nil, symbol) else { return nil }
    let path = mr_library_of(address).map { String(cString: $0) }
    return path?.split(separator: "/").last.map(String.init) ?? "mr"
  }
}
