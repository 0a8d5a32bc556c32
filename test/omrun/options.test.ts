import { expect, test } from 'vitest';
import { parseOptions } from '../../agent/omrun/options.ts';

const parse = (line: string) => parseOptions(line.split(' ').filter(Boolean), '1.2.3');

test('options stop at the program; the rest is the program’s', () => {
  expect(parse('-v --nodes 3 prog.ts --nodes x -v -- --help')).toMatchObject({
    program: 'prog.ts',
    args: ['--nodes', 'x', '-v', '--', '--help'],
    nodes: 3,
    verbose: true,
  });
});

test('defaults', () => {
  expect(parse('p.ts')).toEqual({
    program: 'p.ts',
    args: [],
    nodes: null,
    node: [],
    home: false,
    goOnAtHome: false,
    lock: false,
    keep: false,
    mask: null,
    maskNames: [],
    hint: null,
    decay: null,
    addons: null,
    sharedMemory: null,
    migrateEveryMs: null,
    anyNode: false,
    memoryMb: null,
    nice: null,
    lostAfterMs: 60_000,
    stats: null,
    checkpoints: { everyMs: null, directory: '.', keep: 2, isFileless: false },
    ha: null,
    restore: null,
    restart: null,
    explain: false,
    verbose: false,
    detach: false,
    kept: null,
    grants: null,
  });
});

test('what another home could not give it, it may not have', () => {
  const everywhere = { read: ['/mfs'], write: ['/mfs'], net: true, run: [], env: true };
  expect(parse('-d --ha 2 p.ts')).toMatchObject({
    ha: 2,
    grants: everywhere,
    lostAfterMs: 10_000,
    checkpoints: { everyMs: 'auto', isFileless: true },
  });
  expect(parse('-d --ha 1 --allow-read=/tmp p.ts')!.grants).toEqual({
    ...everywhere,
    read: ['/tmp', '/mfs'],
  });
  expect(parse('-d --ha 1 --permission --allow-net=example.org p.ts')!.grants).toEqual({
    ...everywhere,
    net: ['example.org'],
    env: [],
  });
});

test('what it may do at home', () => {
  const none = { read: [], write: [], net: [], run: [], env: [] };
  expect(parse('--permission p.ts')).toMatchObject({ program: 'p.ts', grants: none });
  expect(parse('--allow-read p.ts --allow-read x')).toMatchObject({
    program: 'p.ts',
    args: ['--allow-read', 'x'],
    grants: { ...none, read: true },
  });
  expect(parse('--allow-read=/bin/../tmp,/none --allow-read=/mfs/2/a --allow-env=A,B p.ts')!.grants).toEqual({
    ...none,
    read: ['/tmp', '/none', '/mfs/2/a'],
    env: ['A', 'B'],
  });
  expect(parse('--allow-net=a.example:80,[::1]:8080,::1,10.0.0.1 --allow-run p.ts')!.grants).toEqual({
    ...none,
    net: ['a.example:80', '[::1]:8080', '::1', '10.0.0.1'],
    run: true,
  });
});

test.each([
  ['-j 2 p.ts', { node: ['2'] }],
  ['--node 1,4-6,lab7 p.ts', { node: ['1', '4', '5', '6', 'lab7'] }],
  ['-F -j lab7 p.ts', { node: ['lab7'], goOnAtHome: true }],
  ['--home p.ts', { home: true, node: [] }],
  ['-L p.ts', { lock: true }],
  ['--any-node p.ts', { anyNode: true }],
  ['-k p.ts', { keep: true }],
  ['--mignodes 2,4-5 p.ts', { mask: { policy: 'allow', nodes: [2, 4, 5] } }],
  ['--mignodes 2,lab7 p.ts', { mask: { policy: 'allow', nodes: [2] }, maskNames: ['lab7'] }],
  ['--mignodes 3 --migpolicy deny p.ts', { mask: { policy: 'deny', nodes: [3] } }],
  ['-c p.ts', { hint: 'cpu' }],
  ['-i p.ts', { hint: 'io' }],
  ['-n p.ts', { decay: 'none' }],
  ['-s p.ts', { decay: 'slow' }],
  ['-f p.ts', { decay: 'fast' }],
  ['-L -l p.ts', { lock: false }],
  ['--migrate-every 0 p.ts', { migrateEveryMs: 0 }],
  ['--migrate-every=50 p.ts', { migrateEveryMs: 50 }],
  ['--lost-after 1.5 p.ts', { lostAfterMs: 1_500 }],
  ['-d p.ts -d', { detach: true, args: ['-d'] }],
  ['-m 512 --stats s.jsonl p.ts', { memoryMb: 512, stats: 's.jsonl' }],
])('%s', (line, expected) => {
  expect(parse(line)).toMatchObject(expected);
});

test.each([
  ['', /missing required argument 'program'/],
  ['--nodes 0 p.ts', /'0' is invalid.*from 1 to 64/],
  ['--nodes x p.ts', /'x' is invalid.*from 1 to 64/],
  ['--nodes 65 p.ts', /'65' is invalid.*from 1 to 64/],
  ['--nodes 1.5 p.ts', /'1.5' is invalid/],
  ['--migrate-every -1 p.ts', /argument missing|invalid/],
  ['--migrate-every soon p.ts', /milliseconds/],
  ['--lost-after 0 p.ts', /seconds/],
  ['--lost-after 86401 p.ts', /at most 86400/],
  ['-d --explain p.ts', /exclude each other/],
  ['-v --attach 1:5', /stands alone/],
  ['-m 0 p.ts', /megabytes/],
  ['-j 7-3 p.ts', /no range of node IDs/],
  ['-j 1,,2 p.ts', /separated by commas/],
  ['--bogus p.ts', /unknown option '--bogus'/],
  ['--home -j 2 p.ts', /exclude each other/],
  ['--allow-read= p.ts', /names nothing/],
  ['--allow-net=a:b p.ts', /'a:b' has no port/],
  ['--allow-net=a/b p.ts', /'a\/b' is no HOST/],
  ['--allow-run=no-such-program p.ts', /there is no program 'no-such-program'/],
  ['--permission --addons p.ts', /native code/],
  ['--ha 1 p.ts', /needs -d/],
  ['-d --ha 0 p.ts', /1 to 16/],
  ['-d --ha 1 --nodes 3 p.ts', /without --nodes/],
  ['-d --ha 1 --allow-run=sh p.ts', /without --allow-run/],
  ['-d --ha 1 --restart always p.ts', /without --restart/],
])('%s is wrong usage', (line, message) => {
  expect(() => parse(line)).toThrow(
    expect.objectContaining({ code: 'EUSAGE', message: expect.stringMatching(message) }),
  );
});
