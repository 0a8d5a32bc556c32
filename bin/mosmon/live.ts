import type { AgentClient } from '../../agent/control/client.ts';
import { Monitor, type MonitorEvent } from '../../agent/control/monitor.ts';
import { type MetricName, newModel } from '../../tui/mosmon/model.ts';
import { recordedOnly } from '../../tui/mosmon/pane/model.ts';
import { type MosmonEvent, update } from '../../tui/mosmon/update.ts';
import { view } from '../../tui/mosmon/view.ts';
import type { Terminal } from '../../tui/terminal.ts';
import { type Feed, type OpenRecording, Recorder, Replay } from '../recording.ts';
import { act } from './acts.ts';

const EVERY_MS = 500;

/** mosmon on a terminal, of an agent or of a recording; resolves when it has begun. @throws OmosixError */
export async function live(
  metric: MetricName,
  find: () => Promise<AgentClient>,
  recording: OpenRecording | null,
  record: string | null,
): Promise<void> {
  // A start that comes to nothing must not flash the screen: the agent first. The terminal is loaded while it is asked.
  const loaded = import('../../tui/terminal.ts');
  const first = recording ? undefined : await find();
  const say = (text: string, tone: 'plain' | 'bad'): void => take({ on: 'said', text, tone });
  const recorder =
    record === null ? null : new Recorder(record, (why) => say(`not recorded any more: ${why}`, 'bad'));
  let model = newModel(metric);
  let isOver = false;
  let terminal: Terminal | null = null;
  const take = (event: MosmonEvent): void => {
    if (isOver) return;
    const [next, effects] = update(model, event);
    model = next;
    terminal?.show(view(model));
    for (const effect of effects) {
      if (effect.do === 'quit') {
        isOver = true;
        feed.stop();
        recorder?.close();
        terminal?.close();
      } else if (!recording || effect.do === 'history') void act(feed.client, effect, take);
      else if (effect.do === 'look') take({ on: 'looked', node: effect.node, looked: recordedOnly });
      else say('this was recorded: nothing can be done to it', 'bad');
    }
  };
  const hear = (event: MonitorEvent): void => {
    recorder?.take(event, feed.client?.node ?? first?.node ?? 0);
    take(event);
  };
  const feed: Feed = recording
    ? new Replay(recording, hear, (trouble) =>
        say(trouble ?? 'that was all (q quits)', trouble === null ? 'plain' : 'bad'),
      )
    : new Monitor(find, EVERY_MS, hear);
  // What it tells meanwhile is in the first picture.
  const started = feed.start(first);
  started.catch(() => {});
  const { Terminal } = await loaded;
  terminal = new Terminal({ mouse: 'buttons', env: process.env, onEvent: take });
  take({ on: 'resize', ...terminal.size });
  try {
    await started;
  } catch (error) {
    terminal.close();
    throw error;
  }
}
