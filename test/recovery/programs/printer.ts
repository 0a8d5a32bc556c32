/** Prints many short lines to both streams, from jobs of all kinds; looks at the clock now and then. */
let x = 1;
const work = (rounds: number): number => {
  for (let j = 0; j < rounds; j++) x = (x * 48271) % 2147483647;
  return x;
};
for (let i = 0; i < 40; i++) {
  for (let line = 0; line < 200; line++) {
    console.log(i, line, work(2_000));
    if (line % 50 === 0) console.error('half', i, Date.now() > 0);
    if (line % 70 === 0) process.stdout.write(`${performance.now() > 0} `);
  }
  if (i % 10 === 0) await new Promise((done) => setImmediate(done));
  process.nextTick(() => console.log('tick', i));
}
process.on('exit', () => console.log('exit', x));
