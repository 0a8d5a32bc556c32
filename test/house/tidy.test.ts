/** What the compiler cannot see: the rules of docs/ARCHITECTURE.md and CONTRIBUTING.md, kept by a test. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  guestFolder,
  impureFiles,
  libraries,
  mayImport,
  mostLines,
  pureFolders,
  recursiveDescent,
  timers,
  wallClockAndRandomness,
} from './rules.ts';
import { isIn, productFolders, readSources, root, type Source, withoutComments } from './sources.ts';

const sources = readSources();
const byPath = new Map(sources.map((source) => [source.path, source]));
const product = sources.filter(({ path }) => productFolders.some((folder) => isIn(folder, path)));

/** Places where a pattern stands in code, as `path:line`. */
function places(pattern: RegExp, among: Source[], allowed: string[]): string[] {
  return among
    .filter(({ path }) => !allowed.some((place) => isIn(place, path)))
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
    );
}

function folderOf(path: string): string {
  const folders = Object.keys(mayImport).filter((folder) => isIn(folder, path));
  return folders.sort((a, b) => b.length - a.length)[0]!;
}

describe('house rules', () => {
  it(`no file has more than ${mostLines} lines`, () => {
    expect(sources.filter(({ text }) => text.split('\n').length > mostLines).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('imports follow the table', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports.flatMap(({ file }) => {
        if (file === null) return [];
        const from = folderOf(path);
        const to = folderOf(file);
        const allowed = from === to || mayImport[from]!.some((folder) => isIn(folder, file));
        return allowed ? [] : [`${path} imports ${file}`];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('relative imports name a file that exists, with its extension', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ name, file }) => name.startsWith('.') && file === null && !name.includes('/dist/'))
        .map(({ name }) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('no import cycle', () => {
    expect(cycles()).toEqual([]);
  });

  it('no dead file: each is reached from a command, the host, the simulator, a test or a tool', () => {
    const entries = product.filter(
      ({ path }) =>
        /^bin\/\w+\.ts$/.test(path) ||
        path === 'migrator/host/main.ts' ||
        path === 'agent/history/main.ts' ||
        path === 'web/page/page.ts' ||
        isIn(guestFolder, path),
    );
    // The simulator runs what the agents may only come to use: pure rooms, that is.
    const simulator = sources.filter(({ path }) => path === 'sim/main.ts');
    const live = reached([...entries, ...simulator]);
    const dead = product.filter(({ path }) => !live.has(path));
    expect(dead.map(({ path }) => path)).toEqual([]);

    const checked = reached(
      sources.filter(({ path }) => /\.(test|lan|tui)\.ts$|^tools\/|^workloads\//.test(path)),
    );
    const helpers = sources.filter(({ path }) => isIn('test', path) && !checked.has(path));
    expect(helpers.filter(({ path }) => !isStarted(path)).map(({ path }) => path)).toEqual([]);
  });

  it('pure folders see neither Node nor time', () => {
    const pure = product.filter(({ path }) => pureFolders.some((folder) => isIn(folder, path)));
    const impure =
      /\bDate\.now\b|\bnew Date\(\)|\bperformance\.|Math\.random|\bset(Timeout|Interval|Immediate)\(|(?<!')\bprocess\.|from 'node:/;
    expect(places(impure, pure, impureFiles)).toEqual([]);
  });

  it('the wall clock and randomness are read in named adapters only', () => {
    const pattern =
      /\bDate\.now\b|\bnew Date\(\)|Math\.random\(|\brandom(Bytes|UUID|Int)\b|\bgetRandomValues\b|\bprocess\.hrtime\b/;
    expect(places(pattern, product, wallClockAndRandomness)).toEqual([]);
  });

  it('timers and monotonic time are used in named adapters only', () => {
    const pattern = /\bperformance\.now\b|\bset(Timeout|Interval|Immediate)\(/;
    expect(places(pattern, product, timers)).toEqual([]);
  });

  it('each big library is imported in few places', () => {
    const wrong = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ name }) => libraries[name]?.every((place) => !isIn(place, path)))
        .map(({ name }) => `${path} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('every library that is imported is named in package.json, with an exact version', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const inexact = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)),
    );
    expect(inexact).toEqual([]);
    const unnamed = sources.flatMap(({ path, imports }) =>
      imports
        .filter(({ name, typeOnly }) => !/^[./]|^node:/.test(name) && !typeOnly)
        .map(({ name }) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        )
        .filter(
          (name) =>
            !(name in dependencies) &&
            ((productFolders.some((f) => isIn(f, path)) && !isIn(guestFolder, path)) ||
              !(name in devDependencies)),
        )
        .map((name) => `${path} imports ${name}`),
    );
    expect(unnamed).toEqual([]);
  });

  it('nothing is left for later, nothing is switched off', () => {
    const marks = new RegExp(['TO' + 'DO', 'FIX' + 'ME', '@ts-' + 'ignore', '@ts-' + 'nocheck'].join('|'));
    const left = sources.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, i) => (marks.test(line) && !isIn('test/house', path) ? [`${path}:${i + 1}`] : [])),
    );
    expect(left).toEqual([]);
    expect(places(/\b(it|describe|test)\.(only|todo)\b|^\s*debugger;/, sources, ['test/house'])).toEqual([]);
  });
});

function reached(from: Source[]): Set<string> {
  const seen = new Set<string>();
  const queue = from.map(({ path }) => path);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { file } of byPath.get(path)?.imports ?? []) if (file !== null) queue.push(file);
  }
  return seen;
}

/** What is started as a process of its own is named in a string by whoever starts it, or in a script of package.json. */
function isStarted(path: string): boolean {
  const name = path.split('/').at(-1)!;
  const scripts = readFileSync(join(root, 'package.json'), 'utf8');
  return (
    scripts.includes(path) || sources.some((source) => source.path !== path && source.text.includes(name))
  );
}

function cycles(): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const visit = (path: string): void => {
    const at = trail.indexOf(path);
    if (at >= 0) {
      const cycle = trail.slice(at);
      if (!recursiveDescent.some((folder) => cycle.every((file) => isIn(folder, file)))) {
        found.push([...cycle, path].join(' → '));
      }
      return;
    }
    if (done.has(path)) return;
    trail.push(path);
    // A type may look back: it is gone when the program runs.
    for (const { file, typeOnly } of byPath.get(path)?.imports ?? [])
      if (file !== null && !typeOnly) visit(file);
    trail.pop();
    done.add(path);
  };
  for (const { path } of sources) visit(path);
  return found;
}
