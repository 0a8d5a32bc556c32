/** omd --metrics: scraped, read strictly, and what the dashboard asks for is there. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Counts } from '../../agent/metrics/counts.ts';
import { exposition } from '../../agent/metrics/exposition.ts';
import { Bundle, TestCluster } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { until } from '../support/until.ts';

interface Scraped {
  status: number;
  type: string;
  body: string;
}

function scrape(port: number, path = '/metrics', accept = '*/*', method = 'GET'): Promise<Scraped> {
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, method, headers: { accept } }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode!, type: response.headers['content-type']!, body }),
      );
    }).on('error', reject);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\[\\\\"n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (-?[0-9.e+-]+|[+-]Inf|NaN)$`);

/** By the grammar of the format: each family once, with HELP and TYPE before its samples, no series twice. */
function parsed(body: string): Map<string, number> {
  const series = new Map<string, number>();
  const types = new Map<string, string>();
  let family = '';
  expect(body.endsWith('\n')).toBe(true);
  for (const line of body.slice(0, -1).split('\n')) {
    const comment = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`).exec(line);
    if (comment) {
      const [, what, name, text] = comment as unknown as [string, string, string, string];
      if (what === 'HELP') expect(types.has(name)).toBe(false);
      else types.set(name, text);
      family = name;
      continue;
    }
    if (line === '# EOF') continue;
    const sample = SAMPLE.exec(line);
    if (!sample) throw new Error(`no sample: ${line}`);
    const base =
      types.get(family) === 'histogram'
        ? sample[1]!.replace(/_(bucket|sum|count)$/, '')
        : sample[1]!.replace(/_total$/, '');
    expect([family, `${base}_total`, base]).toContain(family);
    expect(family.replace(/_total$/, '')).toBe(base);
    const key = `${sample[1]}{${sample[2] ?? ''}}`;
    expect(series.has(key)).toBe(false);
    series.set(key, Number(sample[3]!.replace('Inf', 'Infinity')));
  }
  return series;
}

describe('the text', () => {
  it('escapes labels, ends histograms with all, and OpenMetrics with its mark', () => {
    const counts = new Counts();
    const moved = {
      event: 'migration',
      atMs: 0,
      task: '1:2',
      from: 1,
      to: 2,
      reason: '',
      totalMs: 1,
      stateBytes: 7,
      frames: 1,
      objects: 1,
    } as const;
    for (const freezeMs of [3, 30, 3_000, 600_000]) counts.note({ ...moved, freezeMs });
    const families = [
      { name: 'a', type: 'gauge', help: 'x\ny\\z', samples: [{ labels: { name: 'q"\\\n' }, value: 1.5 }] },
      { name: 'h', type: 'histogram', help: 'h', samples: [{ value: counts.freezes }] },
      { name: 'c', type: 'counter', help: 'c', samples: [{ value: 3 }] },
    ] as const;
    const text = exposition(families as never, 'prometheus');
    const series = parsed(text);
    expect(text).toContain('a{name="q\\"\\\\\\n"} 1.5\n');
    expect(series.get('h_bucket{le="0.005"}')).toBe(1);
    expect(series.get('h_bucket{le="0.05"}')).toBe(2);
    expect(series.get('h_bucket{le="60"}')).toBe(3);
    expect(series.get('h_bucket{le="+Inf"}')).toBe(4);
    expect(series.get('h_count{}')).toBe(4);
    expect(series.get('h_sum{}')).toBeCloseTo(603.033);
    expect(text).toContain('# TYPE c_total counter\nc_total 3\n');
    expect(exposition(families as never, 'openmetrics')).toMatch(/# TYPE c counter\nc_total 3\n# EOF\n$/);
  });
});

describe('a real scrape', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  let port: number;
  beforeAll(async () => {
    bundle = await Bundle.make();
    cluster = new TestCluster(bundle);
    port = await freePort();
    await cluster.add(1, '--metrics', String(port));
    await cluster.add(2);
    cluster.introduce();
    await cluster.acquainted();
  });
  afterAll(async () => {
    await cluster.stop();
    bundle.remove();
  });

  it('tells what happens, in both formats; everything else is refused', async () => {
    const before = parsed((await scrape(port)).body);
    expect(before.get('omosix_node_up{node="2",name="node2"}')).toBe(1);
    expect(before.get('omosix_migrations_total{}')).toBe(0);
    const task = await ScriptedTask.run(await cluster.client(cluster.nodes[0]!), { steps: 1e9, stepMs: 3 });
    await (await cluster.client(cluster.nodes[0]!)).migrate(task.name, 2);
    const { status, type, body } = await scrape(port);
    expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const after = parsed(body);
    expect(after.get('omosix_migrations_total{}')).toBe(1);
    expect(after.get('omosix_migration_freeze_seconds_count{}')).toBe(1);
    expect(after.get('omosix_tasks_away{}')).toBe(1);
    expect(after.get('omosix_tasks{role="home",state="running"}')).toBe(1);
    expect(after.get('omosix_peer_messages_received_total{}')).toBeGreaterThan(0);
    expect(after.get('process_resident_memory_bytes{}')).toBeGreaterThan(1e7);
    const open = await scrape(port, '/metrics', 'application/openmetrics-text; version=1.0.0');
    expect(open.type).toMatch(/^application\/openmetrics-text/);
    expect(open.body).toMatch(/\n# EOF\n$/);
    parsed(open.body);
    expect((await scrape(port, '/')).status).toBe(404);
    expect((await scrape(port, '/metrics', '*/*', 'POST')).status).toBe(405);
    await task.finish();
    await until(async () => parsed((await scrape(port)).body).get('omosix_task_ends_total{}') === 1);
  });

  it('every metric is in the dashboard and in the manual, and they ask for no other', async () => {
    const { body } = await scrape(port);
    const told = new Set([...parsed(body).keys()].map((key) => key.slice(0, key.indexOf('{'))));
    const families = [...body.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!);
    const named = (text: string): string[] =>
      [...text.matchAll(/\b(?:omosix|process)_\w+/g)].map(([name]) => name);
    const dashboard = JSON.parse(readFileSync('docs/grafana/omosix.json', 'utf8')) as {
      panels: { id: number; targets: { expr: string }[] }[];
    };
    const asked = dashboard.panels.flatMap(({ targets }) => targets.flatMap(({ expr }) => named(expr)));
    expect(asked.filter((name) => !told.has(name))).toEqual([]);
    expect(families.filter((name) => !asked.some((one) => one.replace(/_bucket$/, '') === name))).toEqual([]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    expect(dashboard).toMatchObject({ title: 'omosix', schemaVersion: 39 });

    const section = readFileSync('docs/commands.md', 'utf8').split('### Metrics')[1]!.split('\n#')[0]!;
    const rows = section.split('\n').filter((line) => line.startsWith('| `'));
    // `omosix_node_up`, `_load`, …: what begins with the same is said once.
    const described = rows.flatMap((row) =>
      [...row.split(' | ')[0]!.matchAll(/`(\w+)`/g)].map(([, name]) =>
        name!.startsWith('_') ? `omosix_node${name}` : name!,
      ),
    );
    expect(described.sort()).toEqual([...families].sort());
  });
});
