import type { AgeRow } from './ages.ts';
import type { Result, Results } from './results.ts';
import { PUBLISHED } from './table.ts';

const [WIDTH, LEFT, RIGHT, BAR, TOP] = [760, 250, 70, 28, 60];
const [AGES_HEIGHT, AGES_TOP] = [180, 70];
const [INK, GRID, RED, BLUE, GREEN, GREY] = ['#222', '#ddd', '#c33', '#47a', '#2a7', '#999'];

/** Average slowdowns as bars on a logarithmic axis, the published ones as marks; below them how old knowledge is. */
export function plotOf({ methods, gossip }: Results, title: string): string {
  const bars = slowdowns(methods);
  const below = TOP + methods.length * BAR + 30;
  const ages = gossip.ages.length === 0 ? '' : agesOf(gossip.ages, below + AGES_TOP);
  const height = below + (ages === '' ? 10 : AGES_TOP + AGES_HEIGHT + 60);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12" fill="${INK}">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="16" y="22" font-size="14">Average slowdown, logarithmic: ${escaped(title)}</text>
<text x="16" y="42" fill="${RED}">| published for the paper's own simulation</text>
${bars}
${ages}
</svg>
`;
}

function slowdowns(methods: readonly Result[]): string {
  const most = Math.max(2, ...methods.map(({ slowdown }) => slowdown), ...Object.values(PUBLISHED));
  const x = (slowdown: number): number =>
    Math.round(LEFT + ((WIDTH - LEFT - RIGHT) * Math.log(Math.max(1, slowdown))) / Math.log(most));
  const bottom = TOP + methods.length * BAR;
  const ticks = ticksTo(most).map(
    (tick) =>
      line(x(tick), TOP - 6, x(tick), bottom, GRID) + text(x(tick), bottom + 16, String(tick), 'middle'),
  );
  const rows = methods.map((one, i) => {
    const y = TOP + i * BAR;
    const fill = one.name === 'ours' ? GREEN : one.name === 'clairvoyant' ? GREY : BLUE;
    const published = PUBLISHED[one.name];
    const mark = published === undefined ? '' : line(x(published), y, x(published), y + 22, RED, 3);
    // Beside the bar, and beside the mark where that is farther right.
    const end = Math.max(x(one.slowdown), published === undefined ? 0 : x(published));
    return `${text(LEFT - 8, y + 15, one.title, 'end')}<rect x="${LEFT}" y="${y + 3}" width="${Math.max(1, x(one.slowdown) - LEFT)}" height="16" fill="${fill}"/>${mark}${text(end + 6, y + 15, one.slowdown.toFixed(2))}`;
  });
  return [...ticks, ...rows].join('\n');
}

/** 1, 2, 5, 10, 20, 50, … */
function ticksTo(most: number): number[] {
  const ticks: number[] = [];
  for (let ten = 1; ten <= most; ten *= 10)
    for (const of of [1, 2, 5]) if (ten * of <= most) ticks.push(ten * of);
  return ticks;
}

/** Of how many nodes something is known that is at most so old: as counted, and by the formula. */
function agesOf(rows: readonly AgeRow[], top: number): string {
  const [left, right, bottom] = [60, WIDTH - RIGHT, top + AGES_HEIGHT];
  const last = rows.at(-1)!.periods;
  const most = Math.max(...rows.flatMap(({ known, expected }) => [known, expected]));
  const x = (periods: number): number => Math.round(left + ((right - left) * periods) / last);
  const y = (nodes: number): number => Math.round(bottom - (AGES_HEIGHT * nodes) / most);
  const half = Math.round(most / 2);
  const curve = rows.map(({ periods, expected }) => `${x(periods)},${y(expected)}`).join(' ');
  return [
    text(
      16,
      top - 34,
      'Of how many nodes something is known that is at most so old (with itself)',
      'start',
      14,
    ),
    `<text x="16" y="${top - 14}"><tspan fill="${GREEN}">●</tspan> counted <tspan fill="${RED}">―</tspan> by the formula of agent/gossip/ages.ts</text>`,
    ...[0, half, Math.round(most)].map(
      (nodes) =>
        line(left, y(nodes), right, y(nodes), GRID) + text(left - 8, y(nodes) + 4, String(nodes), 'end'),
    ),
    ...rows
      .filter(({ periods }) => periods === 1 || periods % 4 === 0)
      .map(({ periods }) => text(x(periods), bottom + 18, String(periods), 'middle')),
    text(right, bottom + 38, 'age, periods of gossip', 'end'),
    `<polyline points="${curve}" fill="none" stroke="${RED}" stroke-width="2"/>`,
    ...rows.map(
      ({ periods, known }) => `<circle cx="${x(periods)}" cy="${y(known)}" r="4" fill="${GREEN}"/>`,
    ),
  ].join('\n');
}

const line = (x1: number, y1: number, x2: number, y2: number, stroke: string, width = 1): string =>
  `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${stroke}" stroke-width="${width}"/>`;

const text = (x: number, y: number, words: string, anchor = 'start', size = 12): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}">${escaped(words)}</text>`;

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
