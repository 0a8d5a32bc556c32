/** `stdio` of a child, as Node understands it, in the words of home. */
import home from './child-parts.cjs';
import { Socket } from './child-pipe.mjs';

const { nodeError } = home;
const STANDARD = 3;

function listOf(stdio) {
  if (typeof stdio !== 'string') {
    if (stdio !== undefined && stdio !== null && !Array.isArray(stdio))
      throw nodeError('ERR_INVALID_ARG_VALUE', 'stdio', stdio);
    const list = [...(stdio ?? [])];
    while (list.length < STANDARD) list.push(undefined);
    return list;
  }
  if (!['ignore', 'pipe', 'overlapped', 'inherit'].includes(stdio))
    throw nodeError('ERR_INVALID_ARG_VALUE', 'stdio', stdio);
  return new Array(STANDARD).fill(stdio);
}

const isChannel = (entry) => entry === 'ipc';

/** A pipe of another child's that is handed on is not read here any more. */
const isPipe = (entry) => entry instanceof Socket && entry.home.child !== null;

export function stdioOf(stdio) {
  const list = listOf(stdio);
  if (list.filter(isChannel).length > 1) throw nodeError('ERR_IPC_ONE_PIPE');
  const plain = home.stdioOf(list.map((entry) => (isPipe(entry) || isChannel(entry) ? 'ignore' : entry)));
  return plain.map((entry, i) => {
    if (isChannel(list[i])) return 'ipc';
    if (!isPipe(list[i])) return entry;
    const { child, index } = list[i].home;
    list[i].isHandedOn = true;
    return { child, pipe: index };
  });
}
