extension Scalar {
  /// The scalar that `text`, written without quotes or a tag, is.
  package init(plain text: String) { self.init(text, type: CoreSchema.type(ofPlain: text)) }
}
