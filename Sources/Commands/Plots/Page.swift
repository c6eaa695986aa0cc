import Charts

/// A web page in one file: it loads nothing, runs nothing, and follows the reader's light or dark.
struct Page {
  /// The words of the window.
  var title: String
  /// What stands on it.
  var content: [Markup]

  /// The page as a file.
  var bytes: [UInt8] {
    let head = Markup.element(
      "head",
      [
        .element("meta", ["charset": "utf-8"]),
        .element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        .element("meta", ["name": "color-scheme", "content": "light dark"]),
        // Whatever slipped into the page could still reach nothing.
        .element(
          "meta",
          [
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
          ]),
        .element("title", text: title),
        .element("style", [.verbatim(Self.sheet + ChartStyle.sheet)]),
      ])
    let body = Markup.element("body", [.element("main", content)])
    return Array("<!DOCTYPE html>\n".utf8) + Markup.element("html", ["lang": "en"], [head, body]).bytes + [
      0x0A
    ]
  }

  /// Words that stand back.
  static func soft(_ text: String) -> Markup { .element("p", ["class": "soft"], text: text) }

  private static let sheet = """
    :root{--paper:#ffffff;--back:#f6f8fa;--ink:#1f2328;--soft:#59636e;--rule:#d1d9e0;--good:#116329;--bad:#b3261e;
    --warn:#8a4600;--link:#0550ae}
    @media (prefers-color-scheme:dark){:root{--paper:#0d1117;--back:#010409;--ink:#e6edf3;--soft:#9198a1;
    --rule:#30363d;--good:#56d364;--bad:#ff8a80;--warn:#f0a35e;--link:#79c0ff}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--back);color:var(--ink);overflow-wrap:anywhere;
    font:15px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif}
    main{max-width:1400px;margin:0 auto;padding:20px 16px 48px}
    h1{font-size:22px;line-height:1.3;margin:0 0 4px}h2{font-size:17px;margin:28px 0 10px}
    h3{font-size:15px;margin:14px 0 8px}
    p{margin:0 0 10px}.soft{color:var(--soft)}.bad{color:var(--bad)}.good{color:var(--good)}.warn{color:var(--warn)}
    .grid{columns:3 380px;column-gap:14px}.grid .card{break-inside:avoid;margin-bottom:14px}
    .small{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,165px),1fr));gap:10px}
    .card{margin:0;min-width:0;background:var(--paper);border:1px solid var(--rule);border-radius:8px;padding:6px;
    overflow:hidden}
    .card svg,.card img{display:block;width:100%;height:auto}.card img{background:#fff}
    .card figcaption{padding:2px 10px 8px;font-size:13px}.card figcaption p{margin:0 0 4px}
    .scroll{margin-bottom:12px;overflow-x:auto;border:1px solid var(--rule);border-radius:8px;
    background:linear-gradient(to right,var(--paper) 50%,transparent) left/48px 100% local,
    linear-gradient(to left,var(--paper) 50%,transparent) right/48px 100% local,
    linear-gradient(to right,var(--rule),transparent) left/20px 100% scroll,
    linear-gradient(to left,var(--rule),transparent) right/20px 100% scroll,var(--paper);background-repeat:no-repeat}
    .graph svg{display:block}.graph .chart .paper{fill:none}
    table{border-collapse:collapse;width:100%;font-size:13.5px}
    th,td{padding:5px 12px;text-align:left;border-top:1px solid var(--rule);vertical-align:top;overflow-wrap:normal}
    tr:first-child>th{border-top:0}
    th{font-weight:600;color:var(--soft);white-space:nowrap}td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
    td.wide{min-width:16em;overflow-wrap:anywhere}td.unbroken{white-space:nowrap}
    @media (max-width:600px){th,td{padding:4px 7px}main{padding:16px 10px 40px}
    .stacked,.stacked tbody{display:block}.stacked .heads{display:none}
    .stacked tr{display:flex;flex-wrap:wrap;border-top:1px solid var(--rule);padding:3px 0}
    .stacked td{border:0;padding:1px 10px;overflow-wrap:anywhere}
    .stacked td.wide{order:1;flex:0 0 100%;min-width:0}.stacked td:first-child{font-weight:600}
    .stacked [data-head]::before{content:attr(data-head) " ";color:var(--soft)}}
    code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
    details>summary{cursor:pointer;margin:10px 0}

    """
}
