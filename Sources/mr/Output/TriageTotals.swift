import Input
import Model

/// What files are, counted.
struct TriageTotals {
  struct View: Encodable {
    var kind: String
    var files: Int
    var bytes: Int
    var pages: Int?
    var usable: Bool
    var examples: [String]
  }

  /// How many paths of each kind are kept.
  private let examples: Int
  private var kinds: [String: View] = [:]

  init(examples: Int) { self.examples = examples }

  mutating func add(_ file: InputFile, _ kind: FileKind) {
    var view =
      kinds[kind.name]
      ?? View(kind: kind.name, files: 0, bytes: 0, usable: kind.isUsable, examples: [])
    view.files += 1
    view.bytes = view.bytes.addingSaturated(file.size)
    if let pages = kind.pages { view.pages = (view.pages ?? 0).addingSaturated(pages) }
    if view.examples.count < examples {
      let reason = kind.reason.map { ": \($0)" } ?? ""
      view.examples.append(file.path.description + reason)
    }
    kinds[kind.name] = view
  }

  var hasUnusable: Bool { kinds.values.contains { !$0.usable } }

  /// What can be used first, and then what there is most of.
  var views: [View] {
    kinds.values.sorted { a, b in
      if a.usable != b.usable { return a.usable }
      return a.files == b.files ? a.kind < b.kind : a.files > b.files
    }
  }

  /// The table, without a newline at the end.
  var text: String {
    var table = Table("KIND", "#FILES", "#SIZE", "#PAGES", "")
    for view in views {
      let numbers = [
        Units.count(view.files), Units.bytes(view.bytes), view.pages.map { Units.count($0) } ?? "",
      ]
      let examples = view.examples.map(terminalSafe)
      table.rows.append([view.kind] + numbers + [examples.first ?? ""])
      for example in examples.dropFirst() { table.rows.append(["", "", "", "", example]) }
    }
    return table.text
  }
}
