// Generators and async functions made in a loop, told what they close over long after their iteration.
import { tick } from './support/tick.ts';

const T = <V>(v: V): V => (tick(1), v);
const turn = () => new Promise<void>((done) => setImmediate(done));
const later = async <V>(v: V): Promise<V> => {
  await turn();
  return T(v);
};

const asyncs: (() => Promise<unknown>)[] = [];
for (const code of ['AB', 'CD', 'EF']) asyncs.push(async () => [await later(`x${code}`), await later(`y${code}`)]);
for (let i = 0; i < 3; i++) {
  const twice = i * 2;
  asyncs.push(async function () {
    i += 10;
    return [await later(i), await later(twice)];
  });
}
for (const each of asyncs) console.log(await each());

function make() {
  const made: Iterator<number>[] = [];
  const functions: (() => Generator<number>)[] = [];
  for (const key in { a: 1, b: 2 }) {
    let count = 0;
    const generate = function* () {
      for (;;) {
        count += key.length;
        yield T(count) * (key === 'a' ? 1 : 100);
      }
    };
    functions.push(generate);
    made.push(generate());
  }
  let n = 0;
  while (n < 2) {
    const own = n++;
    functions.push(function* () {
      yield T(own);
      yield own + n;
    });
  }
  return { made, functions };
}
const { made, functions } = make();
for (let round = 0; round < 3; round++) console.log(made.map((each) => each.next().value), functions.map((each) => each().next().value));

const streams: AsyncGenerator<string>[] = [];
for (const name of ['p', 'q'])
  streams.push(
    (async function* () {
      for (let i = 0; i < 2; i++) yield `${name}${await later(i)}`;
    })(),
  );
for (const each of streams) for await (const text of each) console.log(text);
const objects = [];
for (const n of [1, 2])
  objects.push({
    async method() {
      return (await later(n)) * 10;
    },
    *[Symbol.iterator]() {
      yield T(n);
    },
  });
for (const each of objects) console.log(await each.method(), [...each]);
