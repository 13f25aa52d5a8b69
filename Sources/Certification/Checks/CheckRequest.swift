internal import Planning

/// Asks for one check of a plugin, which may crash of it.
package struct CheckRequest: ChildRequest {
  package typealias Answer = Verdict
  package static let name = "check"

  let check: Check
  let subject: CheckSubject
  let request: CertificationRequest

  /// The child's part.
  /// - Parameter progress: is told what is about to be tried.
  package func answer(_ progress: @escaping (String) -> Void) -> Verdict {
    CheckRunner(request, progress: progress).run(check, of: subject)
  }
}
