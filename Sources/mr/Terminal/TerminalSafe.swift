/// Text with its control characters made visible: what a plugin writes must not steer the terminal.
func terminalSafe(_ text: String) -> String {
  var safe = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if scalar.properties.generalCategory == .control, scalar != "\t" {
      safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    } else {
      safe.append(scalar)
    }
  }
  return String(safe)
}
