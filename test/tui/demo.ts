/** A small program of the whole screen, to see the terminal work: it shows the events that it gets. */
import type { TerminalEvent } from '../../tui/events.ts';
import { colour, type Scene, type Size } from '../../tui/scene.ts';
import { Terminal } from '../../tui/terminal.ts';

const events: TerminalEvent[] = [];

function view({ width, height }: Size): Scene {
  const words = events.slice(-8).map(({ on, ...event }) => {
    const { atMs: _, ...rest } = event as { atMs?: number };
    return [{ text: `${on} ${JSON.stringify(rest)}` }];
  });
  return [
    {
      kind: 'text',
      id: 'events',
      at: { x: 0, y: 0, width, height: 10 },
      lines: words,
      border: { title: `demo ${width}×${height}`, fg: colour.green },
    },
    {
      kind: 'canvas',
      id: 'net',
      at: { x: 0, y: 10, width: 40, height: 10 },
      strokes: [{ from: { x: 2.5, y: 1.5 }, to: { x: 30.5, y: 7.5 }, fg: colour.orange }],
    },
    {
      kind: 'text',
      id: 'box',
      at: { x: 26, y: 17, width: 12, height: 3 },
      lines: [[{ text: '中文 wide…', bold: true }]],
      border: {},
    },
  ];
}

const terminal = new Terminal({
  mouse: 'motion',
  env: process.env,
  onEvent(event) {
    events.push(event);
    if (event.on === 'key' && event.key === 'q') {
      terminal.close();
      console.log('demo over');
      return;
    }
    if (event.on === 'key' && event.key === 'x') throw new Error('demo crash');
    terminal.show(view);
  },
});
terminal.show(view);
