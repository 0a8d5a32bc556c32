import type { AgentClient } from '../../agent/control/client.ts';
import { Monitor, type MonitorEvent } from '../../agent/control/monitor.ts';
import type { Places } from '../../agent/places.ts';
import { Survey } from '../../agent/space/survey.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { newModel } from '../../tui/omview/model.ts';
import type { TabName } from '../../tui/omview/tabs.ts';
import { type Effect, isAnimated, isPlayed, type OmviewEvent, update } from '../../tui/omview/update.ts';
import { view } from '../../tui/omview/view.ts';
import type { Terminal } from '../../tui/terminal.ts';
import { elsewhere, past } from '../migmon/look.ts';
import { carryOut } from '../migmon/orders.ts';
import { act as actOnNode } from '../mosmon/acts.ts';
import { type Feed, type OpenRecording, Recorder, Replay } from '../recording.ts';
import { answerTo } from '../tasks/top.ts';
import { ticker } from '../ticker.ts';
import { addressesOf } from './addresses.ts';
import { lookAt } from './look.ts';
import type { Memory } from './memory.ts';
import { inRecording, seenThen } from './recorded.ts';
import { startInBackground } from './start.ts';

const FRAME_MS = 50;
const EVERY_MS = 200;
const ELSEWHERE_MS = 1000;
/** Between two moments of a history that is played. */
const PLAY_MS = 100;
/** Addresses hardly change. */
const ADDRESSES_MS = 15_000;

export interface Setting {
  places: Places;
  find(): Promise<AgentClient>;
  tab: TabName;
  memory: Memory;
  /** In place of an agent · what is told is written there. */
  recording: OpenRecording | null;
  record: string | null;
}

/** omview on a terminal; resolves when it has begun. */
export async function live({ places, find, tab, memory, recording, record }: Setting): Promise<void> {
  // Without an agent the terminal is not touched. It is loaded while the agent is asked.
  const loaded = import('../../tui/terminal.ts');
  const first = recording ? null : await memory.agent(find);
  const survey = new Survey(places);
  const nowMs = (): number => (replay ? replay.nowMs() : systemClock.nowMs());
  let isOver = false;
  const happen = (event: OmviewEvent): void => {
    if (isOver) return;
    const [next, effects] = update(model, event, nowMs());
    if (next === model && effects.length === 0) return;
    model = next;
    terminal?.show(view(model));
    for (const effect of effects) carry(effect);
    if (isAnimated(model)) animate();
    if (isPlayed(model)) play();
  };
  const say = (text: string, isGood: boolean): void => {
    happen({ on: 'nodes', event: { on: 'said', text, tone: isGood ? 'plain' : 'bad' } });
    happen({ on: 'migrations', event: { on: 'done', text, isGood } });
  };
  const recorder =
    record === null ? null : new Recorder(record, (why) => say(`not recorded any more: ${why}`, false));
  const hear = (event: MonitorEvent): void => {
    const self = recording?.head.node ?? monitor.client?.node ?? model.migrations.agent;
    recorder?.take(event, self);
    happen(event.on === 'state' ? { ...event, self } : event);
  };
  const replay =
    recording &&
    new Replay(recording, hear, (trouble) => say(trouble ?? 'that was all (q quits)', trouble === null));
  const monitor: Feed = replay ?? new Monitor(find, EVERY_MS, hear);
  let model = newModel(tab, nowMs());
  let terminal: Terminal | null = null;

  const carry = (effect: Effect): void => {
    const told = replay && inRecording(effect);
    if (told) {
      happen(told);
      return;
    }
    switch (effect.do) {
      case 'quit':
        isOver = true;
        cancel();
        survey.close();
        monitor.stop();
        recorder?.close();
        terminal?.close();
        return;
      case 'shown':
        show(effect.tab);
        return;
      case 'nodes':
        void actOnNode(monitor.client, effect.effect, (event) => happen({ on: 'nodes', event }));
        return;
      case 'processes':
        if (effect.effect.do === 'look') void look();
        else void answerTo(survey, effect.effect).then((event) => happen({ on: 'processes', event }));
        return;
      case 'history':
        if (effect.effect.do === 'renew') show('history');
        else if (effect.effect.do === 'open')
          void memory
            .open(effect.effect.file, systemClock.nowMs())
            .then((event) => happen({ on: 'history', event }));
        else void memory.ask(monitor.client, effect.effect).then((event) => happen({ on: 'history', event }));
        return;
      case 'run':
        void startInBackground(effect.effect.argv).then((event) => happen({ on: 'run', event }));
        return;
      case 'migrations': {
        const wanted = effect.effect;
        if (wanted.do === 'look') void lookElsewhere();
        else
          void carryOut(wanted, monitor.client, model.migrations.names.get(wanted.task) ?? wanted.task).then(
            (event) => happen({ on: 'migrations', event }),
          );
      }
    }
  };

  const animate = ticker(FRAME_MS, () => happen({ on: 'migrations', event: { on: 'tick' } }));
  const play = ticker(PLAY_MS, () => happen({ on: 'history', event: { on: 'tick' } }));

  const show = (shown: TabName): void => {
    if (shown === 'processes') void look();
    if (shown === 'history')
      void memory
        .untilMs(systemClock.nowMs())
        .then((untilMs) => happen({ on: 'history', event: { on: 'open', file: memory.file, untilMs } }));
  };

  // Other nodes are asked for their tasks while those are seen.
  let cancel = (): void => {};
  let isLooking = false;
  const look = async (): Promise<void> => {
    cancel();
    if (isLooking) return;
    isLooking = true;
    try {
      const seen = replay ? seenThen(model, nowMs()) : await lookAt(survey, model.processes.all);
      happen({ on: 'processes', event: { on: 'seen', seen } });
    } catch (error) {
      happen({ on: 'processes', event: { on: 'lost', reason: (error as Error).message } });
    }
    isLooking = false;
    if (!isOver && model.tab === 'processes')
      cancel = systemClock.after(model.processes.delayMs, () => void look());
  };

  let isLookingElsewhere = false;
  const lookElsewhere = async (): Promise<void> => {
    if (isLookingElsewhere || replay) return;
    isLookingElsewhere = true;
    while (!isOver && model.migrations.middle !== model.migrations.agent) {
      const told = await elsewhere(monitor.client, model.migrations.middle);
      happen({ on: 'migrations', event: { on: 'elsewhere', ...told } });
      await new Promise<void>((resolve) => systemClock.after(ELSEWHERE_MS, resolve));
    }
    isLookingElsewhere = false;
  };

  const addresses = async (): Promise<void> => {
    const known = await addressesOf(monitor.client);
    if (known) happen({ on: 'nodes', event: { on: 'addresses', addresses: known } });
    if (!isOver) systemClock.after(ADDRESSES_MS, () => void addresses());
  };

  // What the agent tells meanwhile is in the first picture.
  const started = first || replay ? monitor.start(first ?? undefined) : null;
  started?.catch(() => {});
  const { Terminal } = await loaded;
  terminal = new Terminal({ mouse: 'motion', env: process.env, onEvent: happen });
  happen({ on: 'resize', ...terminal.size });
  try {
    if (started) await started;
    else happen({ on: 'lost', reason: 'no agent runs here' });
  } catch (error) {
    terminal.close();
    throw error;
  }
  show(tab);
  void addresses();
  const remembered = await past(monitor.client);
  if (remembered) happen({ on: 'migrations', event: remembered });
}
