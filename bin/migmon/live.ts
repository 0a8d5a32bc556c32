import type { AgentClient } from '../../agent/control/client.ts';
import { Monitor, type MonitorEvent } from '../../agent/control/monitor.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { fromTerminal } from '../../tui/migmon/from-terminal.ts';
import { newModel } from '../../tui/migmon/model.ts';
import { type Effect, isMoving, type MigmonEvent, update } from '../../tui/migmon/update.ts';
import { view } from '../../tui/migmon/view.ts';
import type { Terminal } from '../../tui/terminal.ts';
import { type OpenRecording, Recorder, Replay } from '../recording.ts';
import { ticker } from '../ticker.ts';
import { elsewhere, past } from './look.ts';
import { carryOut } from './orders.ts';
import { told } from './told.ts';

/** Between two pictures of a task that is on its way. */
const FRAME_MS = 50;
const EVERY_MS = 200;
/** Between two looks at a node that is in the middle and not the agent's own. */
const LOOK_MS = 1000;

/** migmon on a terminal, of an agent or of a recording; resolves when it has begun. */
export async function live(
  find: () => Promise<AgentClient>,
  recording: OpenRecording | null,
  record: string | null,
): Promise<void> {
  // Without an agent the terminal is not touched. It is loaded while the agent is asked.
  const loaded = import('../../tui/terminal.ts');
  const first = recording ? undefined : await find();
  const nowMs = (): number => (replay ? replay.nowMs() : systemClock.nowMs());
  const happen = (event: MigmonEvent): void => {
    if (isOver) return;
    const [next, effects] = update(model, event, nowMs());
    if (next === model) return;
    model = next;
    terminal?.show(() => view(model));
    for (const effect of effects) carry(effect);
    if (isMoving(model)) animate();
  };
  const say = (text: string, isGood: boolean): void => happen({ on: 'done', text, isGood });
  const recorder = record === null ? null : new Recorder(record, (why) => say(`not recorded: ${why}`, false));
  const hear = (event: MonitorEvent): void => {
    const self = recording?.head.node ?? monitor.client?.node ?? model.agent;
    recorder?.take(event, self);
    happen(told(event, self));
  };
  const replay =
    recording &&
    new Replay(recording, hear, (trouble) => say(trouble ?? 'that was all (q quits)', trouble === null));
  const monitor = replay ?? new Monitor(find, EVERY_MS, hear);
  let model = newModel(process.stdout.columns, process.stdout.rows, nowMs());
  let terminal: Terminal | null = null;

  const animate = ticker(FRAME_MS, () => happen({ on: 'tick' }));
  const carry = (effect: Effect): void => {
    if (effect.do === 'quit') {
      isOver = true;
      monitor.stop();
      recorder?.close();
      terminal?.close();
    } else if (effect.do === 'look') void look();
    else if (replay) {
      const why = 'this was recorded: nothing can be done to it';
      if (effect.do === 'migrate')
        happen({ on: 'answer', task: effect.task, node: null, error: why, event: null });
      else say(why, false);
    } else {
      const name = model.names.get(effect.task) ?? effect.task;
      void carryOut(effect, monitor.client, name).then(happen);
    }
  };
  let isOver = false;
  let isLooking = false;
  // Again and again while another node is in the middle: it does not tell of itself.
  const look = async (): Promise<void> => {
    if (isLooking || replay) return;
    isLooking = true;
    while (!isOver && model.middle !== model.agent) {
      happen({ on: 'elsewhere', ...(await elsewhere(monitor.client, model.middle)) });
      await new Promise<void>((resolve) => systemClock.after(LOOK_MS, resolve));
    }
    isLooking = false;
  };

  // What it tells meanwhile is in the first picture.
  const started = monitor.start(first);
  started.catch(() => {});
  const { Terminal } = await loaded;
  terminal = new Terminal({
    mouse: 'motion',
    env: process.env,
    onEvent: (event) => {
      const known = fromTerminal(event);
      if (known) happen(known);
    },
  });
  terminal.show(() => view(model));
  try {
    await started;
    const remembered = await past(monitor.client);
    if (remembered) happen(remembered);
  } catch (error) {
    terminal.close();
    throw error;
  }
}
