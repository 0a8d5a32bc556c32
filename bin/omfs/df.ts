import { bytes, type Column } from '../../tui/table.ts';
import { printTable } from '../command.ts';
import { expanded } from './glob.ts';
import { agent, type Place, placeOf } from './place.ts';
import { tell } from './trouble.ts';

export interface DfOptions {
  humanReadable?: true;
  json?: true;
}

interface Row {
  path: string;
  sizeBytes: number;
  usedBytes: number;
  availableBytes: number;
}

/** Without operands: what all nodes that are up serve. */
export async function df(operands: string[], options: DfOptions): Promise<void> {
  const rows: Row[] = [];
  for (const place of operands.length > 0 ? await expanded(operands) : await served()) {
    try {
      const { bsize, blocks, bfree, bavail } = await place.tree.statfs(place.path);
      const of = (count: number | string): number => Number(count) * Number(bsize);
      const sizeBytes = of(blocks);
      rows.push({
        path: place.shown,
        sizeBytes,
        usedBytes: sizeBytes - of(bfree),
        availableBytes: of(bavail),
      });
    } catch (error) {
      tell('df', place.shown, error);
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else if (rows.length > 0) printTable(columns(options.humanReadable === true), rows);
}

async function served(): Promise<Place[]> {
  const nodes = (await (await agent()).status())
    .filter(({ state }) => state === 'alive')
    .sort((a, b) => a.info.id - b.info.id);
  const paths = nodes.flatMap(({ info }) =>
    (info.exports ?? []).map(({ path }) => (path === '/' ? `/mfs/${info.id}` : `/mfs/${info.id}${path}`)),
  );
  if (paths.length === 0) tell('df', 'no node serves files: mosctl export PATH ro');
  return Promise.all(paths.map(placeOf));
}

function columns(isForPeople: boolean): Column<Row>[] {
  const size = (value: number): string => (isForPeople ? bytes(value) : String(Math.ceil(value / 1024)));
  const right = true;
  return [
    { title: isForPeople ? 'SIZE' : '1K-BLOCKS', value: ({ sizeBytes }) => size(sizeBytes), right },
    { title: 'USED', value: ({ usedBytes }) => size(usedBytes), right },
    { title: 'AVAILABLE', value: ({ availableBytes }) => size(availableBytes), right },
    { title: 'USE%', value: share, right },
    { title: 'PATH', value: ({ path }) => path },
  ];
}

function share({ usedBytes, availableBytes }: Row): string {
  const all = usedBytes + availableBytes;
  return all === 0 ? '-' : `${Math.ceil((usedBytes * 100) / all)}%`;
}
