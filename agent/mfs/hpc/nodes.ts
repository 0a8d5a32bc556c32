import type { NodeInfo, NodeView } from '../../../protocol/node.ts';
import { utilisation } from '../../measure/load.ts';
import { marksOf } from '../../settings/marks.ts';
import { type Directory, directory, value } from './entries.ts';

export interface NodesKnown {
  nodes(): readonly NodeView[];
}

/** `/proc/hpc/nodes`: all that are known, by ID. */
export function nodes(views: NodesKnown['nodes']): Directory {
  const find = (id: string): NodeView | undefined => views().find(({ info }) => String(info.id) === id);
  return {
    list: () => views().map(({ info }) => String(info.id)),
    entry: (id) => {
      const view = find(id);
      return view && node(() => find(id) ?? view);
    },
  };
}

function node(now: () => NodeView): Directory {
  const info = (): NodeInfo => now().info;
  return directory({
    CPUs: value(() => info().cpus),
    load: value(() => Math.round(info().load)),
    mem: value(() => info().freeBytes),
    rmem: value(() => info().freeBytes),
    tmem: value(() => info().totalBytes),
    speed: value(() => Math.round(info().speed)),
    status: value(() => statusOf(now())),
    util: value(() => utilisation(info())),
    name: value(() => info().name),
    guests: value(() => info().guests),
  });
}

/** As `mosctl status`; openMosix had a number there, whose bits nobody knew. */
function statusOf({ state, info }: NodeView): string {
  return state === 'alive' ? ['alive', ...marksOf(info)].join(' ') : state;
}
