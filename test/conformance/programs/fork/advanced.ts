// Messages in V8's own form.
import { run, told } from '../cases.ts';
import { asked, plays, start, whole } from '../fork-cases.ts';

class Point {
  x = 1;
  get y() {
    return 2;
  }
}

const isChild = plays({
  echo: () => process.on('message', (message) => process.send!({ back: message })),
  sums: () => {
    process.on('message', (numbers: Float64Array) => {
      let sum = 0;
      for (const each of numbers) sum += each;
      process.send!({ sum, kind: numbers.constructor.name }, () => process.disconnect());
    });
  },
});

if (!isChild) {
  const echo = start('echo', { serialization: 'advanced' });
  const circle: { own?: unknown } = {};
  circle.own = circle;
  await run({
    values: () => asked(echo, [undefined, null, Number.NaN, -0, 12n, 'ä€', new Date(0), /a+/g]),
    collections: () => asked(echo, { map: new Map([[{ a: 1 }, [2]]]), set: new Set([1, 'b']) }),
    bytes: () => asked(echo, { bytes: Buffer.from('ab'), words: new Uint16Array([1, 2]), plain: new ArrayBuffer(3) }),
    'a circle': async () => {
      const { back } = (await asked(echo, circle)) as { back: { own: unknown } };
      return back.own === back;
    },
    'an error': async () => {
      const { back } = (await asked(echo, new RangeError('too far'))) as { back: Error };
      return [back instanceof RangeError, back.message];
    },
    'an instance': () => asked(echo, new Point()),
    'a function within': () => {
      try {
        echo.send({ fn: () => 1 } as never);
      } catch (error) {
        return (error as Error).name;
      }
    },
    'a symbol': () => echo.send(Symbol('s') as never),
    'a long one': async () => ((await asked(echo, Buffer.alloc(400_000, 7))) as { back: Buffer }).back.length,
    'several at a time': async () => {
      const got: unknown[] = [];
      const all = new Promise<void>((resolve) => {
        echo.on('message', ({ back }: { back: unknown }) => got.push(back) === 50 && resolve());
      });
      for (let i = 0; i < 50; i++) echo.send(new Map([[i, i]]));
      await all;
      echo.removeAllListeners('message');
      return got.map((each) => (each as Map<number, number>).size).join('');
    },
    'its end': () => {
      const end = whole(echo);
      echo.kill();
      return end;
    },
    'numbers for a child': () => {
      const child = start('sums', { serialization: 'advanced' });
      child.send(Float64Array.from({ length: 1000 }, (_, i) => i));
      return whole(child);
    },
    'a form that there is not': () => {
      try {
        return start('sums', { serialization: 'better' as never });
      } catch (error) {
        return told(error);
      }
    },
  });
}
