import Domain
import Testing

struct TitleTests {
  @Test(arguments: [
    ("Shawshank Redemption, The (1994)", "The Shawshank Redemption"),
    ("Shawshank Redemption, The", "The Shawshank Redemption"),
    ("Misérables, Les (1995)", "Les Misérables"),
    ("Avventura, L' (1960)", "L'Avventura"),
    (
      "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
      "The City of Lost Children (La Cité des enfants perdus)"
    ),
    ("Heat (1995)", "Heat"),
    ("M", "M"),
    ("Good, The Bad and The Ugly, The", "The Good, The Bad and The Ugly"),
    ("I, Robot", "I, Robot"),
    ("Cook the Thief His Wife & Her Lover, The", "The Cook the Thief His Wife & Her Lover"),
    ("(1995)", "(1995)"),
    ("Heat(1995)", "Heat"),
    ("Death Note (Desu nôto) (2006–2007)", "Death Note (Desu nôto)"),
    ("Terrible Joe Moran (1984))", "Terrible Joe Moran"),
    ("Naked Truth, The (1957) (Your Past Is Showing)", "The Naked Truth (Your Past Is Showing)"),
    ("Land Before Time III, The (1995) (V)", "The Land Before Time III (V)"),
    ("2001: A Space Odyssey (1968)", "2001: A Space Odyssey"),
    ("Blade Runner 2049", "Blade Runner 2049"),
    ("1900 (Novecento) (1976)", "1900 (Novecento)"),
    ("Set (a (b))", "Set (a (b))"),
    ("Set (a (1995))", "Set (a (1995))"),
    ("", ""),
  ])
  func `a title is displayed with its article in front and without its year`(stored: String, shown: String) {
    #expect(Title.display(stored) == shown)
  }

  @Test func `the year is found only at the end of a title`() {
    #expect(Title.year(in: "Heat (1995)") == 1995)
    #expect(Title.year(in: "2001: A Space Odyssey") == nil)
    #expect(Title.year(in: "(500) Days of Summer") == nil)
    #expect(Title.year(in: "Heat (19b5)") == nil)
    #expect(Title.year(in: "Blade Runner 2049") == nil)
  }

  @Test(
    arguments: [
      ("Death Note (2006–2007)", 2006), ("Big Bang Theory, The (2007-)", 2007), ("Fawlty Towers (1975 - 79)", 1975),
      ("Heat (1995 )", 1995), ("Moran (1984))", 1984), ("Naked Truth, The (1957) (Your Past Is Showing)", 1957),
      ("Film (2012) (1999)", 1999), ("Film (1999) (a) (b)", nil), ("Film (1999-x)", nil), ("Film (1999 x)", nil),
      ("Film (19999)", nil), ("Film (+199)", nil), ("Film ()", nil), ("Film )", nil), ("(1995", nil),
    ] as [(String, Int?)])
  func `a year in an unusual notation is found if it is unambiguous`(title: String, year: Int?) {
    #expect(Title.year(in: title) == year)
  }
}
