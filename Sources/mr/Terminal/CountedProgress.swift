/// How many of so many are done, on one line of a terminal; nothing elsewhere.
struct CountedProgress {
  private let total: Int
  private let screen: Screen
  private var isShown = false

  init(total: Int, screen: Screen) {
    self.total = total
    self.screen = screen
  }

  mutating func show(_ done: Int) {
    guard screen.isInteractive else { return }
    clear()
    screen.write("\(Units.count(done)) of \(Units.count(total)) files")
    isShown = true
  }

  /// Removes the line: ECMA-48 EL.
  mutating func clear() {
    if isShown { screen.write("\r\u{1b}[K") }
    isShown = false
  }
}
