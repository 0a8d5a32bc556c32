import type { AgentClient } from '../../agent/control/client.ts';
import { within } from '../../agent/space/time-limit.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { HistoryQuery, HistoryRows } from '../../protocol/history.ts';
import { MAX_HISTORY_ROWS } from '../../protocol/limits.ts';
import type { Effect, HistoryEvent } from '../../tui/omview/history/update.ts';
import { onThisMachine } from '../over-ssh.ts';

/** Taking an answer out of the file takes a process there. */
const LIMIT_MS = 15_000;
/** So many steps of loads are enough for a slider; less where many nodes share an answer. */
const STEPS = 240;

type Span = Extract<Effect, { do: 'remember' }>;

/** What is remembered: by the agent, or in a saved file. */
export class Memory {
  /** `file`: the one that is open; null: the agent tells. */
  constructor(public file: string | null) {}

  /** From now on that file tells, or the agent (null). */
  async open(file: string | null, nowMs: number): Promise<HistoryEvent> {
    const before = this.file;
    this.file = file;
    try {
      if (file !== null) onThisMachine('a saved history');
      return { on: 'opened', file, untilMs: await this.untilMs(nowMs) };
    } catch (error) {
      this.file = before;
      return { on: 'unopened', why: (error as Error).message };
    }
  }

  /** An agent, where there is one; null where a saved file does without. @throws OmosixError ENOAGENT */
  async agent(find: () => Promise<AgentClient>): Promise<AgentClient | null> {
    try {
      return await find();
    } catch (error) {
      if (this.file === null) throw error;
      return null;
    }
  }

  /** Until when there is something to tell: now, or the end of the file. @throws OmosixError where it is no history */
  async untilMs(nowMs: number): Promise<number> {
    if (this.file === null) return nowMs;
    const all = { fromMs: 0, toMs: nowMs };
    const [{ samples, stepMs }, { moves }] = await Promise.all([
      this.rows(null, { what: 'samples', ...all, stepMs: 60_000 }),
      this.rows(null, { what: 'moves', ...all }),
    ]);
    const last = Math.max((samples.at(-1)?.atMs ?? 0) + stepMs, moves.at(-1)?.atMs ?? 0);
    return last === 0 ? nowMs : Math.min(nowMs, last);
  }

  async ask(client: AgentClient | null, { fromMs, toMs }: Span): Promise<HistoryEvent> {
    const span = { fromMs, toMs };
    try {
      const nodes = this.file === null && client ? (await client.status()).length : 1;
      const steps = Math.max(1, Math.min(STEPS, Math.floor(MAX_HISTORY_ROWS / Math.max(1, nodes))));
      const stepMs = Math.max(1, (toMs - fromMs) / steps);
      const [samples, stays, moves] = await Promise.all([
        this.rows(client, { what: 'samples', ...span, stepMs }),
        this.rows(client, { what: 'stays', ...span }),
        this.rows(client, { what: 'moves', ...span }),
      ]);
      const told = {
        samples: samples.samples,
        stays: stays.stays,
        moves: moves.moves,
        stepMs: samples.stepMs,
        isCut: samples.isCut || stays.isCut || moves.isCut,
      };
      return { on: 'told', ...span, told };
    } catch (error) {
      return { on: 'refused', why: (error as Error).message };
    }
  }

  private async rows(client: AgentClient | null, query: HistoryQuery): Promise<HistoryRows> {
    if (this.file !== null) {
      // SQLite is loaded where it is needed.
      const { fromFile } = await import('../omhist/sources.ts');
      return fromFile({ ...query, named: null }, this.file);
    }
    if (client === null)
      throw new OmosixError('ENOAGENT', 'there is no agent that remembers (o opens a saved history)');
    return within(LIMIT_MS, client.history(query), `the agent has not answered within ${LIMIT_MS / 1000} s`);
  }
}
