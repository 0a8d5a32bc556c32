import type { Engine } from '../../runtime/safepoint/engine.ts';
import type { AgentLink } from '../agent-link.ts';
import type { Helper } from '../poke.ts';
import { LiveCopy, type SentAhead } from './live-copy.ts';
import { Piece } from './piece.ts';

/** Decides what of a task travels before it is frozen, and sends that. */
export class Departure {
  private readonly link: AgentLink;
  private readonly engine: Engine;
  private readonly helper: Pick<Helper, 'write'>;
  private copy: LiveCopy | undefined;
  /** In turns: when the next but one is asked for, this one has come. */
  private pieces: Piece[] = [];
  private sent = 0;

  constructor(link: AgentLink, engine: Engine, helper: Pick<Helper, 'write'>) {
    this.link = link;
    this.engine = engine;
    this.helper = helper;
  }

  /** Whether large buffers of this captured heap are to go first: the task then goes on until most of them are there. */
  goesAhead(id: number, buffers: readonly Uint8Array[]): boolean {
    const { link } = this;
    const { aheadBytes } = link;
    link.aheadBytes = 0;
    if (aheadBytes === 0) return false;
    this.copy = LiveCopy.of(id, buffers, aheadBytes);
    if (!this.copy) return false;
    this.pieces = [new Piece(id), new Piece(id)];
    this.sent = 0;
    link.captureId = null;
    link.say({ op: 'ahead', id, round: this.copy.round, bytes: this.copy.bytes });
    return true;
  }

  /** A piece is wanted; `come` of them are there. After the last round, when all are, the capture follows. */
  more(id: number, come: number): void {
    const { copy, link } = this;
    if (copy?.id !== id || link.captureId === id) return;
    if (copy.isRoundOver) {
      if (copy.nextRound()) link.say({ op: 'ahead', id, round: copy.round, bytes: copy.bytes });
      else if (come === this.sent) return this.capture(id);
      // Else an empty piece follows the one that is under way.
    }
    const piece = this.pieces[this.sent++ % this.pieces.length]!;
    this.helper.write(piece.memory, piece.seal(copy.nextPiece(piece.room)));
  }

  private capture(id: number): void {
    this.link.captureId = id;
    this.link.isCheckpoint = false;
    this.engine.requestCapture();
  }

  /** In the freeze: sends what has changed since. */
  finish(id: number, buffers: readonly Uint8Array[]): SentAhead {
    const { copy } = this;
    if (copy?.id !== id) return {};
    this.drop(id);
    return copy.finish(buffers, (piece) => this.link.sendAhead(piece));
  }

  /** Nothing more is wanted for that capture. */
  drop(id: number): void {
    if (this.copy?.id !== id) return;
    this.copy = undefined;
    this.pieces = [];
  }
}
