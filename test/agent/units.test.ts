import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Programs, programHash } from '../../agent/guests/programs.ts';
import { parseStat, usageOf } from '../../agent/guests/usage.ts';
import { cpuLimit } from '../../agent/measure/cpu-limit.ts';
import { LoadMeter } from '../../agent/measure/load.ts';
import { excess, memoryWithin } from '../../agent/measure/memory.ts';
import { pressureHere, someOf } from '../../agent/measure/pressure.ts';
import { ClockOffset } from '../../agent/membership/clock-offset.ts';
import { placesOf } from '../../agent/places.ts';
import { nextNode } from '../../agent/tasks/account.ts';
import { nodeKey } from '../../agent/transport/keys.ts';
import { parseMap } from '../../discovery/static-map.ts';
import { type NodeView, pressure as nodePressure } from '../../protocol/node.ts';
import { age, bytes, cpuTime, renderTable } from '../../tui/table.ts';

const directories: string[] = [];
const directory = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'omx-'));
  directories.push(made);
  return made;
};
afterEach(() => {
  for (const one of directories.splice(0)) rmSync(one, { recursive: true, force: true });
});

describe('memory in excess', () => {
  const meminfo = (swapFree: number) => `MemTotal: 8 kB\nSwapTotal:  2048 kB\nSwapFree:  ${swapFree} kB\n`;

  it.each([
    [0, 1024, { excessBytes: 1024 * 1024 }],
    [2 ** 30, 1024, {}],
    [0, 2048, {}],
  ])(
    'is what is swapped out while nothing is free: %i bytes free, %i kB of 2048 of swap',
    (free, swap, is) => {
      expect(excess(free, meminfo(swap))).toEqual(is);
    },
  );

  it('is none where there is no swap, or no Linux', () => {
    expect(excess(0, 'SwapTotal: 0 kB\nSwapFree: 0 kB\n')).toEqual({});
    expect(excess(0, '')).toEqual({});
  });
});

describe('static map', () => {
  it('reads both forms', () => {
    expect(parseMap('[{"id":3,"host":"a","port":9,"key":"ssh-ed25519 AAAA"}]')).toEqual([
      { id: 3, host: 'a', port: 9, key: 'ssh-ed25519 AAAA', name: 'a' },
    ]);
    expect(parseMap('# all\n1 10.0.0.254 3\n7 lab 1 port=22 key=AAAA # one\n7 10.1.1.1 ALIAS\n')).toEqual([
      { id: 1, host: '10.0.0.254', port: 4712, key: null, name: '10.0.0.254' },
      { id: 2, host: '10.0.0.255', port: 4712, key: null, name: '10.0.0.255' },
      { id: 3, host: '10.0.1.0', port: 4712, key: null, name: '10.0.1.0' },
      { id: 7, host: 'lab', port: 22, key: 'ssh-ed25519 AAAA', name: 'lab' },
    ]);
  });

  for (const [content, complaint] of [
    ['0 a 1', 'map, line 1: a node ID is 1 to 65535: 0 a 1'],
    ['\n1 a', "map, line 2: expected 'first-ID host count' or 'ID host ALIAS': 1 a"],
    ['1 a 2', 'map, line 1: a range of nodes needs an IPv4 address to count from: 1 a 2'],
    ['65535 10.0.0.1 2', 'map, line 1: a count of nodes is 1 or more: 65535 10.0.0.1 2'],
    ['1 a 1 port=0', "map, line 1: 'port=0' is not understood here: 1 a 1 port=0"],
    ['1 a 1\n1 b 1', 'map: node 1 stands there twice'],
    ['[{"id":1}]', /^map: 0\.\w+: /],
    ['[', /^map: /],
  ] as const) {
    it(`refuses ${JSON.stringify(content)}`, () => {
      expect(() => parseMap(content)).toThrow(complaint);
    });
  }
});

