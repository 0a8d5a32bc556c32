import type { NodeViewMessage } from '../../protocol/control.ts';
import type { HistorySample } from '../../protocol/history.ts';
import type { WebSamples } from '../../protocol/web.ts';

type Columns = WebSamples['nodes'][number];

/** What is told of a node at one time. */
interface Sample
  extends Pick<HistorySample, 'node' | 'name' | 'load' | 'speed' | 'freeBytes' | 'totalBytes'> {
  atMs: number;
}

export const noSamples: WebSamples = { times: [], nodes: [] };

/** A row for each node and time becomes a column for each node; what is not told of a time is null there. */
export function samplesOf(rows: readonly Sample[]): WebSamples {
  const times = [...new Set(rows.map(({ atMs }) => atMs))].sort((a, b) => a - b);
  const places = new Map(times.map((atMs, at) => [atMs, at]));
  const nodes = new Map<number, Columns>();
  const empty = (): null[] => Array<null>(times.length).fill(null);
  for (const { atMs, node, name, load, speed, freeBytes, totalBytes } of rows) {
    let columns = nodes.get(node);
    if (!columns) {
      columns = { id: node, name, load: empty(), speed: empty(), usedBytes: empty(), totalBytes: empty() };
      nodes.set(node, columns);
    }
    const at = places.get(atMs)!;
    columns.load[at] = load;
    columns.speed[at] = speed;
    columns.usedBytes[at] = totalBytes - Math.min(totalBytes, freeBytes);
    columns.totalBytes[at] = totalBytes;
  }
  return { times, nodes: [...nodes.values()].sort((a, b) => a.id - b.id) };
}

/**
 * One time more, at the end, and of the oldest as many less as there are beyond `most` of all nodes. What a node said
 * before it died is no news.
 */
export function sampled(
  before: WebSamples,
  atMs: number,
  nodes: readonly NodeViewMessage[],
  most: number,
): WebSamples {
  const known = new Map(before.nodes.map((columns) => [columns.id, columns]));
  const now = new Map(nodes.filter(({ state }) => state !== 'dead').map(({ info }) => [info.id, info]));
  const ids = [...new Set([...known.keys(), ...now.keys()])].sort((a, b) => a - b);
  const kept = Math.max(1, Math.floor(most / Math.max(1, ids.length)));
  const drop = Math.max(0, before.times.length + 1 - kept);
  const column = (old: readonly (number | null)[] | undefined, value: number | undefined) => [
    ...(old ?? Array<null>(before.times.length).fill(null)).slice(drop),
    value ?? null,
  ];
  const longer = ids.map((id): Columns => {
    const old = known.get(id);
    const info = now.get(id);
    return {
      id,
      name: info?.name ?? old!.name,
      load: column(old?.load, info?.load),
      speed: column(old?.speed, info?.speed),
      usedBytes: column(old?.usedBytes, info && info.totalBytes - Math.min(info.totalBytes, info.freeBytes)),
      totalBytes: column(old?.totalBytes, info?.totalBytes),
    };
  });
  return {
    times: [...before.times.slice(drop), atMs],
    // Who has said nothing for as long as is kept is forgotten.
    nodes: longer.filter(({ load }) => load.some((value) => value !== null)),
  };
}
