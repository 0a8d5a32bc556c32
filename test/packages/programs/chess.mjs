import { Chess } from 'chess.js';
import seedrandom from 'seedrandom';

const random = seedrandom('omosix');
const chess = new Chess();
while (!chess.isGameOver() && chess.history().length < 60) {
  const moves = chess.moves();
  chess.move(moves[Math.floor(random() * moves.length)]);
}
console.log(chess.ascii(), chess.pgn(), chess.fen());
