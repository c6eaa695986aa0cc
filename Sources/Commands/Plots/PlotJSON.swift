import Diagnostics
import Documents
import History
import Identity
import PipelineModel

/// Figures for programs.
struct PlotJSON {
  let figures: [PlotFigure]

  /// By id: the kind of the plot, its revisions and the data of each; and what could not be looked at.
  var value: JSONValue {
    let data = figures.map { figure in (figure.id, JSONValue.array(Self.parts(figure))) }
    let errors = figures.flatMap { figure in
      figure.problems.map { problem in
        JSONValue.object([("name", .string(figure.id)), ("message", .string(problem.message))])
      }
    }
    return .object([("data", .object(data)), ("errors", .array(errors))])
  }

  private static func parts(_ figure: PlotFigure) -> [JSONValue] {
    let images = figure.images.map { image in
      JSONValue.object([
        ("type", "image"), ("revisions", [.string(image.revision)]), ("media_type", .string(image.type)),
        ("path", .string(image.path.description)), ("size", .int(image.bytes.count)),
      ])
    }
    if figure.lines.isEmpty { return images }
    var seen: Set<String> = []
    let revisions = figure.lines.map(\.revision).filter { seen.insert($0).inserted }
    let points = revisions.map { revision in
      (revision, JSONValue.array(figure.lines.filter { $0.revision == revision }.flatMap(rows)))
    }
    return images + [
      .object([
        ("type", "chart"), ("title", .string(figure.title)),
        ("template", .string(figure.plot.template ?? PlotTemplate.linear.rawValue)),
        ("revisions", .array(revisions.map(JSONValue.string))), ("datapoints", .object(points)),
      ])
    ]
  }

  private static func rows(_ line: PlotLine) -> [JSONValue] {
    let hasSameName = line.xField == line.field
    return line.rows.map { row in
      var members: [(String, JSONValue)] = [("file", .string(line.file.description))]
      if !hasSameName { members.append((line.xField ?? "step", value(row.x))) }
      members.append((line.field, value(row.y)))
      if let group = row.group { members.append(("group", value(group))) }
      if let weight = row.weight { members.append(("weight", .double(weight))) }
      return .object(members)
    }
  }

  private static func value(_ value: PlotValue) -> JSONValue {
    if value.text.isEmpty { return .null }
    guard let number = value.number else { return .string(value.text) }
    // `.5` and `+1` are numbers of tables, and none of JSON.
    return number.isFinite && JSONValue.isNumber(value.text) ? .number(value.text) : .double(number)
  }
}
