/// A text whose words, numbers and fields come again and again, so that keys do.
enum SampleText {
  static let lines: [[UInt8]] = {
    let words = [
      "the", "quick", "brown", "fox", "jumps", "over", "lazy", "dog", "and", "The", "naïve",
      "café", "straße", "Москва", "東京", "42", "3.14", "-7", "error", "GET",
    ]
    var generator = SeededGenerator(seed: 1)
    var lines: [String] = []
    for number in 0..<200 {
      let count = Int.random(in: 1...9, using: &generator)
      let chosen = (0..<count).map { _ in
        // The first ones more often, as in texts.
        words[
          min(
            Int.random(in: 0..<words.count, using: &generator),
            Int.random(in: 0..<words.count, using: &generator))]
      }
      switch number % 5 {
      case 0: lines.append(chosen.joined(separator: ",") + ",\(number % 7)")
      case 1: lines.append(chosen.joined(separator: "\t"))
      default: lines.append(chosen.joined(separator: " ") + ".")
      }
    }
    lines.append("")
    return lines.map { Array($0.utf8) }
  }()
}
