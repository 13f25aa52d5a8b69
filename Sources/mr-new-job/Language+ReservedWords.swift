extension Language {
  /// What no plugin, type or module of a job may be called: the words of the language, and the names
  /// that the template uses.
  var reservedWords: Set<String> {
    switch self {
    case .c: Self.cWords
    case .cpp: Self.cWords.union(Self.cppWords)
    case .swift: Self.swiftWords
    case .python: Self.pythonWords
    case .rust: Self.rustWords
    }
  }

  private static let cWords = words(
    """
    auto break case char const continue default do double else enum extern float for goto if inline
    int long register restrict return short signed sizeof static struct switch typedef union
    unsigned void volatile while main test clean
    """)

  private static let cppWords = words(
    """
    alignas alignof and asm bool catch class concept constexpr const_cast decltype delete
    dynamic_cast explicit export false friend mutable namespace new noexcept not nullptr operator or
    private protected public reinterpret_cast requires static_assert static_cast template this
    thread_local throw true try typeid typename using virtual wchar_t xor mapreduce std Job
    """)

  private static let swiftWords = words(
    """
    Any AnyObject Array Bool CMapReduce Character Combining Context Dictionary Double Emitted Error
    Field Float Foundation Glibc Int Int64 Job JobTest MapReduceKit MapReduceTesting Never Optional
    Output Partitioning Plugin Protocol Record Reducing Result Self Sendable Set String Swift
    Testing Type UInt Values Void XCTest as associatedtype break case catch class continue default
    defer deinit do else enum extension fallthrough false fileprivate for func guard if import in
    init inout internal is let nil operator private protocol public repeat rethrows return self
    static struct subscript super switch throw throws true try typealias var where while test clean
    """)

  private static let pythonWords = words(
    """
    False None True and as assert async await break class continue def del elif else except finally
    for from global if import in is lambda nonlocal not or pass raise return try while with yield
    test clean
    """)

  private static let rustWords = words(
    """
    Self abstract alloc as async await become box break const continue core crate do dyn else enum
    extern false final fn for gen if impl in let loop macro mapreduce match mod move mut override
    priv proc_macro pub ref return self static std struct super test trait true try type typeof
    unsafe unsized use virtual where while yield Box Combine Context Err Error Fn Job None Ok
    Option Output Partition Record Reduce Result Some String Text Values Vec clean deps build
    """)

  private static func words(_ text: String) -> Set<String> {
    Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
  }
}
