import Platform
import TestSupport
import Testing

/// The pages in a browser: they fit narrow and wide windows, and ask for nothing from outside.
@Suite struct BrowserTests {
  /// The first browser of this machine that can be run without a screen.
  private static let browser = ["chromium", "chromium-browser", "google-chrome"].lazy
    .compactMap { AbsolutePath("/usr/bin/\($0)") }
    .first { ((try? File.status($0)) ?? nil) != nil }

  /// A page that shows `inner` 390 and 1280 pixels wide and writes down how wide its content is, and what sticks out of
  /// its box.
  ///
  /// What scrolls in a box of its own does not count.
  private static func measuring(_ inner: String) -> String {
    let quoted = inner.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    return """
      <!DOCTYPE html><meta charset="utf-8"><iframe id="f" style="height:900px;border:0" srcdoc="\(quoted)"></iframe>
      <pre id="out"></pre><script>
      const frame = document.getElementById("f"), out = [];
      function measure(width) {
        frame.style.width = width + "px";
        const page = frame.contentDocument, root = page.documentElement;
        const loose = [...page.querySelectorAll("body *")].filter(e =>
          !e.closest(".scroll") && e.getBoundingClientRect().right > width + 0.5);
        const cut = [...page.querySelectorAll("svg text")].filter(e => {
          const own = e.getBoundingClientRect(), paper = e.closest("svg").getBoundingClientRect();
          return own.left < paper.left - 0.5 || own.right > paper.right + 0.5
            || own.top < paper.top - 0.5 || own.bottom > paper.bottom + 0.5;
        });
        const hidden = [...page.querySelectorAll(".stacked td")].filter(e =>
          e.getBoundingClientRect().right > width);
        out.push(width + ": " + (root.scrollWidth <= width ? "fits" : "overflows to " + root.scrollWidth)
          + ", " + loose.length + " loose, " + cut.map(e => e.textContent).join("|") + " cut, " + hidden.length + " hidden, "
          + performance.getEntriesByType("resource").length + " requests, "
          + page.querySelectorAll("svg").length + " drawings");
      }
      addEventListener("load", () => {
        for (const width of [390, 1280]) measure(width);
        document.getElementById("out").textContent = out.join("\\n");
      });
      </script>
      """
  }

  private func measured(_ page: String, in space: Workspace, by browser: AbsolutePath) throws -> [Substring] {
    try space.write("measure.html", Self.measuring(try space.read(page)))
    let run = try space.run(
      browser,
      [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000",
        "--user-data-dir=\(space.home)/browser", "--dump-dom",
        "file://\(space.root.appending("measure.html"))",
      ])
    let text = run.output.split(separator: "<pre id=\"out\">").last?.split(separator: "</pre>").first ?? ""
    return text.split(separator: "\n").map { $0.split(separator: " drawings")[0] }
  }

  @Test(.enabled("no browser is installed") { browser != nil })
  func `pages fit a phone and a screen and load nothing`() throws {
    guard let browser = Self.browser else { return }
    try ReportTests.withProject { space in
      try space.write("wide.csv", "x,\(String(repeating: "long_name_", count: 30))\n1,2\n2,3\n")
      #expect(try space.lockstep("report", "--base", "HEAD").status == 0)
      #expect(try space.lockstep("plots", "show", "wide.csv", "curve.csv").status == 0)
      let report = try measured("lockstep_report.html", in: space, by: browser)
      #expect(
        report == [
          "390: fits, 0 loose,  cut, 0 hidden, 0 requests, 4",
          "1280: fits, 0 loose,  cut, 0 hidden, 0 requests, 4",
        ])
      let plots = try measured("lockstep_plots/index.html", in: space, by: browser)
      #expect(
        plots == [
          "390: fits, 0 loose,  cut, 0 hidden, 0 requests, 2",
          "1280: fits, 0 loose,  cut, 0 hidden, 0 requests, 2",
        ])
    }
  }

  @Test(.enabled("no browser is installed") { browser != nil })
  func `many stages, several pipelines and lines with names at their ends fit as well`() throws {
    guard let browser = Self.browser else { return }
    try Workspace.with { space in
      let keys = (0..<70).map { "k\($0)" }.joined(separator: ", ")
      try space.project(
        """
        stages:
          make: {foreach: [\(keys)], do: {cmd: "echo ${item} > ${item}", outs: ["${item}"]}}
          a-stage-with-a-name-that-is-longer-than-any-box-can-be-wide-on-a-page:
            cmd: cat k* > all
            deps: [\(keys)]
            outs: [all]
        plots:
          - loss.csv: {x: step, y: [train, validation], title: Loss}

        """, ["loss.csv": "step,train,validation\n0,1,1\n1,0.5,0.8\n2,0.2,0.7\n"])
      try space.write("tied/pipeline.yaml", "stages:\n  t: {cmd: cp ../all t, deps: [../all], outs: [t]}\n")
      try space.write("alone/pipeline.yaml", "stages:\n  l: {cmd: echo l > l, outs: [l]}\n")
      #expect(try space.lockstep("report").status == 0)
      let page = try space.read("lockstep_report.html")
      // Named at their ends: a legend's sample would be a line of the series' class.
      #expect(page.contains(">validation</text>") && !page.contains("<line class=\"line"))
      #expect(
        try measured("lockstep_report.html", in: space, by: browser) == [
          "390: fits, 0 loose,  cut, 0 hidden, 0 requests, 3",
          "1280: fits, 0 loose,  cut, 0 hidden, 0 requests, 3",
        ])
    }
  }
}
