// Promises in every state, timers, async functions half way, an interval.
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const pending = new Promise<string>((resolve) => setTimeout(() => resolve('late'), 900));
const rejected = Promise.reject(new Error('early'));
rejected.catch((error: Error) => console.log('caught', error.message));
let ticks = 0;
const interval = setInterval(() => {
  ticks++;
}, 50);
async function steps(name: string, ms: number): Promise<number> {
  let sum = 0;
  for (let step = 1; step <= 30; step++) {
    await sleep(ms);
    sum += step;
    if (name === 'one') console.log(name, step, sum);
  }
  return sum;
}
const all = await Promise.all([steps('one', 120), steps('two', 110), pending]);
clearInterval(interval);
console.log(all, ticks > 3);
