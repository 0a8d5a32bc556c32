import type { Survey } from '../../agent/space/survey.ts';
import { within } from '../../agent/space/time-limit.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Model } from '../../tui/mtop/model.ts';
import type { Effect } from '../../tui/mtop/question.ts';
import type { Seen } from '../../tui/mtop/seen.ts';
import { type MtopEvent, update } from '../../tui/mtop/update.ts';
import { view } from '../../tui/mtop/view.ts';
import { signalNamed } from './signal-name.ts';
import { STOPS, targetOf } from './target.ts';

/** A signal is sent at once where it can be sent at all. */
const SIGNAL_LIMIT_MS = 10_000;

export interface Live {
  survey: Survey;
  look(all: boolean): Promise<Seen>;
  model: Model;
  /** It ends after so many. */
  looks: number;
}

/** mtop on a terminal: resolves when it is quit. */
export async function live({ survey, look, model: first, looks }: Live): Promise<void> {
  // A start that comes to nothing must not flash the screen. The terminal is loaded while the agents are asked.
  const loaded = import('../../tui/terminal.ts');
  const atStart = await look(first.all);
  const { Terminal } = await loaded;
  let model = first;
  let left = looks;
  let isLooking = false;
  let isWanted = false;
  let cancel = (): void => {};
  let quit = (): void => {};
  const over = new Promise<void>((resolve) => {
    quit = resolve;
  });

  const happen = (event: MtopEvent): void => {
    const [next, effects] = update(model, event);
    model = next;
    terminal.show(view(model));
    for (const effect of effects) carryOut(effect);
  };
  const carryOut = (effect: Effect): void => {
    if (effect.do === 'quit') quit();
    else if (effect.do === 'look') void again();
    else void answerTo(survey, effect).then(happen);
  };
  const again = async (): Promise<void> => {
    cancel();
    isWanted = true;
    if (isLooking) return;
    isLooking = true;
    while (isWanted) {
      isWanted = false;
      try {
        happen({ on: 'seen', seen: await look(model.all) });
      } catch (error) {
        happen({ on: 'lost', reason: (error as Error).message });
      }
    }
    isLooking = false;
    if (--left <= 0) quit();
    else cancel = systemClock.after(model.delayMs, () => void again());
  };

  const terminal = new Terminal({ mouse: 'buttons', env: process.env, onEvent: happen });
  happen({ on: 'resize', ...terminal.size });
  happen({ on: 'seen', seen: atStart });
  if (--left > 0) cancel = systemClock.after(model.delayMs, () => void again());
  else quit();
  await over;
  cancel();
  terminal.close();
}

type Act = Extract<Effect, { do: 'signal' | 'migrate' | 'steer' }>;

/** Does what a key wanted, and says how that went. */
export async function answerTo(survey: Survey, effect: Act): Promise<Extract<MtopEvent, { on: 'answer' }>> {
  try {
    return { on: 'answer', text: await act(survey, effect), isGood: true };
  } catch (error) {
    const { message } = error as Error;
    const text = message.includes(effect.task) ? message : `${effect.task}: ${message}`;
    return { on: 'answer', text, isGood: false };
  }
}

/** @throws OmosixError */
async function act(survey: Survey, effect: Act): Promise<string> {
  const { task } = effect;
  const client = survey.agent(effect.via);
  if (effect.do === 'steer') {
    const { lock, nice } = effect.change;
    await within(SIGNAL_LIMIT_MS, client.steer(task, effect.change), 'its home does not answer');
    if (nice !== undefined) return `${task} is ${nice} nice, wherever it executes`;
    return lock ? `${task} is locked: it does not move by itself` : `${task} may move by itself`;
  }
  if (effect.do === 'signal') {
    const signal = signalNamed(effect.signal);
    if (signal === null) throw new Error(`'${effect.signal}' is no signal (omkill -l lists them)`);
    await within(SIGNAL_LIMIT_MS, client.signal(task, signal), 'its home does not answer');
    return `${task}: ${signal} was sent`;
  }
  const stop = STOPS[effect.where];
  if (stop) {
    await within(SIGNAL_LIMIT_MS, client.signal(task, stop.signal), 'its home does not answer');
    return `${task} ${stop.done}`;
  }
  const end = await client.migrate(task, await targetOf(client, effect.where));
  if (end.event === 'stayed') throw new Error(`stays on node ${end.node}: ${end.reason}`);
  return `${task} moved ${end.from} → ${end.to}, frozen ${end.freezeMs.toFixed(1)} ms`;
}
