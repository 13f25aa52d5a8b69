/// Where a job's input lies: a path whose components may hold wildcards, such as
/// `data/books/{category}/{book}.pdf`.
///
/// | part | matches |
/// |---|---|
/// | `{name}` | one or more characters of one component, which become the attribute `name` |
/// | `*` | any characters of one component, also none |
/// | `?` | one character |
/// | `[a-z]`, `[!a-z]` | one character of a set, or one that is not in it |
/// | `**` | as a whole component: any number of directories, also none; at the end, every file below |
/// | `\` | takes its special meaning from the character that follows |
///
/// A component that begins with a dot or an underscore is matched only where the layout's does too,
/// as in shells and in Hadoop.
/// Where several ways of matching exist, earlier parts take as few characters as possible:
/// `{a}-{b}` finds `x` and `y-z` in `x-y-z`. A byte that is no UTF-8 counts as a character.
package struct Layout: Sendable, Hashable, CustomStringConvertible {
  /// The layout as it was written.
  package let text: String
  /// The leading components without wildcards: `data/books`; `.` if there are none. Of a plain
  /// file path, its directory.
  package let root: BytePath
  /// The names of the `{name}` parts in their order.
  package let attributeNames: [String]
  /// What follows `root`, a step for each component; at least one, and the last is no gap.
  package let components: [GlobStep<ComponentPattern>]
  /// The components as they were written, for messages.
  package let componentTexts: [String]

  /// - Throws: `invalidArgument` with the character at which the layout is wrong.
  package init(_ text: String) throws(MRError) {
    var parser = LayoutParser(text)
    let parts = try parser.parse()
    self.text = text
    root = parts.root
    components = parts.components
    componentTexts = parts.componentTexts
    attributeNames = parser.attributeNames
  }

  package var description: String { text }

  /// What is left of the layout from a component on: `{category}/{book}.pdf`.
  package func text(from component: Int) -> String {
    componentTexts[component...].joined(separator: "/")
  }

  /// The characters that every matched file's name ends with: `.pdf`; often none.
  package var ending: String {
    guard case .one(let last) = components.last else { return "" }
    return last.ending
  }

  /// Whether the last component holds a wildcard, so that several files may be meant.
  package var endsWithWildcard: Bool {
    guard case .one(let last) = components.last else { return true }
    return last.hasWildcard
  }

  /// Whether it holds wildcards at all.
  package var hasWildcard: Bool { components.count > 1 || endsWithWildcard }

  /// Escapes what is special in layouts, so that a path stands for itself.
  package static func escaped(_ path: String) -> String {
    var text = String.UnicodeScalarView()
    for scalar in path.unicodeScalars {
      if #"\{}*?["#.unicodeScalars.contains(scalar) { text.append("\\") }
      text.append(scalar)
    }
    return String(text)
  }
}
