import type { Decay, NodeInfo, NodeSettings } from '../../../protocol/node.ts';
import { DEFAULT_DECAY, STANDARD_SPEED } from '../../measure/load.ts';
import { treeError } from '../tree-error.ts';
import { type Directory, directory, type Value, value } from './entries.ts';

/** What of the node's commands the files below `admin` set. */
export interface AdminCommands {
  own(): NodeInfo;
  set(change: Partial<NodeSettings>): unknown;
  /** False while this node serves no files (`mosctl nomfs`). */
  isServed(): boolean;
  /** Begun, and waited for by nobody: what does not leave shows in `mps`. */
  expel(): void;
  bring(): void;
}

/** `/proc/hpc/admin`: this node's own settings. */
export function admin({ own, set, isServed, expel, bring }: AdminCommands): Directory {
  const flag = (isSet: () => boolean, name: keyof NodeSettings): Value =>
    value(
      () => Number(isSet()),
      async (text) => {
        set({ [name]: truth(text) });
      },
    );
  const once = (begin: () => void): Value =>
    value(
      () => 0,
      async (text) => {
        if (truth(text)) begin();
      },
    );
  const decayPart = (name: keyof Decay, most: number): Value =>
    value(
      () => (own().tuned?.decay ?? DEFAULT_DECAY)[name],
      async (text) => {
        set({ decay: { ...(own().tuned?.decay ?? DEFAULT_DECAY), [name]: whole(text, most) } });
      },
    );
  return directory({
    block: flag(() => own().blocked, 'block'),
    stay: flag(() => own().stay, 'stay'),
    lstay: flag(() => own().lstay, 'lstay'),
    nomfs: value(
      () => Number(!isServed()),
      async (text) => {
        // What is served is decided on the machine itself; ssh clients are heard here too.
        if (!truth(text)) throw treeError('EACCES');
        set({ nomfs: true });
      },
    ),
    expel: once(expel),
    bring: once(bring),
    quiet: flag(() => own().quiet === true, 'quiet'),
    mospe: value(() => own().id),
    speed: value(
      () => Math.round(own().speed),
      async (text) => {
        set({ speed: text === '0' ? null : whole(text, 10_000_000) });
      },
    ),
    sspeed: value(
      () => own().tuned?.yard ?? STANDARD_SPEED,
      async (text) => {
        set({ yard: whole(text, 10_000_000) });
      },
    ),
    decayinterval: decayPart('everyMs', 60_000),
    slowdecay: decayPart('slow', 999),
    fastdecay: decayPart('fast', 999),
  });
}

function whole(text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) throw treeError('EINVAL');
  return number;
}

function truth(text: string): boolean {
  if (text === '0' || text === '1') return text === '1';
  throw treeError('EINVAL');
}
