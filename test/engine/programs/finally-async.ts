import { tick } from './support/tick.ts';

async function f(way: string): Promise<string> {
  try {
    await null;
    tick(1);
    if (way === 'throw') throw new Error('thrown');
    if (way === 'return') return await tick('returned');
  } catch (e) {
    await null;
    return tick(`caught ${(e as Error).message}`);
  } finally {
    await null;
    console.log('finally', tick(way));
    if (way === 'override') return 'overridden';
  }
  return 'ended';
}
for (const way of ['none', 'throw', 'return', 'override']) console.log(await f(way));
