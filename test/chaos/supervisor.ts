/** Starts agents again that have died, as systemd would, and says so where nobody killed them. */
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosNode } from './chaos-node.ts';
import type { Five } from './five.ts';
import type { Journal } from './journal.ts';

const LOOK_MS = 200;
/** Systemd waits a tenth of that by default; so some find that it is gone. */
const RESTART_MS = 1_000;
const LOG_CHARS = 2_000;

export class Supervisor {
  restarts = 0;
  private isOver = false;

  constructor(
    private readonly five: Five,
    private readonly journal: Journal,
  ) {}

  async run(): Promise<void> {
    await Promise.all(this.five.nodes.map((node) => this.keep(node)));
  }

  stop(): void {
    this.isOver = true;
  }

  private async keep(node: ChaosNode): Promise<void> {
    while (!this.isOver) {
      await sleep(LOOK_MS);
      if (node.isAgentAlive) continue;
      if (
        node.agent !== null &&
        !this.journal.isExcused([node.index], this.journal.nowMs - 5_000, ['agent'])
      ) {
        const log = readFileSync(node.path(`omd-${node.starts}.log`), 'utf8');
        this.journal.violation(`${node.name}: its agent has ended by itself: ${log.slice(-LOG_CHARS)}`);
      }
      node.agent = null;
      await sleep(RESTART_MS);
      // One that an omrun has started meanwhile goes when it is idle: then ours may come.
      await node
        .startAgent()
        .catch((error: Error) => this.journal.note(`${node.name}: ${error.message.trim()}`));
      if (node.agent === null) continue;
      this.restarts++;
      this.journal.note(`${node.name}: its agent is started again (pid ${node.agent})`);
    }
  }
}
