import type { FromAgent, WatchedState } from '../../protocol/control.ts';
import { FrameType } from '../../protocol/frame.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import { bounded, boundedEvent } from './watched.ts';

export interface Watched {
  nodes(): WatchedState['nodes'];
  tasks(): WatchedState['tasks'];
  agent(): WatchedState['agent'];
}

/** What one monitor is told. Who reads slowly gets the newest state instead of all, and is told how many events it missed. */
export class Watch {
  private readonly timer: NodeJS.Timeout;
  private lastSent = '';
  private missed = 0;

  constructor(
    private readonly frames: Pick<FrameStream, 'send' | 'idle' | 'pressed'>,
    private readonly id: number,
    everyMs: number,
    private readonly watched: Watched,
  ) {
    this.look();
    this.timer = setInterval(() => this.look(), everyMs);
  }

  tell(event: TaskLifeEvent): void {
    if (this.frames.pressed) this.missed++;
    else this.say({ op: 'event', event: boundedEvent(event) });
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    // What it has not read yet must not be followed by more of the same.
    if (this.lastSent !== '' && !this.frames.idle) return;
    const { id, missed, watched } = this;
    const state = { id, missed, agent: watched.agent(), ...bounded(watched.nodes(), watched.tasks()) };
    const now = essence(state);
    if (now === this.lastSent) return;
    this.lastSent = now;
    this.say({ op: 'state', ...state });
  }

  private say(message: FromAgent): void {
    this.frames.send(FrameType.CONTROL, message);
  }
}

/** Ages grow by themselves: only seconds of them count as a change. */
function essence({ nodes, ...others }: Omit<WatchedState, 'op'>): string {
  return JSON.stringify([
    others,
    nodes.map(({ ageMs, ...node }) => ({ ...node, ageS: Math.floor(ageMs / 1000) })),
  ]);
}
