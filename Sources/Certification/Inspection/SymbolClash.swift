internal import PluginHost

/// A symbol of a plugin that may be bound to somebody else's definition.
package struct SymbolClash: Codable, Sendable, Hashable {
  package var symbol: String
  /// The library whose definition it gets: one that this program, which loads the plugin, needs itself.
  /// nil for a unique symbol: whichever library with one was loaded first.
  package var library: String?

  /// The clash for messages: `qsort of libc.so.6`.
  package var description: String {
    library.map { "\(symbol) of \($0)" } ?? "\(symbol), which is unique in a process"
  }

  package static let remedy =
    "Compile with -fvisibility=hidden (mr_plugin_entry stays visible) and, in C++, -fno-gnu-unique; link "
    + "with -Wl,-Bsymbolic; or give it another name."

  static func find(in file: ELFFile) -> [SymbolClash] {
    file.unique.map { SymbolClash(symbol: $0) }
      + file.interposable.compactMap { symbol in
        GlobalSymbol.library(defining: symbol).map { SymbolClash(symbol: symbol, library: $0) }
      }
  }
}
