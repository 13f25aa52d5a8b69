import Glibc
import Model

/// What the paths on the command line are relative to.
func currentDirectory() throws(MRError) -> String {
  guard let path = getcwd(nil, 0) else {
    throw MRError(
      .notFound, "the current directory is gone", cause: String(cString: strerror(errno)))
  }
  defer { free(path) }
  return String(cString: path)
}
