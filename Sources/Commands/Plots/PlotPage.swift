import Charts
import Diagnostics
import History
import Identity

/// Figures as parts of a page, and as files.
struct PlotPage {
  let figures: [PlotFigure]

  /// The figures side by side.
  var grid: Markup { .element("div", ["class": "grid"], figures.flatMap(Self.cards)) }

  /// A page of the figures of `revisions`.
  func page(_ revisions: [String]) -> Page {
    let names = revisions.map { $0 == Revision.workspaceName ? "the workspace" : $0 }
    let intro = "Plots of \(names.count > 1 ? Self.list(names) : names.joined())."
    let empty = "No plots are defined: a pipeline file lists them under 'plots'."
    return Page(
      title: "Plots",
      content: [
        .element("h1", text: "Plots"), Page.soft(figures.isEmpty ? empty : intro), grid,
      ])
  }

  private static func list(_ words: [String]) -> String {
    words.dropLast().joined(separator: ", ") + " and " + (words.last ?? "")
  }

  private static func cards(_ figure: PlotFigure) -> [Markup] {
    var said = figure.notes.map { Page.soft($0) }
    said += figure.problems.map { Markup.element("p", ["class": "bad"], text: Self.text($0)) }
    let drawings = figure.charts.map { ChartDrawing.draw($0).inline() }
    let images = figure.images.map { image in
      Markup.element(
        "img", ["src": image.address, "alt": "\(figure.title) (\(image.revision))", "loading": "lazy"])
    }
    if drawings.isEmpty, images.isEmpty {
      return [card([.element("p", [.element("strong", text: figure.title)])], said, isDrawn: false)]
    }
    var cards = drawings.enumerated().map { index, drawing in
      card([drawing], index == drawings.count - 1 ? said : [], isDrawn: true)
    }
    for (image, shown) in zip(figure.images, images) {
      let words = figure.images.count > 1 ? "\(figure.title) (\(image.revision))" : figure.title
      cards.append(card([shown], [.element("p", text: words)] + said, isDrawn: true))
    }
    return cards
  }

  /// A problem in one line, with its place where that is in the plot's data.
  private static func text(_ problem: Diagnostic) -> String {
    guard let span = problem.span, !problem.message.contains("'") else { return problem.message }
    return "\(span.file):\(span.line):\(span.column): \(problem.message)"
  }

  private static func card(_ shown: [Markup], _ said: [Markup], isDrawn: Bool) -> Markup {
    let caption = (isDrawn ? [] : shown) + said
    return .element(
      "figure", ["class": "card"],
      (isDrawn ? shown : []) + (caption.isEmpty ? [] : [.element("figcaption", caption)]))
  }

  /// The charts as files of their own, with the images beside them, by names that no two share.
  var files: [(name: String, title: String, bytes: [UInt8])] {
    var used: Set<String> = []
    return figures.flatMap { figure -> [(name: String, title: String, bytes: [UInt8])] in
      let charts = figure.charts.map { chart in
        (
          name: Self.fileName(figure.id, "svg", &used), title: figure.title,
          bytes: ChartDrawing.draw(chart, width: 640, height: 400).file
        )
      }
      let images = figure.images.map { image in
        let suffix = image.type == "image/svg+xml" ? "svg" : String(image.type.dropFirst(6))
        return (
          name: Self.fileName("\(figure.id)-\(image.revision)", suffix, &used),
          title: "\(figure.title) (\(image.revision))", bytes: image.bytes
        )
      }
      return charts + images
    }
  }

  /// `id` as the name of a file: what is no letter, digit, point or dash becomes `_`.
  static func fileName(_ id: String, _ suffix: String, _ used: inout Set<String>) -> String {
    let plain = String(
      id.unicodeScalars.prefix(100).map { scalar in
        let isPlain =
          scalar.isASCII
          && (scalar.properties.isAlphabetic || "0123456789.-_".unicodeScalars.contains(scalar))
        return isPlain ? Character(scalar) : "_"
      })
    let stem = plain.hasPrefix(".") ? "_" + plain.dropFirst() : plain
    var name = "\(stem).\(suffix)"
    var count = 2
    while !used.insert(name.lowercased()).inserted {
      name = "\(stem)-\(count).\(suffix)"
      count += 1
    }
    return name
  }
}
