/// Draws a phase as one line. Pure: the same input gives the same line.
enum ProgressLine {
  /// `mapping   [=========>          ]  47 %   812 MB/s   0:12 left`, never wider than `width`.
  /// What does not fit is left out from the right; the bar takes the space that is left.
  static func bar(_ phase: PhaseProgress, rate: Double?, width: Int) -> String {
    let name = padded(phase.kind.rawValue, to: 10)
    let percent = phase.state == .waiting ? "     -" : leftPadded(percentage(phase), to: 6)
    var speed = leftPadded(phase.state == .running ? rate.map(Units.rate) ?? "" : "", to: 11)
    var remaining = leftPadded(
      phase.state == .done ? "done" : remaining(phase, rate: rate).map { $0 + " left" } ?? "",
      to: 14)
    if phase.state == .running, let remark = phase.remark {
      (speed, remaining) = (leftPadded(remark, to: 25), "")
    }

    let brackets = 2
    let smallestBar = 10
    for columns in [percent + speed + remaining, percent + speed, percent] {
      let space = width - name.count - columns.count - brackets
      if space >= smallestBar {
        let bar = drawn(phase, width: min(space, 40))
        return trimmedRight("\(name)[\(bar)]\(columns)")
      }
    }
    return String((name + percent).prefix(max(0, width)))
  }

  /// `mapping: 47 % of 12 GB, 812 MB/s, 0:12 left`, for logs and pipes.
  static func plain(_ phase: PhaseProgress, rate: Double?) -> String {
    var parts = ["\(phase.kind.rawValue): \(percentage(phase))"]
    if phase.total > 0 {
      parts[0] += " of \(phase.isTotalKnown ? "" : "about ")\(Units.bytes(phase.total))"
    }
    if let remark = phase.remark {
      parts.append(remark)
    } else {
      if let rate { parts.append(Units.rate(rate)) }
      if let remaining = remaining(phase, rate: rate) { parts.append(remaining + " left") }
    }
    return parts.joined(separator: ", ")
  }

  /// The part that is done in percent, rounded down: 100 % is for what is complete.
  private static func percentage(_ phase: PhaseProgress) -> String {
    "\(Int(shown(phase) * 100)) %"
  }

  private static func shown(_ phase: PhaseProgress) -> Double {
    phase.state == .running ? phase.shownFraction ?? phase.fraction : phase.fraction
  }

  private static func remaining(_ phase: PhaseProgress, rate: Double?) -> String? {
    guard phase.state == .running, phase.isTotalKnown, phase.total > phase.done, let rate, rate > 0
    else { return nil }
    if let left = phase.left { return Units.clock(left) }
    return Units.clock(Double(phase.total - phase.done) / rate)
  }

  private static func drawn(_ phase: PhaseProgress, width: Int) -> String {
    let filled = Int(shown(phase) * Double(width))
    if filled == width { return String(repeating: "=", count: width) }
    let head = phase.state == .running ? ">" : " "
    return String(repeating: "=", count: filled) + head
      + String(repeating: " ", count: width - filled - 1)
  }
}
