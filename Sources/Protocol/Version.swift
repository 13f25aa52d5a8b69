/// The version of `mr`. A master takes workers of its own version only.
package enum Version {
  package static let current = "0.1.0"
}
