package import Diagnostics
package import Identity

/// Finds the values that stages ask for.
package enum ParamResolution {
  /// The values of `requests`, sorted by file, then key, each once; and what is missing, at the place that asks for it.
  ///
  /// `documents` holds the params files that could be read. A file that `unreadable` names has been complained of
  /// already and adds no diagnostic here.
  package static func resolve(
    requests: [ParamRequest], documents: [RelativePath: ParamsDocument], unreadable: Set<RelativePath> = []
  ) -> (records: [ParamRecord], diagnostics: [Diagnostic]) {
    var records: [ParamRecord] = []
    var diagnostics: [Diagnostic] = []
    for request in requests {
      guard let document = documents[request.file] else {
        if !unreadable.contains(request.file) {
          diagnostics.append(ParamsProblem.missingFile(request.file).diagnostic(at: request.span))
        }
        continue
      }
      switch request.selection {
      case .wholeFile: records += document.records
      case .keys(let keys):
        for (key, span) in keys {
          if let found = document.select(key) {
            records += found
          } else {
            let problem = ParamsProblem.missingKey(key.text, document.printedFile, known: document.keyTexts)
            diagnostics.append(problem.diagnostic(at: span))
          }
        }
      }
    }
    records.sort(by: ParamRecord.inOrder)
    var unique: [ParamRecord] = []
    for record in records where unique.last.map({ ParamRecord.inOrder($0, record) }) ?? true {
      unique.append(record)
    }
    return (unique, diagnostics)
  }
}
