/// Movies as MovieLens writes them, each followed by rows of other sites that mean it.
///
///     # Title (Year) | IMDb | TMDb      a movie; the ids may be absent
///     Title | Year                      a row of Letterboxd
///     i Title | Year | Original | Id    a row of IMDb
///     m Title (Year) | IMDb | TMDb      a row of MovieLens
///     n Title                           a row of Netflix, which needs confirming
///     ? …                               any of these that needs confirming, because it is not certain
///     - …                               any of these that means no movie of the list
let labelledRows = #"""
  # Toy Story (1995) | 114709 | 862
  Toy Story | 1995
  i Toy Story | 1995 | Toy Story | tt0114709
  m Toy Story (1995) | 0114709 | 862
  n Toy Story
  # Toy Story 2 (1999) | 120363 | 863
  Toy Story 2 | 1999
  Toy Story 2 | 2000
  i Toy Story 2 | 1999 | | tt0120363
  # Heat (1995) | 113277 | 949
  Heat | 1995
  Heat | 1996
  i Heat | 1995 | Heat | tt0113277
  n Heat
  # Heat, The (2013)
  The Heat | 2013
  Heat, The | 2013
  # Seven (a.k.a. Se7en) (1995) | 114369 | 807
  Se7en | 1995
  Seven | 1995
  i Se7en | 1995 | Se7en | tt0114369
  m Seven (a.k.a. Se7en) (1995) | 0114369 | 807
  n Se7en
  # Seven Samurai (Shichinin no samurai) (1954)
  Seven Samurai | 1954
  Shichinin no samurai | 1954
  i Seven Samurai | 1954 | Shichinin no samurai | tt0047478
  ? The Seven Samurai | 1954
  # Matrix, The (1999) | 133093 | 603
  The Matrix | 1999
  THE MATRIX | 1999
  i The Matrix | 1999 | The Matrix | tt0133093
  m Matrix, The (1999) | 0133093 | 603
  n The Matrix
  ? Matrix | 1999
  # Matrix Reloaded, The (2003)
  The Matrix Reloaded | 2003
  i The Matrix Reloaded | 2003 | | tt0234215
  # City of Lost Children, The (Cité des enfants perdus, La) (1995)
  The City of Lost Children | 1995
  La Cité des Enfants Perdus | 1995
  La cite des enfants perdus | 1995
  i The City of Lost Children | 1995 | La cité des enfants perdus | tt0112682
  # Amelie (Fabuleux destin d'Amélie Poulain, Le) (2001) | 211915 | 194
  Amélie | 2001
  Amelie | 2001
  Le Fabuleux Destin d'Amélie Poulain | 2001
  Le fabuleux destin d’Amélie Poulain | 2001
  i Amélie | 2001 | Le fabuleux destin d'Amélie Poulain | tt0211915
  n Amélie
  # Léon: The Professional (a.k.a. The Professional) (Léon) (1994)
  Léon: The Professional | 1994
  Leon: The Professional | 1994
  The Professional | 1994
  Léon | 1994
  i Léon: The Professional | 1994 | Léon | tt0110413
  # Psycho (1960)
  Psycho | 1960
  Psycho | 1961
  i Psycho | 1960 | Psycho | tt0054215
  n Psycho
  # Psycho (1998)
  Psycho | 1998
  Psycho | 1999
  i Psycho | 1998 | | tt0155975
  # King Kong (1933)
  King Kong | 1933
  i King Kong | 1933 | | tt0024216
  n King Kong
  # King Kong (1976)
  King Kong | 1976
  King Kong | 1977
  # King Kong (2005)
  King Kong | 2005
  - Peter Jackson's King Kong | 2005
  # Gojira (Godzilla) (1954)
  Godzilla | 1954
  Gojira | 1954
  i Godzilla | 1954 | Gojira | tt0047034
  # Godzilla (1998)
  Godzilla | 1998
  # Godzilla (2014)
  Godzilla | 2014
  Godzilla | 2013
  # Thing, The (1982)
  The Thing | 1982
  - John Carpenter's The Thing | 1982
  Thing, The | 1982
  n The Thing
  # Thing, The (2011)
  The Thing | 2011
  # Thing from Another World, The (1951)
  The Thing from Another World | 1951
  i The Thing from Another World | 1951 | | tt0044121
  # Carrie (1976)
  Carrie | 1976
  # Carrie (2013)
  Carrie | 2013
  # Ben-Hur (1959)
  Ben-Hur | 1959
  Ben Hur | 1959
  Benhur | 1959
  i Ben-Hur | 1959 | Ben-Hur | tt0052618
  # Ben-hur (2016)
  Ben-Hur | 2016
  # Total Recall (1990)
  Total Recall | 1990
  # Total Recall (2012)
  Total Recall | 2012
  # RoboCop (1987)
  RoboCop | 1987
  Robocop | 1987
  Robo Cop | 1987
  # RoboCop (2014)
  RoboCop | 2014
  # Halloween (1978)
  Halloween | 1978
  Halloween | 1979
  # Halloween (2007)
  Halloween | 2007
  # Halloween (2018)
  Halloween | 2018
  # Suspiria (1977)
  Suspiria | 1977
  # Suspiria (2018)
  Suspiria | 2018
  # Oldboy (2003)
  Oldboy | 2003
  Old Boy | 2003
  i Oldboy | 2003 | Oldeuboi | tt0364569
  # Oldboy (2013)
  Oldboy | 2013
  # Pride and Prejudice (1940)
  Pride and Prejudice | 1940
  Pride & Prejudice | 1940
  # Pride & Prejudice (2005)
  Pride & Prejudice | 2005
  Pride and Prejudice | 2005
  i Pride & Prejudice | 2005 | | tt0414387
  # Little Women (1933)
  Little Women | 1933
  # Little Women (1949)
  Little Women | 1949
  # Little Women (1994)
  Little Women | 1994
  Little Women | 1995
  # Little Women (2019)
  Little Women | 2019
  Little Women | 2020
  # Star Is Born, A (1937)
  A Star Is Born | 1937
  # Star Is Born, A (1954)
  A Star Is Born | 1954
  # Star Is Born, A (1976)
  A Star Is Born | 1976
  # Star Is Born, A (2018)
  A Star Is Born | 2018
  n A Star Is Born
  # Fly, The (1958)
  The Fly | 1958
  # Fly, The (1986)
  The Fly | 1986
  # Cape Fear (1962)
  Cape Fear | 1962
  Cape Fear | 1961
  # Cape Fear (1991)
  Cape Fear | 1991
  # Scarface (1932)
  Scarface | 1932
  # Scarface (1983)
  Scarface | 1983
  # Ocean's Eleven (a.k.a. Ocean's 11) (1960)
  Ocean's Eleven | 1960
  Ocean's 11 | 1960
  Oceans 11 | 1960
  # Ocean's Eleven (2001)
  Ocean's Eleven | 2001
  Ocean’s Eleven | 2001
  Oceans Eleven | 2001
  i Ocean's Eleven | 2001 | | tt0240772
  ? Ocean's 11 | 2001
  # Italian Job, The (1969)
  The Italian Job | 1969
  # Italian Job, The (2003)
  The Italian Job | 2003
  # True Grit (1969)
  True Grit | 1969
  # True Grit (2010)
  True Grit | 2010
  # 3:10 to Yuma (1957)
  3:10 to Yuma | 1957
  # 3:10 to Yuma (2007)
  3:10 to Yuma | 2007
  3.10 to Yuma | 2007
  # Hamlet (1990)
  Hamlet | 1990
  # Hamlet (1996)
  Hamlet | 1996
  - William Shakespeare's Hamlet | 1996
  # Hamlet (2000)
  Hamlet | 2000
  # Misérables, Les (1998)
  Les Misérables | 1998
  Les Miserables | 1998
  # Misérables, Les (2012)
  Les Misérables | 2012
  LES MISÉRABLES | 2012
  n Les Misérables
  # Dune (1984)
  Dune | 1984
  # Dune (2021)
  Dune | 2021
  Dune | 2020
  ? Dune: Part One | 2021
  # West Side Story (1961)
  West Side Story | 1961
  # West Side Story (2021)
  West Side Story | 2021
  # Nosferatu (Nosferatu, eine Symphonie des Grauens) (1922)
  Nosferatu | 1922
  Nosferatu, eine Symphonie des Grauens | 1922
  i Nosferatu | 1922 | Nosferatu, eine Symphonie des Grauens | tt0013442
  ? Nosferatu: A Symphony of Horror | 1922
  # Nosferatu the Vampyre (Nosferatu: Phantom der Nacht) (1979)
  Nosferatu the Vampyre | 1979
  Nosferatu: Phantom der Nacht | 1979
  # Solaris (Solyaris) (1972)
  Solaris | 1972
  Solyaris | 1972
  i Solaris | 1972 | Solyaris | tt0069293
  # Solaris (2002)
  Solaris | 2002
  # Funny Games (1997)
  Funny Games | 1997
  # Funny Games U.S. (2007)
  Funny Games U.S. | 2007
  Funny Games US | 2007
  ? Funny Games | 2007
  # Vanishing, The (Spoorloos) (1988)
  The Vanishing | 1988
  Spoorloos | 1988
  i The Vanishing | 1988 | Spoorloos | tt0096163
  # Vanishing, The (1993)
  The Vanishing | 1993
  # Insomnia (1997)
  Insomnia | 1997
  # Insomnia (2002)
  Insomnia | 2002
  # Ring, The (2002)
  The Ring | 2002
  # Ringu (Ring) (1998)
  Ringu | 1998
  Ring | 1998
  # Let the Right One In (Låt den rätte komma in) (2008)
  Let the Right One In | 2008
  Låt den rätte komma in | 2008
  Lat den ratte komma in | 2008
  i Let the Right One In | 2008 | Låt den rätte komma in | tt1139797
  # Girl with the Dragon Tattoo, The (Män som hatar kvinnor) (2009)
  The Girl with the Dragon Tattoo | 2009
  Män som hatar kvinnor | 2009
  # Girl with the Dragon Tattoo, The (2011)
  The Girl with the Dragon Tattoo | 2011
  The Girl With The Dragon Tattoo | 2011
  # Crash (1996)
  Crash | 1996
  # Crash (2004)
  Crash | 2004
  Crash | 2005
  i Crash | 2004 | | tt0375679
  # Gladiator (1992)
  Gladiator | 1992
  # Gladiator (2000)
  Gladiator | 2000
  i Gladiator | 2000 | Gladiator | tt0172495
  n Gladiator
  # Kicking and Screaming (1995)
  Kicking and Screaming | 1995
  # Kicking & Screaming (2005)
  Kicking & Screaming | 2005
  # Frozen (2010)
  Frozen | 2010
  # Frozen (2013)
  Frozen | 2013
  n Frozen
  # Avengers, The (1998)
  The Avengers | 1998
  # Avengers, The (2012) | 848228 | 24428
  The Avengers | 2012
  i Marvel's The Avengers | 2012 | The Avengers | tt0848228
  m Avengers, The (2012) | 0848228 | 24428
  ? Avengers | 2012
  # Illusionist, The (2006)
  The Illusionist | 2006
  # Illusionist, The (L'illusionniste) (2010)
  The Illusionist | 2010
  L'Illusionniste | 2010
  # 9 (2009)
  9 | 2009
  # Nine (2009)
  Nine | 2009
  # M (1931)
  M | 1931
  i M | 1931 | M - Eine Stadt sucht einen Mörder | tt0022100
  # Z (1969)
  Z | 1969
  # 8½ (8½) (1963)
  8½ | 1963
  8 1/2 | 1963
  i 8½ | 1963 | 8½ | tt0056801
  # WALL·E (2008)
  WALL·E | 2008
  WALL-E | 2008
  Wall-E | 2008
  Walle | 2008
  i WALL·E | 2008 | WALL·E | tt0910970
  n WALL·E
  # Æon Flux (2005)
  Æon Flux | 2005
  Aeon Flux | 2005
  i Æon Flux | 2005 | | tt0402022
  # M*A*S*H (a.k.a. MASH) (1970)
  M*A*S*H | 1970
  MASH | 1970
  i M*A*S*H | 1970 | MASH | tt0066026
  # E.T. the Extra-Terrestrial (1982)
  E.T. the Extra-Terrestrial | 1982
  ET the Extraterrestrial | 1982
  E.T.: The Extra-Terrestrial | 1982
  n E.T. the Extra-Terrestrial
  # L.A. Confidential (1997)
  L.A. Confidential | 1997
  LA Confidential | 1997
  # Spider-Man (2002)
  Spider-Man | 2002
  Spiderman | 2002
  Spider Man | 2002
  # Spider-Man: Into the Spider-Verse (2018)
  Spider-Man: Into the Spider-Verse | 2018
  Spider-Man - Into the Spider-Verse | 2018
  n Spider-Man: Into the Spider-Verse
  # Spirited Away (Sen to Chihiro no kamikakushi) (2001)
  Spirited Away | 2001
  Spirited Away | 2002
  Sen to Chihiro no Kamikakushi | 2001
  i Spirited Away | 2001 | Sen to Chihiro no kamikakushi | tt0245429
  # Princess Mononoke (Mononoke-hime) (1997)
  Princess Mononoke | 1997
  Mononoke Hime | 1997
  Mononokehime | 1997
  # My Neighbor Totoro (Tonari no Totoro) (1988)
  My Neighbor Totoro | 1988
  Tonari no Totoro | 1988
  ? My Neighbour Totoro | 1988
  # Hurt Locker, The (2008)
  The Hurt Locker | 2008
  The Hurt Locker | 2009
  # Memento (2000)
  Memento | 2000
  Memento | 2001
  # Another Round (Druk) (2020)
  Another Round | 2020
  Another Round | 2021
  Druk | 2020
  # Separation, A (Jodaeiye Nader az Simin) (2011)
  A Separation | 2011
  A Separation | 2012
  i A Separation | 2011 | Jodaeiye Nader az Simin | tt1832382
  # Parasite (Gisaengchung) (2019)
  Parasite | 2019
  Gisaengchung | 2019
  # Crouching Tiger, Hidden Dragon (Wo hu cang long) (2000)
  Crouching Tiger, Hidden Dragon | 2000
  Crouching Tiger Hidden Dragon | 2000
  Wo hu cang long | 2000
  # Boot, Das (Boat, The) (1981)
  Das Boot | 1981
  The Boat | 1981
  Das Boot | 1982
  # Dolce Vita, La (1960)
  La Dolce Vita | 1960
  La dolce vita | 1960
  Dolce Vita, La | 1960
  # Avventura, L' (Adventure, The) (1960)
  L'Avventura | 1960
  L'avventura | 1960
  The Adventure | 1960
  # 400 Blows, The (Les quatre cents coups) (1959)
  The 400 Blows | 1959
  Les Quatre Cents Coups | 1959
  i The 400 Blows | 1959 | Les quatre cents coups | tt0053198
  # Breathless (À bout de souffle) (1960)
  Breathless | 1960
  À bout de souffle | 1960
  A bout de souffle | 1960
  # Hate (Haine, La) (1995)
  La Haine | 1995
  Hate | 1995
  i La haine | 1995 | La haine | tt0113247
  # Lives of Others, The (Das leben der Anderen) (2006)
  The Lives of Others | 2006
  Das Leben der Anderen | 2006
  The Lives of Others | 2007
  # Pan's Labyrinth (Laberinto del fauno, El) (2006)
  Pan's Labyrinth | 2006
  Pans Labyrinth | 2006
  El laberinto del fauno | 2006
  i Pan's Labyrinth | 2006 | El laberinto del fauno | tt0457430
  # And Your Mother Too (Y tu mamá también) (2001)
  Y Tu Mamá También | 2001
  And Your Mother Too | 2001
  Y tu mama tambien | 2001
  # Like Water for Chocolate (Como agua para chocolate) (1992)
  Like Water for Chocolate | 1992
  Como agua para chocolate | 1992
  # Wild Strawberries (Smultronstället) (1957)
  Wild Strawberries | 1957
  Smultronstället | 1957
  # Seventh Seal, The (Sjunde inseglet, Det) (1957)
  The Seventh Seal | 1957
  Det sjunde inseglet | 1957
  i The Seventh Seal | 1957 | Det sjunde inseglet | tt0050976
  # Ikiru (1952)
  Ikiru | 1952
  # High and Low (Tengoku to jigoku) (1963)
  High and Low | 1963
  High & Low | 1963
  Tengoku to jigoku | 1963
  # Grave of the Fireflies (Hotaru no haka) (1988)
  Grave of the Fireflies | 1988
  Hotaru no haka | 1988
  # Rashomon (Rashômon) (1950)
  Rashomon | 1950
  Rashômon | 1950
  Rashōmon | 1950
  # Ran (1985)
  Ran | 1985
  # Downfall (Untergang, Der) (2004)
  Downfall | 2004
  Der Untergang | 2004
  Downfall | 2005
  # Run Lola Run (Lola rennt) (1998)
  Run Lola Run | 1998
  Lola rennt | 1998
  Run, Lola, Run | 1998
  # Good Bye Lenin! (2003)
  Good Bye Lenin! | 2003
  Good bye, Lenin! | 2003
  Goodbye Lenin | 2003
  # Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb (1964)
  Dr. Strangelove or: How I Learned to Stop Worrying and Love the Bomb | 1964
  Dr Strangelove or How I Learned to Stop Worrying and Love the Bomb | 1964
  ? Dr. Strangelove | 1964
  # Birdman: Or (The Unexpected Virtue of Ignorance) (2014)
  Birdman or (The Unexpected Virtue of Ignorance) | 2014
  Birdman: Or (The Unexpected Virtue of Ignorance) | 2014
  ? Birdman | 2014
  # (500) Days of Summer (2009)
  (500) Days of Summer | 2009
  500 Days of Summer | 2009
  # 10 Things I Hate About You (1999)
  10 Things I Hate About You | 1999
  ? Ten Things I Hate About You | 1999
  # Twelve Monkeys (a.k.a. 12 Monkeys) (1995)
  12 Monkeys | 1995
  Twelve Monkeys | 1995
  i 12 Monkeys | 1995 | Twelve Monkeys | tt0114746
  # 12 Angry Men (1957)
  12 Angry Men | 1957
  ? Twelve Angry Men | 1957
  # Star Wars: Episode IV - A New Hope (1977) | 76759 | 11
  ? Star Wars | 1977
  Star Wars: Episode IV – A New Hope | 1977
  i Star Wars: Episode IV - A New Hope | 1977 | Star Wars | tt0076759
  m Star Wars: Episode IV - A New Hope (1977) | 0076759 | 11
  n Star Wars: Episode IV: A New Hope
  # Star Wars: Episode V - The Empire Strikes Back (1980)
  Star Wars: Episode V - The Empire Strikes Back | 1980
  Star Wars: Episode V – The Empire Strikes Back | 1980
  # Raiders of the Lost Ark (Indiana Jones and the Raiders of the Lost Ark) (1981)
  Raiders of the Lost Ark | 1981
  Indiana Jones and the Raiders of the Lost Ark | 1981
  Indiana Jones & the Raiders of the Lost Ark | 1981
  # Back to the Future Part II (1989)
  Back to the Future Part II | 1989
  Back to the Future: Part II | 1989
  ? Back to the Future 2 | 1989
  # Godfather, The (1972) | 68646 | 238
  The Godfather | 1972
  Godfather, The | 1972
  i The Godfather | 1972 | | tt0068646
  n The Godfather
  # Godfather: Part II, The (1974)
  The Godfather: Part II | 1974
  The Godfather Part II | 1974
  ? The Godfather Part 2 | 1974
  # Rocky II (1979)
  Rocky II | 1979
  ? Rocky 2 | 1979
  # Alien (1979)
  Alien | 1979
  # Aliens (1986)
  Aliens | 1986
  # Alien³ (a.k.a. Alien 3) (1992)
  Alien³ | 1992
  Alien 3 | 1992
  # Mission: Impossible (1996)
  Mission: Impossible | 1996
  Mission Impossible | 1996
  n Mission: Impossible
  # Mission: Impossible - Fallout (2018)
  Mission: Impossible – Fallout | 2018
  Mission: Impossible: Fallout | 2018
  # Face/Off (1997)
  Face/Off | 1997
  Face Off | 1997
  Faceoff | 1997
  # Lilo & Stitch (2002)
  Lilo & Stitch | 2002
  Lilo and Stitch | 2002
  # Romeo + Juliet (William Shakespeare's Romeo + Juliet) (1996)
  Romeo + Juliet | 1996
  Romeo & Juliet | 1996
  William Shakespeare's Romeo + Juliet | 1996
  Romeo and Juliet | 1996
  # Harry Potter and the Sorcerer's Stone (a.k.a. Harry Potter and the Philosopher's Stone) (2001) | 241527 | 671
  Harry Potter and the Philosopher's Stone | 2001
  Harry Potter and the Sorcerer's Stone | 2001
  i Harry Potter and the Sorcerer's Stone | 2001 | Harry Potter and the Philosopher's Stone | tt0241527
  # Lord of the Rings: The Fellowship of the Ring, The (2001)
  The Lord of the Rings: The Fellowship of the Ring | 2001
  Lord of the Rings: The Fellowship of the Ring, The | 2001
  n The Lord of the Rings: The Fellowship of the Ring
  # Lord of the Rings: The Two Towers, The (2002)
  The Lord of the Rings: The Two Towers | 2002
  # Hobbit: An Unexpected Journey, The (2012)
  The Hobbit: An Unexpected Journey | 2012
  ? Hobbit: An Unexpected Journey | 2012
  # Kill Bill: Vol. 1 (2003)
  Kill Bill: Vol. 1 | 2003
  Kill Bill Vol 1 | 2003
  ? Kill Bill: Volume 1 | 2003
  n Kill Bill: Vol. 1
  # Kill Bill: Vol. 2 (2004)
  Kill Bill: Vol. 2 | 2004
  # Se, jie (Lust, Caution) (2007)
  Lust, Caution | 2007
  Se, jie | 2007
  # In the Mood For Love (Fa yeung nin wa) (2000)
  In the Mood for Love | 2000
  Fa yeung nin wa | 2000
  In the Mood for Love | 2001
  # Chungking Express (Chung Hing sam lam) (1994)
  Chungking Express | 1994
  Chung Hing sam lam | 1994
  # House of Flying Daggers (Shi mian mai fu) (2004)
  House of Flying Daggers | 2004
  # Hero (Ying xiong) (2002)
  Hero | 2002
  Ying xiong | 2002
  # City of God (Cidade de Deus) (2002)
  City of God | 2002
  Cidade de Deus | 2002
  City of God | 2003
  # Amores Perros (Love's a Bitch) (2000)
  Amores Perros | 2000
  Love's a Bitch | 2000
  # Life Is Beautiful (La Vita è bella) (1997)
  Life Is Beautiful | 1997
  La vita è bella | 1997
  La vita e bella | 1997
  Life Is Beautiful | 1998
  # Cinema Paradiso (Nuovo cinema Paradiso) (1989)
  Cinema Paradiso | 1989
  Cinema Paradiso | 1988
  Nuovo Cinema Paradiso | 1988
  # Bicycle Thieves (a.k.a. The Bicycle Thief) (a.k.a. The Bicycle Thieves) (Ladri di biciclette) (1948)
  Bicycle Thieves | 1948
  The Bicycle Thief | 1948
  Ladri di biciclette | 1948
  # Good, the Bad and the Ugly, The (Buono, il brutto, il cattivo, Il) (1966)
  The Good, the Bad and the Ugly | 1966
  The Good, The Bad & The Ugly | 1966
  Il buono, il brutto, il cattivo | 1966
  # Once Upon a Time in the West (C'era una volta il West) (1968)
  Once Upon a Time in the West | 1968
  C'era una volta il West | 1968
  # Fistful of Dollars, A (Per un pugno di dollari) (1964)
  A Fistful of Dollars | 1964
  Per un pugno di dollari | 1964
  # Army of Shadows (L'armée des ombres) (1969)
  Army of Shadows | 1969
  L'Armée des ombres | 1969
  # Wages of Fear, The (Salaire de la peur, Le) (1953)
  The Wages of Fear | 1953
  Le Salaire de la peur | 1953
  # Rules of the Game, The (La règle du jeu) (1939)
  The Rules of the Game | 1939
  La Règle du jeu | 1939
  # Passion of Joan of Arc, The (Passion de Jeanne d'Arc, La) (1928)
  The Passion of Joan of Arc | 1928
  La Passion de Jeanne d'Arc | 1928
  # Metropolis (1927)
  Metropolis | 1927
  # Metropolis (2001)
  Metropolis | 2001
  # Battleship Potemkin (1925)
  Battleship Potemkin | 1925
  # Andrei Rublev (Andrey Rublyov) (1969)
  Andrey Rublyov | 1969
  Andrei Rublev | 1969
  # Come and See (Idi i smotri) (1985)
  Come and See | 1985
  Idi i smotri | 1985
  # Stalker (1979)
  Stalker | 1979
  # Mirror, The (Zerkalo) (1975)
  Zerkalo | 1975
  The Mirror | 1975
  ? Mirror | 1975
  # Three Colors: Blue (Trois couleurs: Bleu) (1993)
  Three Colors: Blue | 1993
  Trois couleurs : Bleu | 1993
  ? Three Colours: Blue | 1993
  # Decalogue, The (Dekalog) (1989)
  Dekalog | 1989
  # Cold War (Zimna wojna) (2018)
  Cold War | 2018
  Zimna wojna | 2018
  # Shoplifters (Manbiki kazoku) (2018)
  Shoplifters | 2018
  # Portrait of a Lady on Fire (Portrait de la jeune fille en feu) (2019)
  Portrait of a Lady on Fire | 2019
  Portrait de la jeune fille en feu | 2019
  # Toni Erdmann (2016)
  Toni Erdmann | 2016
  # Son of Saul (Saul fia) (2015)
  Son of Saul | 2015
  Saul fia | 2015
  # Great Beauty, The (Grande Bellezza, La) (2013)
  The Great Beauty | 2013
  La grande bellezza | 2013
  # Hunt, The (Jagten) (2012)
  The Hunt | 2012
  Jagten | 2012
  # Intouchables (2011)
  ? The Intouchables | 2011
  Intouchables | 2011
  # Blue Is the Warmest Color (La vie d'Adèle) (2013)
  Blue Is the Warmest Color | 2013
  La Vie d'Adèle | 2013
  ? Blue Is the Warmest Colour | 2013
  # Artist, The (2011)
  The Artist | 2011
  # Drive (2011)
  Drive | 2011
  # Inception (2010) | 1375666 | 27205
  Inception | 2010
  i Inception | 2010 | Inception | tt1375666
  m Inception (2010) | 1375666 | 27205
  n Inception
  # Interstellar (2014)
  Interstellar | 2014
  # Dark Knight, The (2008)
  The Dark Knight | 2008
  n The Dark Knight
  # Up (2009)
  Up | 2009
  # Up in the Air (2009)
  Up in the Air | 2009
  # Brave (2012)
  Brave | 2012
  # Her (2013)
  Her | 2013
  # Moon (2009)
  Moon | 2009
  # Whiplash (2014)
  Whiplash | 2014
  # Boyhood (2014)
  Boyhood | 2014
  # Nightcrawler (2014)
  Nightcrawler | 2014
  # Gone Girl (2014)
  Gone Girl | 2014
  # Mad Max (1979)
  Mad Max | 1979
  # Mad Max: Fury Road (2015)
  Mad Max: Fury Road | 2015
  Mad Max Fury Road | 2015
  # Ex Machina (2015)
  Ex Machina | 2014
  Ex Machina | 2015
  Ex_Machina | 2015
  # What We Do in the Shadows (2014)
  What We Do in the Shadows | 2014
  # Grand Budapest Hotel, The (2014)
  The Grand Budapest Hotel | 2014
  # Royal Tenenbaums, The (2001)
  The Royal Tenenbaums | 2001
  # O Brother, Where Art Thou? (2000)
  O Brother, Where Art Thou? | 2000
  O Brother Where Art Thou | 2000
  # Who Framed Roger Rabbit? (1988)
  Who Framed Roger Rabbit | 1988
  Who Framed Roger Rabbit? | 1988
  # What's Eating Gilbert Grape (1993)
  What's Eating Gilbert Grape | 1993
  Whats Eating Gilbert Grape? | 1993
  # Schindler's List (1993)
  Schindler's List | 1993
  Schindlers List | 1993
  Schindler’s List | 1993
  # Shawshank Redemption, The (1994) | 111161 | 278
  The Shawshank Redemption | 1994
  The Shawshank Redemption | 1995
  i The Shawshank Redemption | 1994 | | tt0111161
  m Shawshank Redemption, The (1994) | 0111161 | 278
  # Pulp Fiction (1994)
  Pulp Fiction | 1994
  ? Plup Fiction | 1994
  # Fargo (1996)
  Fargo | 1996
  n Fargo
  # Big Lebowski, The (1998)
  The Big Lebowski | 1998
  Big Lebowski, The | 1998
  # No Country for Old Men (2007)
  No Country for Old Men | 2007
  # There Will Be Blood (2007)
  There Will Be Blood | 2007
  There Will be Blood | 2008
  # 2001: A Space Odyssey (1968)
  2001: A Space Odyssey | 1968
  2001 - A Space Odyssey | 1968
  # Clockwork Orange, A (1971)
  A Clockwork Orange | 1971
  Clockwork Orange, A | 1971
  # Shining, The (1980)
  The Shining | 1980
  ? The Shinning | 1980
  # Full Metal Jacket (1987)
  Full Metal Jacket | 1987
  # Apocalypse Now (1979)
  Apocalypse Now | 1979
  Apocalypse Now (Redux) | 1979
  # Blade Runner (1982)
  Blade Runner | 1982
  Bladerunner | 1982
  # Blade Runner 2049 (2017)
  Blade Runner 2049 | 2017
  # American Beauty (1999)
  American Beauty | 1999
  # Fight Club (1999)
  Fight Club | 1999
  # Being John Malkovich (1999)
  Being John Malkovich | 1999
  # Sixth Sense, The (1999)
  The Sixth Sense | 1999
  ? The 6th Sense | 1999
  # Requiem for a Dream (2000)
  Requiem for a Dream | 2000
  # Donnie Darko (2001)
  Donnie Darko | 2001
  # Lost in Translation (2003)
  Lost in Translation | 2003
  # Eternal Sunshine of the Spotless Mind (2004)
  Eternal Sunshine of the Spotless Mind | 2004
  Eternal Sunshine of the Spotless Mind | 2005
  # Sin City (2005)
  Sin City | 2005
  # V for Vendetta (2006)
  V for Vendetta | 2005
  V for Vendetta | 2006
  # Prestige, The (2006)
  The Prestige | 2006
  # Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan (2006)
  Borat: Cultural Learnings of America for Make Benefit Glorious Nation of Kazakhstan | 2006
  ? Borat | 2006
  # Lion King, The (1994)
  The Lion King | 1994
  # Lion King, The (2019)
  The Lion King | 2019
  # Beauty and the Beast (1991)
  Beauty and the Beast | 1991
  Beauty & the Beast | 1991
  # Beauty and the Beast (2017)
  Beauty and the Beast | 2017
  # Beauty and the Beast (La belle et la bête) (1946)
  Beauty and the Beast | 1946
  La Belle et la Bête | 1946
  # Aladdin (1992)
  Aladdin | 1992
  # Aladdin (2019)
  Aladdin | 2019
  # Mulan (1998)
  Mulan | 1998
  # Mulan (2020)
  Mulan | 2020
  # Pinocchio (1940)
  Pinocchio | 1940
  # Pinocchio (2019)
  Pinocchio | 2019
  # Pinocchio (2022)
  Pinocchio | 2022
  # Guillermo del Toro's Pinocchio (2022)
  Guillermo del Toro's Pinocchio | 2022
  # Invisible Man, The (1933)
  The Invisible Man | 1933
  # Invisible Man, The (2020)
  The Invisible Man | 2020
  # Mummy, The (1932)
  The Mummy | 1932
  # Mummy, The (1999)
  The Mummy | 1999
  # Mummy, The (2017)
  The Mummy | 2017
  # Night of the Living Dead (1968)
  Night of the Living Dead | 1968
  # Dawn of the Dead (1978)
  Dawn of the Dead | 1978
  Dawn of the Dead | 1979
  # Dawn of the Dead (2004)
  Dawn of the Dead | 2004
  # Texas Chainsaw Massacre, The (1974)
  The Texas Chain Saw Massacre | 1974
  The Texas Chainsaw Massacre | 1974
  # Evil Dead, The (1981)
  The Evil Dead | 1981
  # Evil Dead (2013)
  Evil Dead | 2013
  # Ghostbusters (a.k.a. Ghost Busters) (1984)
  Ghostbusters | 1984
  Ghost Busters | 1984
  # Ghostbusters (2016)
  Ghostbusters | 2016
  ? Ghostbusters: Answer the Call | 2016
  # Terminator 2: Judgment Day (1991)
  Terminator 2: Judgment Day | 1991
  Terminator 2 - Judgment Day | 1991
  ? Terminator 2: Judgement Day | 1991
  # X-Men (2000)
  X-Men | 2000
  X Men | 2000
  # X2: X-Men United (2003)
  - X2 | 2003
  X2: X-Men United | 2003
  # Batman v Superman: Dawn of Justice (2016)
  Batman v Superman: Dawn of Justice | 2016
  # Guardians of the Galaxy 2 (2017)
  ? Guardians of the Galaxy Vol. 2 | 2017
  # I, Tonya (2017)
  I, Tonya | 2017
  I Tonya | 2017
  # Mother! (2017)
  mother! | 2017
  Mother | 2017
  # Mother (Madeo) (2009)
  Mother | 2009
  Madeo | 2009
  # Three Billboards Outside Ebbing, Missouri (2017)
  Three Billboards Outside Ebbing, Missouri | 2017
  Three Billboards outside Ebbing Missouri | 2017
  # $ (Dollars) (1971)
  $ | 1971
  Dollars | 1971
  # Tár (2022)
  TÁR | 2022
  Tar | 2022
  # Ida (2013)
  Ida | 2013
  Ida | 2014
  # Amour (Love) (2012)
  Amour | 2012
  # Caché (Hidden) (2005)
  Caché | 2005
  Cache | 2005
  Hidden | 2005
  # Delicatessen (1991)
  Delicatessen | 1991
  # Vertigo (1958)
  Vertigo | 1958
  - The Thing | 2002
  - Heat | 1986
  - Psycho | 1983
  - Dune | 2000
  - Halloween | 1981
  - Hero | 2004
  - Carrie | 2002
  - Crash | 2000
  - Gladiator | 2020
  - Solaris | 1990
  - Frozen | 1996
  - Drive | 1997
  - Brave | 1994
  - Moon | 2013
  - Her | 2007
  - Up | 2012
  - Ran | 1989
  - Stalker | 2010
  - Alien | 1985
  - The Artist | 2003
  - Fargo | 2014
  - i Heat | 1986 | Heat | tt0093164
  - i Inception | 2010 | Inception | tt5295990
  - i The Godfather | 1972 | | tt9999991
  - i The Avengers | 2012 | | tt9999992
  - i Toy Story | 1995 | | tt9999993
  - i The Matrix | 1999 | | tt9999994
  - m Inception (2010) | 9999995 | 9999995
  - A Film That Nobody Has Made | 2011
  - Sing Street | 2016
  - Past Lives | 2023
  - Aftersun | 2022
  - Perfect Days | 2023
  - The Holdovers | 2023
  - Oppenheimer | 2023
  - Barbie | 2023
  - Poor Things | 2023
  - n Some Show: Season 2: The One Where It Rains
  - n Stranger Things: Stranger Things 3: Chapter One: Suzie, Do You Copy?
  - n The Crown: Season 1: Wolferton Splash
  - n Money Heist: Part 4: Game Over
  - n Dark: Staffel 1: Geheimnisse
  - n Lupin: Partie 2: Chapitre 6
  - n Unorthodox: Limited Series: Part 1
  - n Heartstopper: Season 1: Meet
  """#