describe('measures', () => {
  it.each([
    ['no control groups', '', {}, Number.POSITIVE_INFINITY],
    ['version 2, of its own', '0::/a/b\n', { '/a/b/cpu.max': '5000 20000\n' }, 0.25],
    ['version 2, without a limit', '0::/a\n', { '/a/cpu.max': 'max 100000\n' }, Number.POSITIVE_INFINITY],
    [
      'version 2, of a group above',
      '0::/a/b\n',
      { '/a/cpu.max': '250000 100000', '/a/b/cpu.max': 'max 100000' },
      2.5,
    ],
    ['version 2, in a container', '0::/../..\n', { '/cpu.max': '100000 100000' }, 1],
    [
      'version 1',
      '3:cpuset:/z\n1:cpu,cpuacct:/a\n0::/\n',
      {
        '/cpu/a/cpu.cfs_quota_us': '150000\n',
        '/cpu/a/cpu.cfs_period_us': '100000\n',
        '/cpu/cpu.cfs_quota_us': '-1',
      },
      1.5,
    ],
  ] as const)('the CPU limit of a control group: %s', (_what, groups, files, expected) => {
    const read = (path: string): string | null =>
      (files as Record<string, string>)[path.replace('/sys/fs/cgroup', '')] ?? null;
    expect(cpuLimit(groups, read)).toBe(expected);
  });

  it.each([
    [
      'no limit',
      '0::/a\n',
      { '/a/memory.max': 'max\n', '/a/memory.current': '9' },
      { freeBytes: 600, totalBytes: 1000 },
    ],
    [
      'its page cache is given back',
      '0::/a\n',
      {
        '/a/memory.max': '500\n',
        '/a/memory.current': '450\n',
        '/a/memory.stat': 'anon 100\ninactive_file 300\nactive_file 50\n',
      },
      { freeBytes: 350, totalBytes: 500 },
    ],
    [
      'a group above it is nearly full',
      '0::/a/b\n',
      {
        '/a/memory.max': '800',
        '/a/memory.current': '790',
        '/a/b/memory.max': '400',
        '/a/b/memory.current': '100',
      },
      { freeBytes: 10, totalBytes: 400 },
    ],
    [
      'the machine has less than the group leaves',
      '0::/a\n',
      { '/a/memory.max': '900', '/a/memory.current': '0' },
      { freeBytes: 600, totalBytes: 900 },
    ],
    [
      'version 1',
      '4:memory:/a\n0::/\n',
      {
        '/memory/memory.limit_in_bytes': '9223372036854771712',
        '/memory/memory.usage_in_bytes': '400',
        '/memory/a/memory.limit_in_bytes': '300',
        '/memory/a/memory.usage_in_bytes': '200',
        '/memory/a/memory.stat': 'inactive_file 1\ntotal_inactive_file 60\n',
      },
      { freeBytes: 160, totalBytes: 300 },
    ],
    [
      'numbers that are none',
      '0::/a\n',
      { '/a/memory.max': '', '/a/memory.current': 'x' },
      { freeBytes: 600, totalBytes: 1000 },
    ],
  ] as const)('the memory that a control group leaves: %s', (_what, groups, files, expected) => {
    const read = (path: string): string | null =>
      (files as Record<string, string>)[path.replace('/sys/fs/cgroup', '')] ?? null;
    expect(memoryWithin({ freeBytes: 600, totalBytes: 1000 }, groups, read)).toEqual(expected);
  });

  it('pressure is what the kernel says of the last ten seconds, and nothing where it says nothing', () => {
    expect(
      someOf('some avg10=1.53 avg60=0.87 avg300=0.73 total=80085\nfull avg10=0.00 avg60=0 avg300=0 total=1'),
    ).toBe(1.53);
    expect(someOf('full avg10=3.00 avg60=0.00 avg300=0.00 total=1')).toBeNull();
    expect(someOf('some avg10=nan avg60=0')).toBeNull();
    expect(someOf('some avg10=999.00 avg60=0')).toBe(100);
    expect(someOf(null)).toBeNull();
    const here = pressureHere();
    if (here) expect(nodePressure.parse(here)).toEqual(here);
  });

  it('load rises quickly, falls slowly, and counts faster machines less', () => {
    const meter = new LoadMeter();
    meter.tick(1, 1000);
    const risen = meter.load(10_000, 1);
    expect(risen).toBeGreaterThan(75);
    expect(meter.load(20_000, 2)).toBeCloseTo(risen / 4);
    meter.tick(0, 1000);
    expect(meter.load(10_000, 1)).toBeGreaterThan(risen / 2);
    for (let n = 0; n < 20; n++) meter.tick(2, 1000);
    expect(meter.load(10_000, 1)).toBeCloseTo(200);
  });

  it('the same load comes of one long tick and of many short ones', () => {
    const [long, short] = [new LoadMeter(), new LoadMeter()];
    long.tick(1, 1000);
    for (let n = 0; n < 10; n++) short.tick(1, 100);
    expect(short.load(10_000, 1)).toBeCloseTo(long.load(10_000, 1));
  });

  it('reads what a process has used, whatever its name', () => {
    const rest = ['R', 1, 2, 2, 0, -1, 0, 0, 0, 0, 0, 150, 50, 0, 0, 20, 0, 1, 0, 12_345, 1_000_000, 10];
    expect(parseStat(`77 (a) b (c) ${rest.join(' ')} 0`)).toEqual({
      cpuMs: 2000,
      residentBytes: 40_960,
    });
    expect(usageOf(2 ** 30)).toBeNull();
    expect(usageOf(process.pid)?.residentBytes).toBeGreaterThan(0);
  });

  it('finds the offset between two clocks by the quickest exchange', () => {
    const offset = new ClockOffset();
    expect(offset.offsetMs).toBe(0);
    // Their clock is 1000 ahead; the way there takes 3, back 1.
    offset.add(0, 1003, 10, 14);
    expect(offset.offsetMs).toBe(1001);
    offset.add(100, 1200.5, 0, 101);
    expect(offset.offsetMs).toBe(1100);
    // A slow one adds nothing; a clock set back in between is no measure.
    offset.add(200, 1500, 0, 900);
    offset.add(300, 1500, 0, 200);
    expect(offset.offsetMs).toBe(1100);
  });
});

