import Model

/// One line of text with its control characters made visible: what a plugin writes must not steer the terminal,
/// nor look like a line of ours.
func terminalSafe(_ text: String) -> String { visible(text) }
