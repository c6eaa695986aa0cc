import Diagnostics
import Identity
import PipelineModel
import Testing

@testable import History

@Suite struct ValueFormatTests {
  private func lines(_ name: String, _ text: String) throws -> [String] {
    let bytes = Array(text.utf8)
    do throws(Diagnostics) {
      return try ValueFile.read(bytes, .metrics, RelativePath(ofMachine: Array(name.utf8)), shown: name)
        .values.map {
          "\($0.key?.text ?? "-") = \($0.value.yaml)"
        }
    } catch {
      return error.all.map(DiagnosticRenderer().line)
    }
  }

  @Test func `a table of one row is a value a column`() throws {
    #expect(
      try lines("m.csv", "auc,n,name,none,bad,ok\n0.91,10,trees,,nan,true\n") == [
        "auc = 0.91", "bad = .nan", "n = 10", "name = trees", "none = null", "ok = true",
      ])
    #expect(try lines("m.tsv", "a\tb,c\r\n-inf\t\"x\ty\"\r\n") == ["a = -.inf", "b,c = \"x\\ty\""])
  }

  @Test func `TOML has its values with their types`() throws {
    let found = try lines("m.toml", "auc = 0.91\n[fold.1]\nn = 10\nday = 2020-04-30\nbad = nan\n")
    #expect(found == ["auc = 0.91", "fold.1.bad = .nan", "fold.1.day = '2020-04-30'", "fold.1.n = 10"])
  }

  @Test func `rows that have names are told by them`() throws {
    #expect(try lines("m.csv", "metric,value\nauc,0.9\nf1,0.8\n") == ["auc = 0.9", "f1 = 0.8"])
    #expect(
      try lines("m.csv", "class,precision,recall\ncat,1,0.5\ndog,0.5,1\n") == [
        "cat.precision = 1", "cat.recall = 0.5", "dog.precision = 0.5", "dog.recall = 1",
      ])
  }

  @Test func `other rows are lists, a column each`() throws {
    #expect(try lines("m.csv", "fold,auc\n1,0.9\n2,0.8\n") == ["auc = [0.9, 0.8]", "fold = [1, 2]"])
    #expect(try lines("m.csv", "a,b\nx,1\nx,2\n") == [#"a = ["x", "x"]"#, "b = [1, 2]"])
    #expect(try lines("m.csv", "a,b\n") == ["a = []", "b = []"])
  }

  @Test(arguments: [
    ("", "m.csv:1:1: error: the table has no header"),
    ("a,b\n1\n", "m.csv:2:1: error: the row has 1 cells, and the header 2"),
    ("a,a\n1,2\n", "m.csv:1:1: error: two columns are called 'a'"),
    ("a\n\"x\n", "m.csv:2:1: error: a quote that is opened here is not closed"),
    ("a\n\"x\"y\n", "m.csv:2:1: error: a closing quote is followed by text"),
    ("a\n\u{0}\n", "m.csv:2:1: error: this is no text in UTF-8"),
  ]) func `a table that is none is told with its line`(text: String, told: String) throws {
    #expect(try lines("m.csv", text) == [told])
  }

  @Test func `quotes, doubled quotes, blank lines and a byte order mark are read as programs write them`()
    throws
  {
    #expect(
      try lines("m.csv", "\u{FEFF}\"a \"\"b\"\"\",c\n\n\"1\",\"x, y\nz\"\n") == [
        #""a \"b\"" = 1"#, "c = \"x, y\\nz\"",
      ])
  }

  @Test(arguments: ["m.json", "m.yaml", "m.csv", "m.tsv", "m"])
  func `bytes that are no text are told, whatever the file is called`(name: String) throws {
    let bytes = (0..<255).map { UInt8($0) }
    let path = try RelativePath(name)
    #expect(throws: Diagnostics.self) { try ValueFile.read(bytes, .metrics, path, shown: name) }
  }
}
