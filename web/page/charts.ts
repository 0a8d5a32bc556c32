import uPlot from 'uplot';
import type { WebSamples } from '../../protocol/web.ts';
import { byId, html, say, set } from './dom.ts';
import { type Measure, MOST_LINES, type Series, seriesOf, type Which } from './series.ts';
import { COLOURS } from './words.ts';

const MEASURES: readonly { measure: Measure; title: string; top: number | null }[] = [
  { measure: 'load', title: 'Load: 100 is one runnable task a CPU of standard speed', top: null },
  { measure: 'memory', title: 'Memory in use, %', top: 100 },
  { measure: 'speed', title: 'Speed: 10000 is the standard CPU', top: null },
];
const HEIGHT = 190;

interface Chart {
  measure: Measure;
  top: number | null;
  place: HTMLElement;
  plot: uPlot | null;
  /** What the plot was made for. */
  key: string;
}

/** Load, memory and speed over time; only this file knows uPlot. */
export class Charts {
  private readonly charts: Chart[];
  private readonly select = byId<HTMLSelectElement>('which');
  private samples: WebSamples = { times: [], nodes: [] };

  constructor(parent: HTMLElement) {
    this.charts = MEASURES.map(({ measure, title, top }) => {
      const place = html('div', { class: 'chart', 'data-measure': measure }, html('h3', {}, title));
      parent.append(place);
      return { measure, top, place, plot: null, key: '' };
    });
    this.select.addEventListener('change', () => this.draw());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw(true));
  }

  show(samples: WebSamples): void {
    this.samples = samples;
    this.offer();
    this.draw();
  }

  draw(isAnew = false): void {
    const { value } = this.select;
    const which: Which = value === 'each' || value === 'all' ? value : Number(value);
    for (const chart of this.charts) {
      const series = seriesOf(this.samples, chart.measure, which);
      const key = series.map(({ label }) => label).join('\n');
      const width = Math.max(200, chart.place.clientWidth);
      const data = [this.samples.times.map((ms) => ms / 1000), ...series.map(({ values }) => values)];
      if (chart.plot === null || chart.key !== key || isAnew) {
        chart.plot?.destroy();
        chart.plot = new uPlot(optionsOf(chart, series, width), data as uPlot.AlignedData, chart.place);
        chart.key = key;
      } else {
        if (chart.plot.width !== width) chart.plot.setSize({ width, height: HEIGHT });
        chart.plot.setData(data as uPlot.AlignedData);
      }
    }
  }

  /** Which nodes can be chosen. */
  private offer(): void {
    const { nodes } = this.samples;
    const offered = [
      ...(nodes.length <= MOST_LINES ? [{ value: 'each', text: 'each node' }] : []),
      { value: 'all', text: 'all nodes as one' },
      ...nodes.map(({ id, name }) => ({ value: String(id), text: `${id} ${name}` })),
    ];
    const key = offered.map(({ text }) => text).join('\n');
    if (this.select.dataset.key === key) return;
    const before = this.select.value;
    this.select.replaceChildren(...offered.map(({ value, text }) => html('option', { value }, text)));
    set(this.select, { 'data-key': key });
    if (offered.some(({ value }) => value === before)) this.select.value = before;
  }
}

function optionsOf({ top }: Chart, series: readonly Series[], width: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis: uPlot.Axis = {
    stroke: colour('soft'),
    grid: { stroke: colour('rule'), width: 1 },
    ticks: { stroke: colour('rule'), width: 1 },
  };
  const digits = (value: number | null): string => (value === null ? '–' : value.toFixed(0));
  return {
    width,
    height: HEIGHT,
    scales: { y: { range: (_, __, greatest) => [0, top ?? Math.max(100, greatest * 1.05)] } },
    axes: [
      { ...axis, space: 70, values: (_, times) => clockTimes(times) },
      { ...axis, size: 58 },
    ],
    series: [
      { label: 'at', value: (_, time: number | null) => (time === null ? '–' : clockTime(time)) },
      ...series.map(({ label, node }) => ({
        label,
        stroke: colour(`s${node % COLOURS}`),
        width: 1.75,
        // The second eight are told from the first by their dashes.
        ...(node >= COLOURS && { dash: [6, 3] }),
        points: { show: false },
        value: (_: uPlot, value: number | null) => digits(value),
      })),
    ],
  };
}

const DAY_S = 86_400;

/** As the reader's country writes it, with the date where they are of several days. Seconds since the epoch. */
function clockTimes(times: readonly number[]): string[] {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const date: Intl.DateTimeFormatOptions = { month: 'numeric', day: 'numeric' };
  const time: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit' };
  const seconds: Intl.DateTimeFormatOptions = span < 600 ? { second: '2-digit' } : {};
  const shown = span < DAY_S ? { ...time, ...seconds } : span < 4 * DAY_S ? { ...date, ...time } : date;
  return times.map((at) => new Date(at * 1000).toLocaleString([], shown));
}

const clockTime = (at: number): string => new Date(at * 1000).toLocaleString();

export function sayPast(text: string): void {
  say(byId('past'), text);
}
