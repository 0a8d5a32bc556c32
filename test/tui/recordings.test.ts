/** What was recorded of a real cluster of three, and what its screens look like at three sizes. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { told } from '../../bin/migmon/told.ts';
import { parseRecording } from '../../protocol/recording.ts';
import { type Model, newModel } from '../../tui/migmon/model.ts';
import { update } from '../../tui/migmon/update.ts';
import { view } from '../../tui/migmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';

const file = fileURLToPath(new URL('./recordings/two-moves.jsonl', import.meta.url));
const content = readFileSync(file, 'utf8');
const { head, events } = parseRecording(content);

/** migmon after all that was told until then. */
function at(width: number, height: number, untilMs: number): Model {
  let model = newModel(width, height, head.startedAtMs);
  for (const event of events.filter((one) => one.atMs <= untilMs))
    [model] = update(model, told(event, head.node), head.startedAtMs + event.atMs);
  return update(model, { on: 'tick' }, head.startedAtMs + untilMs)[0];
}

/** Times of the log are those of the reader's time zone. */
const show = (model: Model, charset: 'utf8' | 'ascii' = 'utf8'): string =>
  textOf(paint(view(model), model, charset)).replace(/\d\d:\d\d:\d\d/g, 'HH:MM:SS');

describe('a recording', () => {
  const move = events.find(({ on }) => on === 'life')!;
  const end = events.at(-1)!.atMs;

  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])('looks as it did at %d×%d: a task in flight with its bytes, and the end', async (width, height) => {
    const flight = show(at(width, height, move.atMs + 150));
    expect(flight).toMatch(/compute-pi L? ?788K/);
    await expect(flight).toMatchFileSnapshot(`./golden/migmon-${width}x${height}-flight.txt`);
    await expect(show(at(width, height, end))).toMatchFileSnapshot(`./golden/migmon-${width}x${height}.txt`);
  });

  it('is ASCII where nothing else can be shown', () => {
    for (let ms = 0; ms <= end; ms += 250) expect(show(at(80, 24, ms), 'ascii')).toMatch(/^[\n -~]*$/);
  });

  it('that lies, or is none, is refused with its line; a last line that was cut off is left out', () => {
    const lines = content.split('\n');
    const wrong = [...lines.slice(0, 2), '{"on":"state","atMs":-1}', ''].join('\n');
    expect(() => parseRecording(wrong)).toThrow(/line 3: that is no line of a recording/);
    for (const none of ['', 'x', '{}\n', '{"omosix":"recording","version":2,"node":1,"startedAtMs":0}\n'])
      expect(() => parseRecording(none)).toThrow(/line 1: that is no recording of a monitor/);
    expect(parseRecording(content.slice(0, -100)).events).toHaveLength(events.length - 1);
  });
});
