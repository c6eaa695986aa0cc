// Times of reading tables, for the scripts beside this folder: reads a file, sums its numeric columns, and
// prints both times in milliseconds, the peak memory in bytes, and the sum, as one line.
//
//   table-bench read PATH [threads]

import Platform
import Tables

/// The sum of the numbers of a column that are there, or nil for other columns.
func sum(_ column: Column) -> Double? {
  switch column {
  case .int64(let values): Double(total(values.elements, values.validity, zero: 0, &+))
  case .float64(let values): total(values.elements, values.validity, zero: 0, +)
  default: nil
  }
}

@inline(__always)
func total<Number>(
  _ numbers: [Number], _ validity: Validity, zero: Number, _ add: (Number, Number) -> Number
) -> Number {
  if case .bits = validity {
    return numbers.indices.reduce(zero) { validity[$1] ? add($0, numbers[$1]) : $0 }
  }
  // Four sums side by side, so that one addition need not wait for the last.
  var sums = (zero, zero, zero, zero)
  let whole = numbers.count & ~3
  for index in stride(from: 0, to: whole, by: 4) {
    sums.0 = add(sums.0, numbers[index])
    sums.1 = add(sums.1, numbers[index + 1])
    sums.2 = add(sums.2, numbers[index + 2])
    sums.3 = add(sums.3, numbers[index + 3])
  }
  return numbers[whole...].reduce(add(add(sums.0, sums.1), add(sums.2, sums.3)), add)
}

func milliseconds(_ start: Int64) -> String { "\(Double((SystemClock.monotonic - start) / 1000) / 1000)" }

let arguments = CommandLine.arguments
guard arguments.count >= 3, arguments[1] == "read" else {
  StandardStream.error.write(Array("usage: table-bench read PATH [threads]\n".utf8))
  CurrentProcess.exit(2)
}
let path = AbsolutePath(resolving: arguments[2], against: try CurrentProcess.workingFolder())
let threads = arguments.count > 3 ? Int(arguments[3]) ?? 1 : Threads.processorCount

let start = SystemClock.monotonic
let table = try TableFile.read(path, threads: threads)
let read = milliseconds(start)
let sums = Threads.map(table.fields.count, threads: threads) { sum(table.fields[$0].column) }
let all = milliseconds(start)
let line = "\(read) \(all) \(CurrentProcess.peakMemory) \(sums.compactMap { $0 }.reduce(0, +))\n"
StandardStream.output.write(Array(line.utf8))
