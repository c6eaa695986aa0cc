/// Values of one type and their validity.
package struct Values<Element: Sendable>: Sendable {
  /// One element a row; unspecified where invalid.
  package var elements: [Element]
  /// Which rows hold a value.
  package var validity: Validity

  /// Values; all valid where no validity is given.
  package init(_ elements: [Element], validity: Validity = .all) {
    self.elements = elements
    self.validity = validity
  }

  /// The number of rows.
  package var count: Int { elements.count }
}
