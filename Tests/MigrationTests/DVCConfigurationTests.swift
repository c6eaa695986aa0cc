import Testing

@testable import Migration

@Suite struct DVCConfigurationTests {
  @Test func `sections and values are read as DVC writes them`() {
    let text = """
      [core]
          remote = store
      # a comment
      ['remote "store"']
          url = s3://bucket/x = y
      """
    let entries = DVCConfiguration.entries(text).map { "\($0.section)|\($0.key)|\($0.value)" }
    #expect(entries == ["core|remote|store", "remote \"store\"|url|s3://bucket/x = y"])
  }
}
