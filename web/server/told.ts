import type { NodeViewMessage } from '../../protocol/control.ts';
import { MAX_WEB_LOG, MAX_WEB_SAMPLES } from '../../protocol/limits.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { WebEvents, WebSamples } from '../../protocol/web.ts';
import { noSamples, sampled } from '../samples/samples.ts';
import { eventText } from './event-stream.ts';

/** Of recent loads one each second. */
const SAMPLE_MS = 1_000;

/** What a page is told that comes now: how it is, what has happened, how loads were. */
export class Told {
  samples: WebSamples = noSamples;
  private condition: { name: 'state' | 'lost'; data: unknown; text?: string } | null = null;
  private events: TaskLifeEvent[] = [];

  state(state: WebEvents['state']): void {
    this.condition = { name: 'state', data: state };
    this.sample(state.atMs, state.nodes);
  }

  lost(lost: WebEvents['lost']): void {
    this.condition = { name: 'lost', data: lost };
  }

  life(event: TaskLifeEvent): void {
    this.events = [...this.events, event].slice(-MAX_WEB_LOG);
  }

  /** Made once for all pages, and not at all where there is none. */
  conditionText(): string | null {
    const { condition } = this;
    return condition && (condition.text ??= eventText(condition.name, condition.data));
  }

  logText(): string {
    return eventText('log', this.events);
  }

  private sample(atMs: number, nodes: readonly NodeViewMessage[]): void {
    if (atMs - (this.samples.times.at(-1) ?? 0) < SAMPLE_MS) return;
    this.samples = sampled(this.samples, atMs, nodes, MAX_WEB_SAMPLES);
  }
}
