import type { Results } from './results.ts';
import { PUBLISHED } from './table.ts';

const [WIDTH, LEFT, BAR, TOP] = [720, 230, 26, 40];

/** Average slowdowns as bars, the published ones as marks. */
export function plotOf({ methods }: Results, title: string): string {
  const most = Math.max(...methods.map(({ slowdown }) => slowdown), ...Object.values(PUBLISHED));
  const x = (slowdown: number): number => Math.round(LEFT + ((WIDTH - LEFT - 60) * slowdown) / most);
  const height = TOP + methods.length * BAR + 30;
  const bars = methods.map((one, i) => {
    const y = TOP + i * BAR;
    const published = PUBLISHED[one.name];
    const mark =
      published === undefined
        ? ''
        : `<line x1="${x(published)}" y1="${y}" x2="${x(published)}" y2="${y + 20}" stroke="#c33" stroke-width="3"/>`;
    const fill = one.name === 'ours' ? '#2a7' : one.name === 'clairvoyant' ? '#999' : '#47a';
    return `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end">${escaped(one.title)}</text><rect x="${LEFT}" y="${y + 2}" width="${x(one.slowdown) - LEFT}" height="16" fill="${fill}"/><text x="${x(one.slowdown) + 6}" y="${y + 15}">${one.slowdown.toFixed(2)}</text>${mark}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" font-family="sans-serif" font-size="12">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="${LEFT}" y="22" font-size="14">${escaped(title)}</text>
${bars.join('\n')}
<text x="${LEFT}" y="${height - 10}" fill="#c33">red: published for the paper's own simulation</text>
</svg>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
