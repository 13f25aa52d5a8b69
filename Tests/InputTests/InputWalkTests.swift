import Foundation
import Input
import Model
import TestSupport
import Testing

@Suite struct InputWalkTests {
  private func walk(_ scratch: Scratch, _ layout: String) throws -> [InputFile] {
    try InputWalk.files(matching: Layout(Layout.escaped(scratch.path) + "/" + layout))
  }

  private func names(_ scratch: Scratch, _ layout: String) throws -> [String] {
    try walk(scratch, layout).map { String(describing: $0.path).dropFirst(scratch.path.count + 1) }
      .map(String.init)
  }

  @Test func booksAreFoundWithTheirAttributes() throws {
    let scratch = try Scratch()
    for book in ["poetry/b.pdf", "poetry/a.pdf", "novels/c.pdf", "novels/notes.txt", "d.pdf"] {
      scratch.write("books/\(book)", book)
    }
    let files = try walk(scratch, "books/{category}/{book}.pdf")
    #expect(
      files.map(\.relativePath.description) == ["novels/c.pdf", "poetry/a.pdf", "poetry/b.pdf"])
    #expect(
      files[1].attributes == [
        .init(name: "category", value: Array("poetry".utf8)),
        .init(name: "book", value: Array("a".utf8)),
      ])
    #expect(files[1].path.description == "\(scratch.path)/books/poetry/a.pdf")
    #expect(files[1].size == 12)
    #expect(files[1].modified > 1_600_000_000_000_000_000)
    #expect(try names(scratch, "books/d.pdf") == ["books/d.pdf"])
  }

  /// bash's own globs over a tree of odd names.
  @Test(arguments: [
    "*", "**", "**/*", "a*/*", "*/b*", "**/b?", "**/.h*", ".h*/*", "?", "[!a]*", "[a-b]*/**",
    "*/*/*", "**/a/**/b*", "a b/*", "**/*.*", "*\\**", "**/é*",
  ])
  func findsWhatTheShellFinds(_ pattern: String) throws {
    let scratch = try Scratch()
    let odd = ["a", "b", "a b", "b*", ".hidden", "é", "x.y", "n\nl", "-a"]
    for directory in ["", "a", "b1", "a b", ".h", "a/a", "a/b", "a/a/b"] {
      for name in odd
      where !(directory.isEmpty && ["a", "a b"].contains(name))
        && !(directory.hasPrefix("a") && ["a", "b"].contains(name) && directory != "a b")
      {
        scratch.write("\(directory)/\(name)", name)
      }
    }
    scratch.write(BytePath(bytes: [0x61, 0x2f, 0xff, 0x62]), [1])
    let script = """
      cd "$1"; shopt -s globstar nullglob
      for f in \(pattern.replacingOccurrences(of: " ", with: "\\ ")); do
        if [ -f "$f" ]; then printf '%s\\0' "$f"; fi
      done
      """
    let expected = try run("bash", "-c", script, "bash", scratch.path)
      .split(separator: 0).map { BytePath(bytes: Array($0)) }
    let found = (try? walk(scratch, pattern).map(\.relativePath)) ?? []
    let fixed = try Layout(pattern).root
    let below = found.map {
      fixed == BytePath(".") ? $0 : BytePath(bytes: fixed.bytes + [47] + $0.bytes)
    }
    #expect(!expected.isEmpty)
    // bash names a file once for each way in which several `**` match it.
    #expect(below == Set(expected).sorted())
  }

  @Test func allFilesAreThoseOfFind() throws {
    let scratch = try Scratch()
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<150 {
      let depth = generator.int(0...4)
      var path: [UInt8] = []
      for _ in 0..<depth { path += [UInt8(generator.int(100...104)), UInt8(ascii: "/")] }
      let name = (0..<generator.int(1...6)).map { _ in UInt8(generator.int(128...255)) }
      scratch.write(BytePath(bytes: path + name), name)
    }
    let listed = try run("find", "-L", scratch.path, "-type", "f", "-printf", "%p\\0%s\\0")
      .split(separator: 0)
    let files = try walk(scratch, "**")
    let expected = stride(from: 0, to: listed.count, by: 2).map {
      (BytePath(bytes: Array(listed[$0])), listed[$0 + 1])
    }
    .sorted { $0.0 < $1.0 }
    #expect(files.map(\.path) == expected.map(\.0))
    #expect(files.map { String($0.size) } == expected.map { String(decoding: $0.1, as: UTF8.self) })
  }

  @Test func linksAreFollowedButNotInCircles() throws {
    let scratch = try Scratch()
    scratch.write("real/a.txt", "a")
    scratch.link("real/circle", to: "..")
    scratch.link("real/self", to: ".")
    scratch.link("linked", to: "real")
    scratch.link("file.txt", to: "real/a.txt")
    #expect(try names(scratch, "**/*.txt") == ["file.txt", "linked/a.txt", "real/a.txt"])
    #expect(try walk(scratch, "file.txt")[0].size == 1)

    scratch.link("real/broken.txt", to: "nowhere")
    let broken = try #require(throws: MRError.self) { try walk(scratch, "real/*.txt") }
    #expect(broken.code == .input)
    #expect(broken.message.contains("real/broken.txt` is a link that leads nowhere"))
    #expect(try names(scratch, "real/a*") == ["real/a.txt"])
    // Not a directory, so that nothing lies below it.
    #expect(throws: MRError.self) { try walk(scratch, "real/broken.txt/*") }

    scratch.link("round", to: "round")
    let round = #expect(throws: MRError.self) { try walk(scratch, "round") }
    #expect(round?.cause == "Too many levels of symbolic links")
  }

  /// A link is judged only where it would be read: one that leads to itself is no directory.
  @Test func linksThatAreNotMeantDoNotMatter() throws {
    let scratch = try Scratch()
    scratch.write("d/sub/a.txt", "a")
    scratch.link("d/self", to: "self")
    scratch.link("d/sub/there", to: "back")
    scratch.link("d/sub/back", to: "there")
    scratch.link("d/nowhere", to: "gone")
    #expect(try names(scratch, "d/**/*.txt") == ["d/sub/a.txt"])
    #expect(try names(scratch, "*/*/*.txt") == ["d/sub/a.txt"])
    for (layout, name) in [("d/**", "d/nowhere"), ("d/s*", "d/self"), ("d/*/*", "d/sub/back")] {
      let error = #expect(throws: MRError.self) { try walk(scratch, layout) }
      #expect(error?.message.contains("/\(name)` is a link that leads ") == true, "\(error!)")
      #expect(error?.remedy?.isEmpty == false)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func filesThatAreNotMeantNeedNotBeReadable() throws {
    let scratch = try Scratch()
    scratch.write("d/a.txt", "a")
    for name in ["d/b.log", "shut/c.log"] { scratch.write(name, name) }
    chmod("\(scratch.path)/d/b.log", 0)
    chmod("\(scratch.path)/shut", 0)
    #expect(try names(scratch, "d/**/*.txt") == ["d/a.txt"])
    #expect(try names(scratch, "d*/*.txt") == ["d/a.txt"])
    // What is in there might match.
    #expect(throws: MRError.self) { try walk(scratch, "**/*.txt") }
  }

  /// Brackets and braces of names are taken for patterns.
  @Test func namesThatLookLikePatternsAreToBeEscaped() throws {
    let scratch = try Scratch()
    scratch.write("br[1].txt", "x")
    let error = #expect(throws: MRError.self) { try walk(scratch, "br[1].txt") }
    #expect(error?.code == .notFound)
    #expect(error?.remedy?.contains(#"write `br\[1].txt`"#) == true, "\(error!)")
    #expect(try names(scratch, #"br\[1].txt"#) == ["br[1].txt"])
    scratch.write("dir[2]/a.txt", "a")
    let directory = #expect(throws: MRError.self) { try walk(scratch, "dir[2]/a.txt") }
    #expect(directory?.remedy?.contains(#"`dir\[2]`"#) == true)
    let other = #expect(throws: MRError.self) { try walk(scratch, "br[2].txt") }
    #expect(other?.remedy == nil)
  }

  @Test func directoriesAreNoFiles() throws {
    let scratch = try Scratch()
    scratch.write("data/sub/a.txt", "a")
    scratch.write("data/b.txt", "b")
    #expect(try names(scratch, "data/*") == ["data/b.txt"])
    for layout in ["data", "*/sub"] {
      let error = try #require(throws: MRError.self) { try walk(scratch, layout) }
      #expect(error.code == .input)
      #expect(error.message.hasSuffix("` is a directory"))
      #expect(error.remedy?.contains("/**`") == true)
    }
    let nothing = try #require(throws: MRError.self) { try walk(scratch, "*") }
    #expect(nothing.code == .notFound)
    #expect(nothing.remedy?.contains("data/*") == true)
  }

  /// As Hadoop does: what begins with an underscore is no data, unless it is asked for.
  @Test func hiddenEntriesAreFoundByNameOnly() throws {
    let scratch = try Scratch()
    for name in ["part-r-00000", "_SUCCESS", "_logs/a", ".part", "sub/_x.py", "sub/y.py"] {
      scratch.write("out/\(name)", name)
    }
    #expect(try names(scratch, "out/*") == ["out/part-r-00000"])
    #expect(try names(scratch, "out/{file}") == ["out/part-r-00000"])
    #expect(try names(scratch, "out/**") == ["out/part-r-00000", "out/sub/y.py"])
    #expect(try names(scratch, "out/_SUCCESS") == ["out/_SUCCESS"])
    #expect(try names(scratch, "out/_*/*") == ["out/_logs/a"])
    #expect(try names(scratch, "out/*/_*.py") == ["out/sub/_x.py"])

    func listing(_ layout: String) throws -> InputWalk.Listing {
      try InputWalk.listing(of: Layout(Layout.escaped(scratch.path) + "/" + layout))
    }
    // The marks of results are never meant.
    #expect(try listing("out/part*").remark == nil)
    #expect(try listing("out/sub/*.py").passedOver == 1)
    #expect(try listing("out/**").remark?.hasPrefix("2 entries begin with `_`") == true)

    let nothing = try #require(throws: MRError.self) { try walk(scratch, "out/*SUCCESS") }
    #expect(nothing.code == .notFound)
    #expect(
      nothing.cause?.contains("names that begin with `.` or `_`, 1 of them") == true, "\(nothing)")
  }

  /// Its parts may be a part of the result only.
  @Test func unfinishedResultsAreRefused() throws {
    let scratch = try Scratch()
    for name in ["done/_SUCCESS", "done/part-r-00000", "half/_RUNNING", "half/part-r-00000"] {
      scratch.write(name, "x")
    }
    for layout in ["half/*", "*/part-r-*", "{job}/part-r-00000", "**"] {
      let error = try #require(throws: MRError.self) { try walk(scratch, layout) }
      #expect(error.code == .input)
      #expect(error.message.contains("/half` is the unfinished result of a job"))
      #expect(error.cause == "it has a file _RUNNING")
      #expect(error.remedy?.isEmpty == false)
    }
    #expect(try names(scratch, "done/*") == ["done/part-r-00000"])
    #expect(try names(scratch, "half/part-r-00000") == ["half/part-r-00000"])
    scratch.write("mine/data.txt", "x")
    scratch.write("mine/out/_RUNNING", "")
    // Where nothing of it would be read, it does not matter.
    #expect(try names(scratch, "mine/**") == ["mine/data.txt"])
  }

  @Test func pipesAreRefusedByName() throws {
    let scratch = try Scratch()
    scratch.write("a.txt", "a")
    mkfifo("\(scratch.path)/pipe", 0o600)
    let error = try #require(throws: MRError.self) { try walk(scratch, "*") }
    #expect(error.code == .input)
    #expect(error.message.contains("/pipe` is no regular file"))
    #expect(try names(scratch, "*.txt") == ["a.txt"])
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may read everything"))
  func whatMayNotBeReadIsNamed() throws {
    let scratch = try Scratch()
    scratch.write("shut/a.txt", "a")
    chmod("\(scratch.path)/shut/a.txt", 0)
    let file = try #require(throws: MRError.self) { try walk(scratch, "shut/*") }
    #expect(file.code == .input)
    #expect(file.cause == "Permission denied")
    chmod("\(scratch.path)/shut", 0)
    let directory = try #require(throws: MRError.self) { try walk(scratch, "*/*") }
    #expect(directory.message.contains("/shut` cannot be listed"))
    #expect(directory.remedy != nil)
  }

  @Test func nothingFoundSaysHowFarTheLayoutMatched() throws {
    let scratch = try Scratch()
    for name in ["x/1.txt", "y/2.txt", "z/3.txt"] { scratch.write("data/books/\(name)", name) }
    scratch.makeDirectory(BytePath("data/empty"))
    for (layout, cause) in [
      (
        "data/books/{category}/{book}.pdf",
        "/data/books/x` has 1 entry, none is a file that matches `{book}.pdf`"
      ),
      (
        "data/books/q{category}/{book}.pdf",
        "/data/books` has 3 entries, none matches `q{category}/{book}.pdf`"
      ),
      ("data/empty/*", "/data/empty` has 0 entries, none is a file that matches `*`"),
      ("data/a.txt", "/data` has 2 entries, none is a file that matches `a.txt`"),
      ("data/**/*.pdf", "/data` has 2 entries, none matches `**/*.pdf`"),
      ("data/films/{year}/*", "/data` has 2 entries, none is `films`"),
      ("films/old/*", "` has 1 entry, none is `films`"),
    ] {
      let error = try #require(throws: MRError.self) { try walk(scratch, layout) }
      #expect(error.code == .notFound)
      #expect(error.message.contains(layout))
      #expect(error.cause?.hasSuffix(cause) == true, "\(error)")
    }
    let under = try #require(throws: MRError.self) { try walk(scratch, "data/books/x/1.txt/*") }
    #expect(under.code == .input)
    #expect(under.cause == "Not a directory")
  }
}

/// The standard output of a program.
private func run(_ arguments: String...) throws -> [UInt8] {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging(["LC_ALL": "C.UTF-8"]) { $1 }
  let pipe = Pipe()
  process.standardOutput = pipe
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  #expect(process.terminationStatus == 0)
  return Array(output)
}
