import { setTimeout as sleep } from 'node:timers/promises';
import { isOmosixError, OmosixError } from '../../../protocol/errors.ts';
import type { SnapshotHead } from '../../../protocol/snapshot.ts';
import type { AgentClient } from '../../control/client.ts';
import type { Frozen } from './frozen.ts';
import type { Again, Recovery } from './recovery.ts';

/** What kills one may kill the next before it has begun: it is tried so often, each time after twice as long. */
const MOST_TRIES = 8;
const FIRST_PAUSE_MS = 20;

interface RestartsParts {
  recovery: Recovery | null;
  frozen: Frozen;
  /** It began from a file. */
  isRestored: boolean;
  /** To the agent of its home, as long as that lives. */
  client(): AgentClient;
  /** Another one, should it end: one that begins anew (`isAnew`) takes its time. Null where none is to be had. */
  reconnect: ((isAnew: boolean) => Promise<void>) | null;
  /** Has the agent start the task from that state, or from its beginning. @throws OmosixError EREFUSED where it died before it had begun */
  run(state: { head: SnapshotHead; state: () => Iterable<Uint8Array> } | undefined): Promise<void>;
  deputy: {
    /** 0: nothing of it has come. */
    readonly lastInc: number;
    detach(): boolean;
    lost(reason: string): void;
  };
  /** What was being written of its state ends. */
  interrupted(): void;
  warn(line: string): void;
  tell(line: string): void;
}

/** What happens when a task, or the agent of its home, is gone: it goes on from its last state, or is lost. */
export class Restarts {
  private isOver = false;

  constructor(private readonly parts: RestartsParts) {}

  stop(): void {
    this.isOver = true;
  }

  /** Its host, its node or the way to it. */
  async taskDied(reason: string): Promise<void> {
    const again = this.again(reason);
    if (again) await this.start(again, reason);
  }

  /** Frozen, its node begins anew, and has it go on there, or elsewhere. */
  async goOn(): Promise<void> {
    if (this.parts.frozen.again) await this.taskDied('its node begins anew');
  }

  /** It goes on where it was held. */
  thawed(): void {
    this.parts.frozen.drop();
  }

  async agentDied(reason: string): Promise<void> {
    const { reconnect, deputy, frozen } = this.parts;
    if (reconnect === null) return deputy.lost(reason);
    const isAnew = frozen.again !== null;
    const again = this.again(reason, this.mayBegin);
    if (!again) return;
    try {
      await reconnect(isAnew);
    } catch (error) {
      return deputy.lost(`${reason}; ${(error as Error).message}`);
    }
    await this.start(again, reason);
  }

  /** It was refused at its first start: perhaps it died before it had begun. */
  async notBegun(error: Error): Promise<void> {
    const { recovery, client } = this.parts;
    // With another agent it is started by `agentDied`.
    if (this.parts.reconnect && client().isClosed) return;
    if (!isRefusal(error)) throw error;
    if (!recovery || this.parts.isRestored) throw notStarted(error);
    await this.run({ state: null, ageMs: 0 }).catch((last: Error) => {
      throw isRefusal(last) ? notStarted(last) : last;
    });
  }

  /** What has not begun has done nothing. */
  private get mayBegin(): boolean {
    return this.parts.deputy.lastInc === 0 && !this.parts.isRestored;
  }

  private again(reason: string, mayBegin = false): Again | null {
    const { recovery, frozen, deputy, interrupted, warn, tell } = this.parts;
    if (this.isOver) return null;
    interrupted();
    const held = frozen.again;
    const beginning: Again | null = mayBegin ? { state: null, ageMs: 0 } : null;
    const again = held ?? recovery?.again() ?? beginning;
    if (again === null || typeof again === 'string') {
      deputy.lost(again === null ? reason : `${reason}; it cannot be done again: ${again}`);
      return null;
    }
    // It has said that it leaves: nothing is lost.
    if (!deputy.detach()) {
      deputy.lost(reason);
      return null;
    }
    if (held) tell(`${reason}; it goes on from where it was frozen`);
    else if (again !== beginning) warn(inWords(reason, again));
    return again;
  }

  private async start(again: Again, reason: string): Promise<void> {
    const { client, reconnect, deputy } = this.parts;
    try {
      await this.run(again);
    } catch (error) {
      // Then it is tried with the next one.
      if (reconnect && client().isClosed) return;
      deputy.lost(`${reason}; and does not start again: ${(error as Error).message}`);
    }
  }

  private async run({ state }: Again): Promise<void> {
    const restore = state && { head: state.head, state: () => state.pieces() };
    for (let tries = 1; ; tries++) {
      try {
        await this.parts.run(restore ?? undefined);
        this.parts.frozen.drop();
        return;
      } catch (error) {
        if (tries === MOST_TRIES || !isRefusal(error)) throw error;
        await sleep(FIRST_PAUSE_MS * 2 ** tries);
      }
    }
  }
}

const isRefusal = (error: unknown): error is OmosixError => isOmosixError(error) && error.code === 'EREFUSED';

const notStarted = ({ message }: Error): OmosixError =>
  new OmosixError('EREFUSED', `task not started: ${message}`);

/** What its user is told. */
function inWords(reason: string, { state, ageMs }: Again): string {
  const age = `${(ageMs / 1000).toFixed(1)} s`;
  const from = state ? `its state of ${age} ago` : `its beginning, ${age} ago`;
  return `${reason}; it goes on from ${from}`;
}
