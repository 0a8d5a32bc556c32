import type { AgentClient } from '../../agent/control/client.ts';
import { Survey } from '../../agent/space/survey.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { charsetOf } from '../../tui/charset.ts';
import { newModel } from '../../tui/omview/model.ts';
import { update } from '../../tui/omview/update.ts';
import { view } from '../../tui/omview/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import type { Setting } from './live.ts';
import { lookAt } from './look.ts';
import { seenThen } from './recorded.ts';

/** What the agent sees, for scripts. */
export async function json(find: () => Promise<AgentClient>): Promise<string> {
  const client = await find();
  const [nodes, tasks] = await Promise.all([client.status(), client.tasks()]);
  client.close();
  return `${JSON.stringify({ node: client.node, nodes, tasks }, null, 2)}\n`;
}

/** One picture of a tab; of a recording how it ended. */
export async function picture({
  places,
  find,
  tab,
  memory,
  recording,
}: Omit<Setting, 'record'>): Promise<string> {
  const client = recording ? null : await memory.agent(find);
  const size = { width: process.stdout.columns || Number(process.env.COLUMNS) || 80, height: 24 };
  let nowMs = recording?.head.startedAtMs ?? systemClock.nowMs();
  let [model] = update(newModel(tab, nowMs), { on: 'resize', ...size }, nowMs);
  if (client) {
    const [{ nodes, agent }, tasks] = await Promise.all([client.overview(), client.tasks()]);
    const state = { op: 'state', id: 0, nodes, tasks, agent, missed: 0, omitted: 0 } as const;
    [model] = update(model, { on: 'state', atMs: 0, self: client.node, state }, nowMs);
  }
  for await (const event of recording?.events() ?? []) {
    const atMs = recording!.head.startedAtMs + event.atMs;
    const told = event.on === 'state' ? { ...event, self: recording!.head.node } : event;
    [model] = update(model, told, atMs);
    [model] = update(model, { on: 'migrations', event: { on: 'tick' } }, atMs);
    nowMs = atMs;
  }
  if (tab === 'processes' && recording) {
    [model] = update(model, { on: 'processes', event: { on: 'seen', seen: seenThen(model, nowMs) } }, nowMs);
  } else if (tab === 'processes') {
    const survey = new Survey(places);
    const seen = await lookAt(survey, true);
    survey.close();
    [model] = update(model, { on: 'processes', event: { on: 'seen', seen } }, nowMs);
  }
  if (tab === 'history') {
    const open = { on: 'open', file: memory.file, untilMs: await memory.untilMs(nowMs) } as const;
    const [opened, [wanted]] = update(model, { on: 'history', event: open }, nowMs);
    model = opened;
    if (wanted?.do === 'history' && wanted.effect.do === 'remember') {
      const event = await memory.ask(client, wanted.effect);
      [model] = update(model, { on: 'history', event }, nowMs);
    }
  }
  client?.close();
  return textOf(paint(view(model)(size), size, charsetOf(process.env)));
}
