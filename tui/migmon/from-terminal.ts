import type { TerminalEvent } from '../events.ts';
import type { MigmonEvent } from './update.ts';

/** What of a terminal's events migmon takes, in its own words. */
export function fromTerminal(event: TerminalEvent): MigmonEvent | null {
  if (event.on !== 'mouse') return event;
  const { action, button, x, y, atMs } = event;
  const at = { x, y };
  if (action === 'wheelup' || action === 'wheeldown')
    return { on: 'wheel', at, by: action === 'wheelup' ? -1 : 1 };
  if (action === 'down' && button !== 'left') return null;
  return { on: 'mouse', mouse: { kind: action, at, atMs } };
}
