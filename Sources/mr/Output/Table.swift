/// Rows under headings, for people. Numbers stand right.
struct Table {
  struct Column {
    var heading: String
    var isNumeric = false
  }

  var columns: [Column]
  var rows: [[String]] = []

  /// A `#` in front of a heading says that its column holds numbers: `"#MAPPERS"`.
  init(_ headings: String...) {
    columns = headings.map {
      $0.hasPrefix("#")
        ? Column(heading: String($0.dropFirst()), isNumeric: true) : Column(heading: $0)
    }
  }

  /// The table as text, without a newline at the end.
  var text: String {
    let lines = [columns.map(\.heading)] + rows
    let widths = columns.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      trimmedRight(
        columns.indices.map { column in
          columns[column].isNumeric
            ? leftPadded(line[column], to: widths[column])
            : padded(line[column], to: widths[column])
        }.joined(separator: "  "))
    }.joined(separator: "\n")
  }
}
