import Testing

@Suite struct ImportTests {
  /// What each module of the project may import, as docs/ARCHITECTURE.md draws it.
  private static let modules: [String: Set<String>] = [
    "lockstep": ["Commands", "Platform"],
    "Commands": [
      "Arguments", "Charts", "Diagnostics", "Documents", "Engine", "History", "Identity", "Migration",
      "PipelineModel",
      "Platform", "Store",
    ],
    "Migration": ["Diagnostics", "Documents", "Engine", "Identity", "PipelineModel", "Platform", "Store"],
    "Engine": ["Diagnostics", "Documents", "Identity", "PipelineModel", "Platform", "Store"],
    "History": ["Diagnostics", "Documents", "Identity", "PipelineModel", "Platform", "Store"],
    "PipelineModel": ["Diagnostics", "Documents", "Identity"],
    "Store": ["Diagnostics", "Documents", "Identity", "Platform"],
    "Platform": ["CCrypto", "CPlatform", "CSQLite", "Glibc", "Identity"],
    "Documents": ["CYAML", "Diagnostics"],
    "Charts": ["Diagnostics"],
    "Arguments": ["Diagnostics"],
    "Identity": [],
    "Diagnostics": [],
    "StageKit": ["Arguments", "Diagnostics", "Documents", "Identity", "Learning", "Platform", "Tables"],
    "Learning": ["CXGBoost", "Diagnostics", "Tables"],
    "Tables": ["CLZ4", "CZstd", "Diagnostics", "Platform"],
  ]

  private static let stageProgram: Set<String> = [
    "Arguments", "Diagnostics", "Documents", "Learning", "StageKit", "Tables",
  ]

  /// C modules, and the one module that wraps each.
  private static let fences = [
    "Glibc": "Platform", "CPlatform": "Platform", "CCrypto": "Platform", "CSQLite": "Platform",
    "CYAML": "Documents", "CLZ4": "Tables", "CZstd": "Tables", "CXGBoost": "Learning",
  ]

  /// Parts of the standard library that need an import of their own.
  private static let standard: Set<String> = ["Synchronization"]

  @Test func `modules import only what stands below them`() throws {
    let repository = try Repository()
    for file in try repository.swiftFiles(in: "Sources", "stages") {
      let module = module(of: file)
      let allowed = file.hasPrefix("stages/") ? Self.stageProgram : Self.modules[module]
      guard let allowed else {
        Issue.record("module '\(module)' has no row in the import table")
        continue
      }
      let forbidden = try imports(repository.lines(file)).subtracting(allowed).subtracting(Self.standard)
      #expect(forbidden.isEmpty, "\(file)")
    }
  }

  @Test func `each C library is imported by one module`() throws {
    let repository = try Repository()
    for file in try repository.swiftFiles(in: "Sources", "stages", "Tests") {
      for name in try imports(repository.lines(file)) {
        if let owner = Self.fences[name] { #expect(module(of: file) == owner, "\(file) imports \(name)") }
      }
    }
  }

  @Test func `every C module has an owner`() throws {
    let package = try Repository().text("Package.swift")
    for name in package.split(separator: "name: \"").dropFirst().map({ $0.prefix { $0 != "\"" } })
    where package.contains("path: \"Sources/C/\(name)\"") {
      #expect(Self.fences[String(name)] != nil, "\(name)")
    }
  }

  @Test func `unsafe code stands behind the fences`() throws {
    let fenced = Set(Self.fences.values)
    let repository = try Repository()
    for file in try repository.swiftFiles(in: "Sources", "stages") where !fenced.contains(module(of: file)) {
      for (index, line) in try repository.lines(file).enumerated() {
        #expect(!words(line).contains("unsafe"), "\(file):\(index + 1)")
      }
    }
  }

  @Test func `nothing imports Foundation`() throws {
    let repository = try Repository()
    for file in try repository.swiftFiles(in: "Sources", "stages", "Tests", "bench") {
      let found = try imports(repository.lines(file)).filter { $0.hasPrefix("Foundation") }
      #expect(found.isEmpty, "\(file)")
    }
  }

  /// The modules that a file imports.
  private func imports(_ lines: [Substring]) -> Set<String> {
    var found: Set<String> = []
    for line in lines where line.contains("import ") {
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index + 1 < words.count,
        words[..<index].allSatisfy({ Self.qualifiers.contains($0) || $0.hasPrefix("@") })
      else { continue }
      found.insert(String(words[index + 1]))
    }
    return found
  }

  private static let qualifiers: Set<Substring> = ["package", "public", "internal", "private", "fileprivate"]

  /// The words of a line of code, without its comment and texts.
  private func words(_ line: Substring) -> Set<Substring> {
    var code = line[...]
    if let comment = code.firstRange(of: "//") { code = code[..<comment.lowerBound] }
    if code.contains("\"") { return [] }
    return Set(code.split { !($0.isLetter || $0.isNumber || $0 == "_") })
  }
}
