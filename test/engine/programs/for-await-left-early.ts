import { tick } from './support/tick.ts';

// The end of a `for await` is waited for, whether the iterator has a `return` or not: what runs beside it shows how long.
const beside = async (name: string) => {
  for (let i = 0; i < 6; i++) {
    await 0;
    console.log(`${name}${tick(i)}`);
  }
};
const soon = async (x: number) => tick(x);

const withoutReturn = { [Symbol.iterator]: () => ({ next: () => ({ value: tick(1), done: false }) }) };
const withReturn = {
  [Symbol.iterator]: () => ({
    next: () => ({ value: tick(2), done: false }),
    return: () => ({ value: soon(3), done: true }),
  }),
};
const list = [soon(1), 2];
for (const [name, source] of Object.entries({ literal: null, list, withoutReturn, withReturn, text: 'ab' })) {
  const other = beside(name);
  if (source === null)
    for await (const v of [soon(1), 2]) {
      console.log(v);
      if (v) break;
    }
  else
    for await (const v of source as any) {
      try {
        console.log(v);
        if (v) break;
      } finally {
        tick(4);
      }
    }
  console.log(`after ${name}`);
  await other;
}
async function* delegating() {
  yield* [tick(1), soon(2)];
}
const it = delegating();
const other = beside('delegated');
console.log(await it.next(), await it.return(soon(5) as any), await it.next());
await other;
