/// Why there is no new project. ArgumentParser prints it.
struct NewJobError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
