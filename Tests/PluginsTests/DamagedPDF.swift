/// Three pages, of which something is wrong. The first says `page one`, and so on.
enum DamagedPDF: CaseIterable {
  case countTooHigh, countTooLow, countBeyondReason, noPages
  case loop, kidIsNoPage, contentIsNumber, contentIsMissing, formInItself

  var bytes: [UInt8] {
    var pages = (0..<3).map { page(contents: "\(7 + $0) 0 R") }
    var contents = ["one", "two", "three"].map {
      stream("BT /F 12 Tf 72 720 Td (page \($0)) Tj ET")
    }
    var tree = "<< /Type /Pages /Count 3 /Kids [4 0 R 5 0 R 6 0 R] >>"
    var more: [String] = []
    switch self {
    case .countTooHigh: tree = tree.replacing("/Count 3", with: "/Count 5")
    case .countTooLow: tree = tree.replacing("/Count 3", with: "/Count 1")
    case .countBeyondReason: tree = tree.replacing("/Count 3", with: "/Count 2000000000")
    case .noPages: tree = "<< /Type /Pages /Count 0 /Kids [] >>"
    case .loop: pages[1] = "<< /Type /Pages /Parent 2 0 R /Count 1 /Kids [2 0 R] >>"
    case .kidIsNoPage: pages[1] = "(no page)"
    case .contentIsNumber: pages[1] = page(contents: "17")
    case .contentIsMissing: pages[1] = page(contents: "99 0 R")
    case .formInItself:
      let resources = "/Resources << /Font << /F 3 0 R >> /XObject << /X 10 0 R >> >>"
      pages[1] = page(contents: "8 0 R", resources: resources)
      contents[1] = stream("/X Do")
      more = [
        stream(
          "BT /F 12 Tf 72 720 Td (page two) Tj ET /X Do",
          "/Type /XObject /Subtype /Form /BBox [0 0 612 792] \(resources)")
      ]
    }
    return TestPDF.file(
      of: [
        "<< /Type /Catalog /Pages 2 0 R >>", tree,
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
      ] + pages + contents + more)
  }

  private func page(contents: String, resources: String = "/Resources << /Font << /F 3 0 R >> >>")
    -> String
  {
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents \(contents) \(resources) >>"
  }

  private func stream(_ content: String, _ entries: String = "") -> String {
    "<< /Length \(content.utf8.count) \(entries) >> stream\n\(content)\nendstream"
  }
}
