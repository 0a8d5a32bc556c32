/** Speeds, yards and decays that users set: all nodes see them, in their questions and beside what was measured. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LanNode, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
beforeAll(async () => {
  trio = await Trio.trusting();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());

const ask = async (by: LanNode, verb: string, of: LanNode): Promise<string> =>
  (await by.must('mosctl', verb, of.name)).trim();
const hears = (by: LanNode, verb: string, of: LanNode, wanted: string): Promise<void> =>
  until(async () => (await ask(by, verb, of)) === wanted);

it('mosctl setspeed, getspeed, gettune: by its user, by another, on all', async () => {
  await second!.must('mosctl', 'setspeed', '2345');
  await hears(first!, 'getspeed', second!, '2345');
  await first!.must('mosctl', '-N', third!.name, 'setspeed', '3456');
  await hears(second!, 'getspeed', third!, '3456');
  expect(await third!.must('mosctl', 'gettune')).toContain('speed 3456 (set; measured ');
  expect(await second!.must('mosctl', '-N', third!.name, 'gettune')).toContain('speed 3456 (set; measured ');
  await third!.must('mosctl', '-N', 'all', 'setspeed', '4567');
  for (const by of trio.nodes) for (const of of trio.nodes) await hears(by, 'getspeed', of, '4567');
  expect((await second!.must('mosctl', '-N', 'all', 'gettune')).split('speed 4567 (set;')).toHaveLength(4);
  await third!.must('mosctl', '-N', 'all', 'setspeed', 'measured');
  for (const by of trio.nodes) await until(async () => (await by.knows(first!)).info.tuned === undefined);
});

it('mosctl setyard, getyard: speeds and loads are told in its units', async () => {
  await until(async () => (await first!.knows(second!)).info.speed !== 10_000);
  const measured = Number(await ask(first!, 'getspeed', second!));
  await second!.must('mosctl', 'setyard', '20000');
  await hears(first!, 'getyard', second!, '20000');
  await until(async () => Math.abs(Number(await ask(first!, 'getspeed', second!)) - measured / 2) <= 1);
  await first!.must('mosctl', '-N', second!.name, 'setyard', 'this');
  await hears(third!, 'getspeed', second!, '10000');
  await first!.must('mosctl', '-N', 'all', 'setyard', '5000');
  for (const by of trio.nodes) for (const of of trio.nodes) await hears(by, 'getyard', of, '5000');
  await first!.must('mosctl', '-N', 'all', 'setyard', '10000');
  for (const by of trio.nodes) for (const of of trio.nodes) await hears(by, 'getyard', of, '10000');
});

it('mosctl setdecay, getdecay: by its user, by another, on all', async () => {
  await second!.must('mosctl', 'setdecay', '100', '900', '800');
  await hears(first!, 'getdecay', second!, '100 900 800');
  await first!.must('mosctl', '-N', third!.name, 'setdecay', '200', '950', '850');
  await hears(second!, 'getdecay', third!, '200 950 850');
  await first!.must('mosctl', '-N', 'all', 'setdecay', '50', '975', '926');
  for (const by of trio.nodes) for (const of of trio.nodes) await hears(by, 'getdecay', of, '50 975 926');
});

it('what is set on a node survives its restart, and is seen everywhere', async () => {
  const exported = second!.path('kept');
  await second!.machine.must(['mkdir', exported]);
  for (const words of [
    ['block'],
    ['stay'],
    ['lstay'],
    ['quiet'],
    ['setspeed', '2345'],
    ['setyard', '8000'],
    ['setdecay', '100', '900', '800'],
    ['export', exported, 'rw'],
  ])
    await first!.must('mosctl', '-N', second!.name, ...words);
  const wanted = {
    blocked: true,
    stay: true,
    lstay: true,
    quiet: true,
    speed: 2345,
    tuned: { speed: 2345, yard: 8000, decay: { everyMs: 100, slow: 900, fast: 800 } },
    exports: [{ path: exported, mode: 'rw' }],
  };
  await second!.must('mosctl', 'shutdown');
  for (const by of [first!, third!]) await until(async () => (await by.knows(second!)).state === 'dead');
  await second!.omd('--name', second!.name);
  await trio.allSee();
  for (const by of trio.nodes) expect((await by.knows(second!)).info).toMatchObject(wanted);
  // Killed without a warning: just as well.
  await third!.must('mosctl', '-N', second!.name, 'noblock');
  await until(async () => !(await first!.knows(second!)).info.blocked);
  await second!.machine.killAll();
  await second!.omd('--name', second!.name);
  await until(async () => (await first!.knows(second!)).state === 'alive');
  await until(async () => (await third!.knows(second!)).state === 'alive');
  for (const by of trio.nodes)
    expect((await by.knows(second!)).info).toMatchObject({ ...wanted, blocked: false });
});
