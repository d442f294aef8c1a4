import API
import JSON
import Testing

struct LookAlikeTests {
  private let site: Site

  init() throws { site = try Site() }

  private func register(_ name: String) throws -> Site.Answer {
    let number = site.stores.accounts.count
    return try site.send(
      "POST", "/api/auth/register",
      #"{"username":"\#(name)","email":"u\#(number)@example.org","password":"correct horse"}"#)
  }

  @Test(arguments: [
    "\u{430}nna", "m\u{430}ra", "\u{3B1}nna", "pa\u{443}pal", "o\u{585}na", "\u{13AA}nna", "ann\u{5D0}", "\u{627}nna",
    "\u{430}\u{3B1}\u{430}", "\u{6771}\u{430}\u{4EAC}", "\u{E01}nna", "\u{10D0}nna",
  ])
  func `a username that mixes scripts is refused`(name: String) throws {
    let answer = try register(name)
    #expect(answer.error == "INVALID_FIELD" && answer["details"] == .string("username"), "\(answer.text)")
  }

  @Test(arguments: [
    "anna", "Zo\u{EB} 7", "\u{430}\u{43D}\u{43D}\u{430}", "\u{3B1}\u{3BD}\u{3BD}\u{3B1}_9",
    "\u{6771}\u{4EAC}Tokyo", "\u{3072}\u{308D}\u{30B3}\u{6771}", "\u{D55C}\u{AE00}abc", "\u{5D0}\u{5D1}\u{5D2} 1",
    "\u{928}\u{92E}\u{938}\u{94D}\u{924}\u{947}", "\u{E2A}\u{E27}\u{E31}\u{E2A}", "\u{F56}\u{F7C}\u{F51}", "1234",
    "stra\u{DF}e", "\u{1F3AC}\u{1F3AC}\u{1F3AC}",
  ])
  func `a username in one script or in an East Asian mix of scripts is accepted`(name: String) throws {
    #expect(try register(name).status == 201)
  }

  @Test(arguments: [
    // Cyrillic, Greek, Cherokee and Armenian look-alikes of Latin, and Greek ones of Cyrillic.
    ("\u{430}\u{440}\u{440}\u{4CF}\u{435}", "apple"), ("\u{441}\u{43E}\u{440}", "cop"),
    ("\u{39F}\u{39A}\u{391}", "OKA"), ("\u{13DF}\u{13AA}\u{13A2}", "CAT"), ("\u{578}\u{585}\u{578}", "non"),
    ("\u{391}\u{392}\u{395}", "\u{410}\u{412}\u{415}"),
  ])
  func `a username that looks like an existing one in another script is refused`(one: String, other: String) throws {
    #expect(try register(one).status == 201)
    #expect(try register(other).error == "USER_EXISTS")
    let reversed = try LookAlikeTests()
    #expect(try reversed.register(other).status == 201)
    #expect(try reversed.register(one).error == "USER_EXISTS")
  }

  @Test(arguments: [
    ("o'neil", "o\u{2019}neil"), ("o\u{2019}neil", "o\u{2BC}neil"), ("anna-lu", "anna\u{2010}lu"),
    ("anna\u{2013}lu", "anna\u{2212}lu"), ("a-b'c", "a\u{2011}b\u{B4}c"), ("a-b-c", "a\u{2010}b\u{2013}c"),
    ("anna lu", "anna  lu"), ("c'op", "\u{441}\u{2019}\u{43E}\u{440}"),
  ])
  func `a name that differs only in the kind of its hyphen, apostrophe or space is taken`(
    one: String, other: String
  ) throws {
    #expect(try register(one).status == 201)
    #expect(try register(other).error == "USER_EXISTS")
  }

  @Test func `names with and without a hyphen, a space or an apostrophe are different names`() throws {
    for name in ["anna marie", "anna-marie", "annamarie", "anna'marie", "anna_marie"] {
      #expect(try register(name).status == 201, "\(name)")
    }
  }

  @Test func `a user can change the kind of apostrophe in their own name`() throws {
    let token = try site.register("o\u{2019}neil")
    let body = #"{"username":"o'neil","password":"correct horse"}"#
    #expect(try site.send("PATCH", "/api/auth/user", body, token: token).status == 200)
  }

  @Test func `a user whose name is older than the rule against mixed scripts can still log in`() throws {
    _ = try site.register()
    site.stores.rename(1, to: "m\u{430}ra")
    let body = "{\"username\":\"m\u{430}ra\",\"password\":\"correct horse\"}"
    #expect(try site.send("POST", "/api/auth/login", body).status == 200)
  }
}