describe('places', () => {
  it('follow OMOSIX_HOME, else XDG, else the defaults', () => {
    expect(placesOf({ OMOSIX_HOME: '/o', XDG_STATE_HOME: '/s' }).state).toBe('/o/state');
    expect(placesOf({ XDG_STATE_HOME: '/s', XDG_RUNTIME_DIR: '/r' })).toMatchObject({
      state: '/s/omosix',
      runtime: '/r/omosix',
    });
    expect(placesOf({ XDG_STATE_HOME: 'relative' }).state).toMatch(/\.local\/state\/omosix$/);
    expect(placesOf({}).runtime).toBe(`/tmp/omosix-${process.getuid?.() ?? 0}`);
  });
});

describe('node key', () => {
  it('is made once, for its owner alone', () => {
    const state = directory();
    const key = nodeKey(state);
    expect(nodeKey(state)).toEqual(key);
    expect(key.public).toMatch(/^ssh-ed25519 AAAA/);
    expect(statSync(join(state, 'node-key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(state)).toEqual(['node-key']);
  });

  it('says where it is damaged', () => {
    const state = directory();
    writeFileSync(join(state, 'node-key'), 'nonsense');
    expect(() => nodeKey(state)).toThrow(/node-key is not a usable key/);
  });
});

describe('program store', () => {
  it('gives back what it was given, and nothing that was changed', async () => {
    const cache = directory();
    const image = Buffer.from('{"version":1}');
    const name = programHash(image);
    expect(await new Programs(cache).get(name)).toBeNull();
    new Programs(cache).put(name, image);
    const path = join(cache, 'programs', name);
    await expect.poll(() => readdirSync(join(cache, 'programs'))).toEqual([name]);
    expect(await new Programs(cache).get(name)).toEqual(readFileSync(path));
    writeFileSync(path, '{"version":2}');
    expect(await new Programs(cache).get(name)).toBeNull();
    expect(await new Programs(cache).get('../../etc/passwd')).toBeNull();
  });
});

describe('wandering', () => {
  const node = (
    id: number,
    change: Partial<NodeView['info']> & { state?: NodeView['state'] } = {},
  ): NodeView => {
    const { state = 'alive', ...info } = change;
    return {
      info: { id, nodeVersion: '20.1.0', blocked: false, ...info } as NodeView['info'],
      ageMs: 0,
      state,
      isSelf: false,
    };
  };
  it('goes round by ID, past those that cannot take it', () => {
    const nodes = [
      node(1),
      node(9),
      node(4),
      node(5, { blocked: true }),
      node(6, { state: 'suspect' }),
      node(7, { nodeVersion: '22.0.0' }),
    ];
    expect([1, 4, 9].map((from) => nextNode(nodes, from, false))).toEqual([4, 9, 1]);
    expect(nextNode([node(1)], 1, false)).toBeNull();
  });
});

describe('table', () => {
  it('is as wide as it must be, and harmless', () => {
    const table = renderTable(
      [
        { title: 'N', value: ({ n }) => String(n), right: true },
        { title: 'NAME', value: ({ name }) => name },
      ],
      [
        { n: 5, name: 'a\u001b[2Jb' },
        { n: 12, name: '' },
      ],
    );
    expect(table).toBe(' N  NAME\n 5  a?[2Jb\n12\n');
  });
  it('writes figures for people', () => {
    expect([0, 999, 1536, 20 * 2 ** 20, 3 * 2 ** 40].map(bytes)).toEqual(['0', '999', '1.5K', '20M', '3.0T']);
    expect([0, 62_345, 3_600_000 + 62_000].map(cpuTime)).toEqual(['0:00.00', '1:02.34', '1:01:02']);
    expect([12, 1234, 125_000].map(age)).toEqual(['12ms', '1.2s', '2m5s']);
  });
});
