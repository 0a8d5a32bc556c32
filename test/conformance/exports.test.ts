/** docs/node-exports.md names each export of each of Node's modules and nothing else, and what it says is refused is, and only that. */
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostWorld } from '../host/support/world.ts';

/** The table is that of one version: others have other exports. */
const VERSION_OF_TABLE = 20;
const isItsVersion = Number.parseInt(process.versions.node, 10) === VERSION_OF_TABLE;
const WAYS = ['carried', 'at home', 'where it runs', 'refused'];

const page = readFileSync(new URL('../../docs/node-exports.md', import.meta.url), 'utf8');

/** By module, then by export: how it is had. */
function table(): Map<string, Map<string, string>> {
  const modules = new Map<string, Map<string, string>>();
  let ways = new Map<string, string>();
  for (const line of page.split('\n')) {
    const module = /^## (\S+)$/.exec(line)?.[1];
    if (module) modules.set(module, (ways = new Map()));
    const [, way, list] = /^- \*\*(.+)\*\*: (.*)$/.exec(line) ?? [];
    if (way === undefined) continue;
    expect(WAYS).toContain(way);
    for (const [, name] of list!.matchAll(/`([^`]+)`/g)) {
      expect(ways.get(name!), `${module}.${name} stands twice`).toBeUndefined();
      ways.set(name!, way);
    }
  }
  return modules;
}

const ONLY_BY_PREFIX = ['sea', 'test', 'test/reporters'];
const modules = [
  ...builtinModules.filter((name) => !/^(?:_|node:|internal\/)/.test(name)),
  ...ONLY_BY_PREFIX,
].sort();

/** A program that lists what they export. */
const listing = `
${modules.map((module, i) => `import m${i} from 'node:${module}';`).join('\n')}
const all = { ${modules.map((module, i) => `'${module}': m${i}`).join(', ')} };
const ofEmitters = ['_events', '_eventsCount', '_maxListeners'];
const names = Object.entries(all).map(([module, it]) => [module, Object.keys(it).filter((name) => name !== 'default' && !ofEmitters.includes(name)).sort()]);
console.log(JSON.stringify(Object.fromEntries(names)));
`;

/** A program that says of each export whether it is there; that it names them all has the modules compiled with it that are only where they are named. */
const program = (names: Record<string, string[]>): string => `
${modules.map((module, i) => `import * as m${i} from 'node:${module}';`).join('\n')}
const names = ${JSON.stringify(names)};
const all = { ${modules.map((module, i) => `'${module}': m${i}`).join(', ')} };
const kindOf = (module, name) => {
  if (!(name in module) && !(name in Object(module.default))) return 'absent';
  try {
    return (module[name] ?? module.default[name])?.name === 'refused' ? 'refused' : 'there';
  } catch (error) {
    return error.code === 'ERR_OMOSIX_UNSUPPORTED' ? 'refused' : 'there';
  }
};
const kinds = {};
for (const [module, list] of Object.entries(names))
  kinds[module] = Object.fromEntries(list.map((name) => [name, kindOf(all[module], name)]));
console.log(JSON.stringify(kinds));
`;

describe.skipIf(!isItsVersion)('docs/node-exports.md', () => {
  const world = new HostWorld();
  beforeAll(() => world.build());
  afterAll(() => world.remove());

  test('has every module, with every export of it', () => {
    const said = Object.fromEntries([...table()].map(([module, ways]) => [module, [...ways.keys()].sort()]));
    expect(said).toEqual(JSON.parse(world.plain(listing).stdout));
  });

  test('says of each what a program finds', async () => {
    const ways = table();
    const names = Object.fromEntries([...ways].map(([module, list]) => [module, [...list.keys()]]));
    const { stdout, stderr } = await (await world.start(program(names))).ended;
    expect(stdout, stderr).not.toBe('');
    const kinds = JSON.parse(stdout) as Record<string, Record<string, string>>;
    const wrong: string[] = [];
    for (const [module, list] of ways)
      for (const [name, way] of list) {
        const kind = kinds[module]![name];
        if ((way === 'refused') !== (kind !== 'there'))
          wrong.push(`${module}.${name} is ${kind}, said to be ${way}`);
      }
    expect(wrong).toEqual([]);
  }, 60_000);
});
