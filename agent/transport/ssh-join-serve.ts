import type { AuthContext, Connection } from 'ssh2';
import { FrameType } from '../../protocol/frame.ts';
import { type JoinAnswer, type JoinRequest, joinRequest } from '../../protocol/join.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import { offeredKey } from './ssh-publickey.ts';
import { JOIN_SUBSYSTEM, secretIn } from './ssh-settings.ts';

/** What a node has proven that wants to become a member. */
export interface Shown {
  number: number;
  secret: Uint8Array;
  key: string;
  /** Whence it came. */
  from: string;
}

/** Decides about nodes that come with a token. */
export interface JoinDesk {
  /** Whether that is the secret of an invitation of ours, whatever has become of it. */
  knows(number: number, secret: Uint8Array): boolean;
  /** Somebody showed another secret. */
  guessed(from: string): void;
  admit(shown: Shown, request: JoinRequest): JoinAnswer[];
}

/** Whoever guesses waits so long for each answer, and gets one to a connection. */
const WRONG_SECRET_MS = 1_000;

/** First the secret, then the key; nothing before both are proven. Then one request and its answer. */
export class JoinServer {
  private secret: { number: number; secret: Uint8Array } | null = null;
  private key = '';

  constructor(
    private readonly connection: Connection,
    private readonly desk: JoinDesk,
    private readonly close: () => void,
    private readonly from: string,
  ) {}

  authenticate(context: AuthContext): void {
    if (context.method === 'password' && !this.secret) {
      const shown = secretIn(context.password);
      if (shown && this.desk.knows(shown.number, shown.secret)) {
        this.secret = shown;
        context.reject(['publickey'], true);
        return;
      }
      this.desk.guessed(this.from);
      setTimeout(() => {
        context.reject([]);
        this.close();
      }, WRONG_SECRET_MS);
      return;
    }
    const key = context.method === 'publickey' && this.secret ? offeredKey(context) : null;
    if (key === null) {
      context.reject(this.secret ? ['publickey'] : ['password']);
      return;
    }
    this.key = key;
    context.accept();
  }

  /** All is proven: answers the request, if it comes before the connection's time is over. */
  serve(): void {
    this.connection.on('session', (acceptSession) => {
      acceptSession().on('subsystem', (acceptSubsystem, rejectSubsystem, { name }) => {
        if (name !== JOIN_SUBSYSTEM || !this.secret) {
          rejectSubsystem();
          return;
        }
        const shown = { ...this.secret, key: this.key, from: this.from };
        this.secret = null;
        const frames = new FrameStream(acceptSubsystem());
        frames.onFrame = ({ head }) => {
          for (const answer of this.desk.admit(shown, validated(joinRequest, head)))
            frames.send(FrameType.CONTROL, answer);
          frames.end();
        };
      });
    });
  }
}
