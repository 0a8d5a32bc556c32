// Messages between a program and its children, as JSON.
import { run, told } from '../cases.ts';
import { asked, ended, heard, plays, start, whole } from '../fork-cases.ts';

const isChild = plays({
  echo: () => process.on('message', (message) => process.send!({ back: message })),
  count: () => {
    let last = -1;
    let isOrdered = true;
    process.on('message', (n: number) => {
      isOrdered &&= n === last + 1;
      last = n;
      if (n === 299) process.send!({ last, isOrdered }, () => process.disconnect());
    });
  },
  many: () => {
    for (let n = 0; n < 300; n++) process.send!(n);
  },
  late: () => {
    setTimeout(() => process.on('message', (message) => process.send!(['late', message], () => process.exit())), 300);
  },
  first: () => {
    process.send!('at once');
    process.once('message', (message) => process.send!(['once', message]));
  },
  unheard: () => {
    process.send!(1);
    process.send!(2);
    process.on('message', () => process.disconnect());
  },
  wrong: () => {
    const lines: string[] = [];
    for (const each of [undefined, () => {}, Symbol('s'), 1n])
      try {
        process.send!(each);
      } catch (error) {
        lines.push(told(error));
      }
    process.send!(lines, () => process.disconnect());
  },
  closed: () => {
    process.send!('before', () => {
      process.disconnect();
      const lines = [`${process.connected}`, `${process.channel}`];
      process.send!('after', (error: Error | null) => {
        lines.push(told(error));
        process.on('error', (again) => {
          console.log(...lines, told(again));
        });
        (process as NodeJS.Process & { disconnect(): void }).disconnect();
      });
    });
  },
});

if (!isChild) {
  const echo = start('echo');
  await run({
    values: async () => {
      const values = ['text', 1.5, true, false, null, {}, [], { a: [1, { b: 'c' }] }, ''];
      const back: unknown[] = [];
      for (const each of values) back.push(await asked(echo, each));
      return back;
    },
    'what JSON makes of others': () =>
      asked(echo, {
        date: new Date(0),
        map: new Map([[1, 2]]),
        bytes: Buffer.from('ab'),
        nothing: undefined,
        number: Number.NaN,
        own: { toJSON: () => 'own words' },
        text: 'ä€𝄞\n\u2028',
      }),
    'a long one': async () => ((await asked(echo, 'x'.repeat(300_000))) as { back: string }).back.length,
    'two at a time': async () => {
      const got: unknown[] = [];
      const both = new Promise<void>((resolve) => {
        echo.on('message', (message) => got.push(message) === 2 && resolve());
      });
      echo.send('first');
      echo.send('second');
      await both;
      echo.removeAllListeners('message');
      return got;
    },
    'a callback': () => new Promise((resolve) => echo.send('x', (error) => resolve([error]))),
    'a callback behind options': () =>
      new Promise((resolve) => echo.send('x', undefined, {}, (error) => resolve([error]))),
    'it says that there is room': () => echo.send('y'),
    nothing: () => echo.send(undefined as never),
    'a function': () => echo.send((() => {}) as never),
    'a symbol': () => echo.send(Symbol('s') as never),
    'a large number': () => echo.send(1n as never),
    'a circle': () => {
      const circle: { own?: unknown } = {};
      circle.own = circle;
      try {
        echo.send(circle);
      } catch (error) {
        return (error as Error).message.split('\n')[0];
      }
    },
    'no handle': () => echo.send('x', {} as never),
    'options that are none': () => echo.send('x', undefined, 1 as never),
    'what it knows of itself': () => [echo.connected, typeof echo.channel, typeof echo.pid, echo.exitCode],
    'its end': async () => {
      // It answers all that it was sent: to nobody, it would be an error.
      await new Promise<void>((resolve) => {
        echo.on('message', ({ back }: { back: unknown }) => back === 'last' && resolve());
        echo.send('last');
      });
      const end = ended(echo);
      echo.disconnect();
      return Promise.all([end, echo.connected, echo.channel]);
    },
    'after its end': () => new Promise((resolve) => echo.send('x', (error) => resolve(told(error)))),
    'after its end, without a callback': () =>
      new Promise((resolve) => {
        echo.once('error', (error) => resolve(told(error)));
        echo.send('x');
      }),
    'no second end': () =>
      new Promise((resolve) => {
        echo.once('error', (error) => resolve(told(error)));
        echo.disconnect();
      }),
    'in order': () => {
      const child = start('count');
      for (let n = 0; n < 300; n++) child.send(n);
      return whole(child);
    },
    'many from a child that ends': async () => {
      const child = start('many');
      const got: number[] = [];
      child.on('message', (n: number) => got.push(n));
      await new Promise((resolve) => child.once('close', resolve));
      return [got.length, got.every((n, i) => n === i)];
    },
    'before anybody listens': () => {
      const child = start('late');
      child.send('early');
      return whole(child);
    },
    'one, and then no more': async () => {
      const child = start('first');
      const first = await heard(child);
      child.send('go');
      return [first, await whole(child)];
    },
    'unheard by the parent': async () => {
      const child = start('unheard');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const got: unknown[] = [];
      child.on('message', (message) => got.push(message) === 2 && child.send('done'));
      await new Promise((resolve) => child.once('close', resolve));
      return got;
    },
    'wrong ones of a child': () => whole(start('wrong')),
    'a child that disconnects': () => whole(start('closed', { silent: true })),
  });
}
