// Takes more and more memory, as bytes, strings and objects, goes through all of it, and gives it back.
// Usage: eat-memory.ts [MEGABYTES = 60] [ROUNDS = 3]

const megabytes = Number(process.argv[2] ?? 60);
const rounds = Number(process.argv[3] ?? 3);

interface Piece {
  bytes: Uint8Array;
  words: string[];
  before: Piece | null;
}

for (let round = 1; round <= rounds; round++) {
  let last: Piece | null = null;
  for (let piece = 0; piece < megabytes; piece++) {
    const bytes = new Uint8Array(900_000);
    for (let i = 0; i < bytes.length; i += 97) bytes[i] = (i + piece * round) & 255;
    const words = Array.from({ length: 500 }, (_, i) => `${round}-${piece}-${i}`);
    last = { bytes, words, before: last };
  }
  let [sum, letters, pieces] = [0, 0, 0];
  for (let piece: Piece | null = last; piece !== null; piece = piece.before) {
    for (let i = 0; i < piece.bytes.length; i += 97) sum = (sum * 31 + piece.bytes[i]!) % 1_000_003;
    letters += piece.words.join('').length;
    pieces++;
  }
  console.log(`round ${round}: ${pieces} pieces, sum ${sum}, ${letters} letters`);
}
