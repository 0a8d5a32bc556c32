import { bytesOf } from '../../../protocol/bytes.ts';
import { NAME_CALLS_HERE } from '../../../protocol/host.ts';
import type { PlacedFile } from '../../../protocol/syscalls.ts';
import type { Reply, RuntimeState } from './state.ts';
import { filesOf } from './write-behind.ts';

/** Calls that are done at once where the files are: so soon that a program which goes on meanwhile hardly waits. */
const soon = { __proto__: null } as unknown as Record<string, true>;
for (const name of NAME_CALLS_HERE) soon[name] = true;
export const isSoon = (name: string): boolean => soon[name] === true;

/** A read may hold the program up for so much. */
const MOST_SOON_BYTES = 1024 * 1024;

/** The descriptor, of an answer that may also say which file of the cluster it is. */
export function takePlaced(state: RuntimeState, value: unknown): unknown {
  const { files } = state;
  if (typeof value !== 'object' || value === null) {
    // A number that is used again.
    files?.placed?.delete(value as number);
    return value;
  }
  const { fd, path, identity } = value as PlacedFile & { fd: number };
  const all = filesOf(state);
  all.placed ??= new Map();
  all.placed.set(fd, { path, identity });
  return fd;
}

export const forgetPlaced = ({ files }: RuntimeState, fd: number): void => void files?.placed?.delete(fd);

/**
 * A read at an explicit position, where the file is if the task executes there (decision 15); undefined where home is to be asked, as for any
 * error: the words are home's. `ask`: makes the call there, null where that is not the place.
 */
export function readPlaced(
  { files }: RuntimeState,
  [fd, length, position]: [number, number, number | null],
  ask: (args: unknown[]) => Reply | null,
): Reply | undefined {
  const file = position === null ? undefined : files?.placed?.get(fd);
  if (!file || length > MOST_SOON_BYTES) return undefined;
  const reply = ask([file.path, file.identity, length, position]);
  return !reply || reply.error || bytesOf(reply.tail) > length
    ? undefined
    : { value: null, tail: reply.tail };
}
