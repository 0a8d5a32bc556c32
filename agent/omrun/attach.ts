import { OmosixError } from '../../protocol/errors.ts';
import type { Ending } from '../deputy/deputy.ts';
import { attach } from '../detached/attach.ts';
import { type OnShelf, Shelf } from '../detached/shelf.ts';
import { placesOf } from '../places.ts';

/** `--attach ID`: how the task ended; without ID what is kept, in words; null where it was not asked for. */
export async function attachTo(argv: readonly string[]): Promise<Ending | string | null> {
  const [option, id, ...more] = argv;
  if (option !== '--attach') return null;
  if (more.length > 0) throw new OmosixError('EUSAGE', `--attach takes one ID: what is '${more[0]}'?`);
  const shelf = new Shelf(placesOf(process.env).state);
  return id === undefined ? list(shelf.all()) : attach(shelf.find(id));
}

function list(kept: readonly OnShelf[]): string {
  if (kept.length === 0) return 'no detached task is kept here (omrun -d starts one)\n';
  const lines = kept.map(({ kept: { task, command }, state }) => [task, inWords(state), command] as const);
  const widths = [0, 1].map((column) => Math.max(...lines.map((line) => (line[column] as string).length)));
  return lines
    .map(([task, state, command]) => `${task.padEnd(widths[0]!)}  ${state.padEnd(widths[1]!)}  ${command}\n`)
    .join('');
}

function inWords(state: OnShelf['state']): string {
  if (state.at !== 'ended') return state.at;
  if (state.how === 'exit') return `exit code ${state.code}`;
  return state.how === 'signal' ? `killed by ${state.signal}` : 'lost';
}
