import Stores
import Testing

struct StatementSplitterTests {
  @Test(
    arguments: [
      ("", []), (";;", []), ("SELECT 1", ["SELECT 1"]), ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
      ("SELECT ';'; SELECT \";\"", ["SELECT ';'", "SELECT \";\""]), ("SELECT `a;b`", ["SELECT `a;b`"]),
      ("SELECT 'it''s;'; x", ["SELECT 'it''s;'", "x"]), (#"SELECT 'a\';b'; x"#, [#"SELECT 'a\';b'"#, "x"]),
      ("-- a; b\nSELECT 1", ["SELECT 1"]), ("SELECT 1 -- no; end\n+ 1", ["SELECT 1\n+ 1"]),
      ("SELECT 5--1; x", ["SELECT 5--1", "x"]), ("# a; b\nx", ["x"]), ("/* a;\n b */ x; y", ["x", "y"]),
      ("SELECT '-- no comment'", ["SELECT '-- no comment'"]), ("SELECT '/*'", ["SELECT '/*'"]), ("/* open", []),
      ("a\r\n;b", ["a", "b"]), ("/*!50000 x */; y", ["/*!50000 x */", "y"]), ("/*M!100100 x */", ["/*M!100100 x */"]),
      ("SELECT 'open; x", ["SELECT 'open; x"]),
      ("SELECT \"a\"\"b;\" /* ; */ , `c``;d`", ["SELECT \"a\"\"b;\"   , `c``;d`"]),
    ] as [(String, [String])])
  func `statements end at semicolons outside of quotes and comments`(text: String, statements: [String]) {
    #expect(StatementSplitter.statements(in: text) == statements)
  }
}
