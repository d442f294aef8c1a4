// The colours of a cover, by genre: ground, letters (a contrast of at least 4.5 : 1 with the ground), and three for the
// drawing.

const palettes = {
  Action: [
    "1b1b1f fff4e0 ff4d2e ffb000 7a1f12",
    "c41f35 fff7ea 1b1b1f ff8a3c f9d65c",
    "f4ede0 1b1b1f e0321c f2a900 1b1b1f",
  ],
  Adventure: [
    "0f3d3e fdf3dc e2a33b c8553d 2e6f6a",
    "e9b44c 2b1d0e 9b2915 50514f fbe8c0",
    "d9e4dd 14342b bb4d2c 3e7c6a f0c05a",
  ],
  Animation: [
    "ffd23f 2a1a5e ee4266 3bceac 540d6e",
    "3d2c8d fff6ff ff6fb5 ffd166 06d6a0",
    "bde0fe 1d2458 ff5d8f ffb703 5a4fcf",
  ],
  "Children's": [
    "7bdff2 12344d ff9f1c f25f5c ffe066",
    "f7a6b8 3d1230 ffffff 5b5fef ffd166",
    "c8e7a0 1d3a1f ff7b54 3d8bfd ffe680",
  ],
  Comedy: [
    "ffcf56 2b2118 f25c54 2ec4b6 fffaf0",
    "ff8a5b 2a120a fff1d6 3a506b ffd23f",
    "f7efe1 29211c e4572e 17bebb ffc914",
    "1f6f78 fff8e7 ffc857 f2545b c3e8e0",
  ],
  Crime: [
    "16181d f1ece2 e63946 6b7280 f4c95d",
    "ebe3d5 17161a b3122a 17161a 8d8577",
    "3b1219 fbeee6 e8505b f2c57c 16090c",
  ],
  Documentary: ["e8e4dc 1d2b2a 2f6f62 c77d3a 9aa79b", "20302f f2efe6 e0a458 6fa79b 3c5a57"],
  Drama: [
    "2d1e2f f8ece4 c95d63 ae8799 efc7a2",
    "e6ddd0 2a2230 8c3b4a 44536b c79a63",
    "22333b f6efe6 c6ac8f 8a5a44 5e7c88",
    "7a2e3a fdf1e4 e8b298 3a1620 c96f5a",
    "c9d3d6 1c2a33 5b7f8c b5654a f3e9da",
    "f0d9c0 38221a b4532f 6c7d6b fbf1e3",
  ],
  Fantasy: ["241a4a f5eaff 9b72cf f6c453 4ea8de", "10455b f2fbff 8ee3c8 f9d976 c77dff"],
  "Film-Noir": ["0e0e10 f4f1ea d9d4c7 6d6a64 34332f", "d8d3c6 131314 131314 7b766b f4f1ea"],
  Horror: [
    "12090a fbe9e2 c1121f 5a0e14 e8a598",
    "1c2a1e eef5e6 a7c957 6a994e bc4749",
    "e9e2d6 1a0d0e a4161a 1a0d0e 6b5b57",
  ],
  Musical: [
    "5f0f40 fff0e6 fb8b24 e36414 f7c8e0",
    "f4b6c2 3b0d2c 9a0f56 ff7f51 fff3e8",
    "143d59 fff6e0 f4b41a ee6c4d 8fc0d9",
  ],
  Mystery: ["1d2d44 f0ebd8 748cab e0b15a 3e5c76", "3c2f4f f7eefc a78bba f2c14e 16121f"],
  Romance: [
    "f6c9c7 4a1427 d1495b edae49 fff5f0",
    "8d1e3f fff0ee ff8fa3 ffc9b9 4a0d22",
    "efe3f3 3a1d4a b56bc4 f08a9b ffd8a8",
  ],
  "Sci-Fi": [
    "0b132b e9f5ff 3a86ff 5bc0be ff9f5a",
    "2b0a3d fbeaff f72585 4cc9f0 7209b7",
    "dfe9ee 0f2430 ff5a36 14788f 8fb3c0",
  ],
  Thriller: [
    "101820 fdf6e3 fee715 e8452c 47535e",
    "e4572e 1a0c08 1a0c08 ffd9a0 8d2411",
    "cfd8dc 131a1e d62828 131a1e 78909c",
  ],
  War: ["3a3f2b f5efdc a3a36c c8553d 6b705c", "d8cfb4 25241a 6b6e46 a63d2f 3d4030"],
  Western: ["f2a65a 36170b c8402b 772f1a f9dcb0", "7b2d1a ffeeda f2a65a e0672f 3d130b"],
};
const others = ["33415c f3f6fb 7d9bd1 e3b23c 5c6f91", "e3dfd3 2a2c33 5c6f91 c7773a a6a294"];

/** `[ground, letters, first, second, third]` */
export function palette(genre, random) {
  return random
    .pick(palettes[genre] ?? others)
    .split(" ")
    .map((digits) => `#${digits}`);
}

/** From the most telling genre to the least: Drama and Comedy are nearly everywhere. */
const telling = [
  "Western",
  "Film-Noir",
  "Musical",
  "Animation",
  "Horror",
  "Sci-Fi",
  "Documentary",
  "War",
  "Fantasy",
  "Mystery",
  "Children's",
  "Crime",
  "Romance",
  "Adventure",
  "Thriller",
  "Action",
  "Comedy",
  "Drama",
];

export function tellingGenres(genres) {
  const known = telling.filter((genre) => genres.includes(genre));
  return known.length > 0 ? known : [genres[0] ?? null];
}
