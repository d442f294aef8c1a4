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
    ("", ""),
  ])
  func `a title shows as people say it`(stored: String, shown: String) {
    #expect(Title.display(stored) == shown)
  }

  @Test func `the year at the end is found, and only there`() {
    #expect(Title.year(in: "Heat (1995)") == 1995)
    #expect(Title.year(in: "2001: A Space Odyssey") == nil)
    #expect(Title.year(in: "(500) Days of Summer") == nil)
    #expect(Title.year(in: "Heat (19b5)") == nil)
  }
}
