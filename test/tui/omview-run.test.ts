/** The tabs Analyzer and Run of omview. */

import { describe, expect, it } from 'vitest';
import { argvOf, lineOf, newForm, wordsOf } from '../../tui/omview/run/form.ts';
import type { Effect } from '../../tui/omview/update.ts';
import { Screen } from './omview-screen.ts';

describe('the analyzer', () => {
  const asks = (node: number | null, spanMs: number): Effect => ({
    do: 'nodes',
    effect: { do: 'history', node, spanMs },
  });

  it('asks for the past of all once it is seen, and again now and then', () => {
    const one = new Screen('analyzer').state(100_000);
    expect(one.asked).toEqual([asks(null, 30 * 60_000)]);
    expect(one.state(110_000).asked).toHaveLength(1);
    expect(one.state(120_000).asked).toHaveLength(2);
    expect(new Screen('nodes').state(100_000).asked).toEqual([]);
  });

  it('shows what is remembered, of a node and of a span, and never anything else', () => {
    const one = new Screen('analyzer').state(100_000).keys('a');
    expect(one.asked.at(-1)).toEqual(asks(1, 30 * 60_000));
    one.keys(']', 'right');
    expect(one.asked.at(-1)).toEqual(asks(2, 6 * 3_600_000));
    const samples = [10, 30].map((load, at) => ({
      atMs: at * 60_000,
      node: 2,
      name: 'boreas',
      load,
      mostLoad: load,
      speed: 10_000,
      freeBytes: 1,
      totalBytes: 2,
      tasks: 1,
    }));
    one.happen({
      on: 'nodes',
      event: {
        on: 'history',
        node: 2,
        spanMs: 6 * 3_600_000,
        told: { samples, toMs: 120_000, stepMs: 60_000, isCut: false, refusal: null },
      },
    });
    expect(one.text).toContain('node 2  boreas  6 hours');
    expect(one.text).toContain('least 10 · average 20 · most 30');
    one.keys('escape', 'c', 'enter', 'backspace');
    expect(one.text).toContain('node 2  boreas  6 hours');
    expect(one.model.nodes.chart).toBeNull();
    expect(one.keys('q').asked.at(-1)).toEqual({ do: 'quit' });
  });
});

describe('the form of omrun', () => {
  it('means a line, which it shows, and starts it in the background', () => {
    const one = new Screen('run').typed('compute pi.ts').keys('down').typed('--digits 100 "a b"');
    expect(one.text).toContain("$ omrun 'compute pi.ts' --digits 100 'a b'");
    // Starts: on one of; its nodes; moves; job.
    one.keys('down', 'right', 'right', 'down').typed('2-4,lab7').keys('down', 'right', 'down', 'space');
    expect(one.text).toContain("$ omrun -j 2-4,lab7 -L -c 'compute pi.ts' --digits 100 'a b'");
    one.keys('down', 'left', 'down').typed('512').keys('down').typed('19').keys('enter');
    expect(one.asked).toEqual([
      {
        do: 'run',
        effect: {
          do: 'start',
          argv: [
            '-d',
            '-j',
            '2-4,lab7',
            '-L',
            '-c',
            '-f',
            '-m',
            '512',
            '--nice',
            '19',
            'compute pi.ts',
            '--digits',
            '100',
            'a b',
          ],
        },
      },
    ]);
    one.happen({
      on: 'run',
      event: { on: 'started', text: 'task 1:77 runs in the background', isGood: true },
    });
    expect(one.text).toContain('task 1:77 runs in the background');
  });

  it('letters are typed, and are no keys, where something is typed; Escape begins anew', () => {
    const one = new Screen('run').typed('q?h');
    expect(one.asked).toEqual([]);
    expect(one.text).toContain('$ omrun');
    expect(one.keys('down', 'down', 'q').asked).toEqual([{ do: 'quit' }]);
    expect(one.keys('escape').text).toContain('name a program first');
  });

  it('says in one line what is wrong, and starts nothing', () => {
    const form = newForm();
    const set = (name: string, value: string | number): void => {
      const field = form.find((each) => each.name === name)!;
      if (field.kind === 'text') field.value = String(value);
      else field.at = Number(value);
    };
    expect(argvOf(form)).toBe('name a program first');
    set('program', '-x.ts');
    expect(argvOf(form)).toContain('say ./-x.ts');
    set('program', 'x.ts');
    set('start', 2);
    expect(argvOf(form)).toContain('on which nodes');
    set('nodes', '2;rm');
    expect(argvOf(form)).toContain('on which nodes');
    set('start', 0);
    set('memory', '1g');
    expect(argvOf(form)).toContain("not '1g'");
    set('memory', '');
    set('nice', '20');
    expect(argvOf(form)).toContain("not '20'");
    set('nice', '0');
    set('arguments', 'a "b');
    expect(argvOf(form)).toContain('quotation mark');
    expect(new Screen('run').keys('enter').asked).toEqual([]);
  });

  it('divides arguments as a shell does, and quotes what one would read otherwise', () => {
    expect(wordsOf(`a  "b c"'d'e '' f`)).toEqual(['a', 'b cde', '', 'f']);
    expect(lineOf(['x.ts', "it's", '$HOME', ''])).toBe(`omrun x.ts 'it'\\''s' '$HOME' ''`);
  });
});
