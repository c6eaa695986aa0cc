import Glibc

/// Functions of real numbers that the C library computes and Swift's own does not have.
package enum RealMath {
  /// The natural logarithm; `log` of C.
  package static func log(_ x: Double) -> Double { Glibc.log(x) }

  /// `e` to the power of `x`; `exp` of C.
  package static func exp(_ x: Double) -> Double { Glibc.exp(x) }

  /// The logarithm of the gamma function's absolute value; `lgamma_r` of C.
  package static func logGamma(_ x: Double) -> Double {
    var sign: CInt = 0
    // SAFETY: the sign is ours for the length of the call.
    return unsafe lgamma_r(x, &sign)
  }
}
