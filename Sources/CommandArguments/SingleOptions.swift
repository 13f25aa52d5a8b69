package import ArgumentParser

/// Options that may be given once. ArgumentParser takes the last of several values and says nothing.
package enum SingleOptions {
  /// - Parameters:
  ///   - words: the command line, without the program's name.
  ///   - command: what they were parsed as, with success.
  /// - Throws: `ValidationError` if an option that takes one value has several. Flags may be repeated.
  package static func check(_ words: [String], of command: any ParsableArguments.Type) throws {
    let given = words.prefix { $0 != "--" }.filter { $0.hasPrefix("-") }.map {
      String($0.prefix { $0 != "=" })
    }
    // Long names that differ are different options: nothing has to be looked up then.
    if Set(given).count == given.count, given.allSatisfy({ $0.hasPrefix("--") }) { return }
    let names = try names(of: command)
    var seen: Set<String> = []
    for word in given {
      guard let name = names[word] else { continue }
      guard seen.insert(name).inserted else {
        throw ValidationError("'\(name)' is given more than once, but takes one value.")
      }
    }
  }

  /// The options' preferred names, by all of their names.
  private static func names(of command: any ParsableArguments.Type) throws -> [String: String] {
    var names: [String: String] = [:]
    for option in try CommandHelp.of(command).arguments ?? []
    where option.kind == "option" && !option.isRepeating {
      guard let preferred = option.preferredName ?? option.names?.first else { continue }
      for name in option.names ?? [] { names[name.written] = preferred.written }
    }
    return names
  }
}
