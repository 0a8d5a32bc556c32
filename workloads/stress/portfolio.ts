// What a portfolio may be worth in a year: Monte Carlo over correlated prices, as the openMosix stress test had it in Perl.
// Usage: portfolio.ts [PATHS = 20000] [SEED = 1]

const paths = Number(process.argv[2] ?? 20_000);
let state = Number(process.argv[3] ?? 1) >>> 0;

const STEPS = 52;
const assets = [
  { name: 'bonds', weight: 0.4, drift: 0.03, volatility: 0.05, load: 0.1 },
  { name: 'shares', weight: 0.45, drift: 0.07, volatility: 0.18, load: 0.8 },
  { name: 'gold', weight: 0.15, drift: 0.02, volatility: 0.15, load: -0.2 },
];

/** mulberry32 */
function uniform(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = state;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

/** Nearly normal: the sum of twelve, so that no function is used that differs between machines. */
function normal(): number {
  let sum = -6;
  for (let i = 0; i < 12; i++) sum += uniform();
  return sum;
}

function worth(): number {
  const prices = assets.map(() => 1);
  for (let step = 0; step < STEPS; step++) {
    const market = normal();
    for (const [i, { drift, volatility, load }] of assets.entries()) {
      const own = Math.sqrt(1 - load * load) * normal();
      prices[i]! *= 1 + drift / STEPS + (volatility / Math.sqrt(STEPS)) * (load * market + own);
    }
  }
  return assets.reduce((sum, { weight }, i) => sum + weight * prices[i]!, 0);
}

const worths: number[] = [];
for (let path = 1; path <= paths; path++) {
  worths.push(worth());
  if (path % (paths / 4) === 0) console.log(`${path} paths, mean ${mean(worths).toFixed(6)}`);
}
worths.sort((a, b) => a - b);
for (const part of [0.01, 0.05, 0.5, 0.95, 0.99])
  console.log(`${part}: ${worths[Math.floor(part * paths)]!.toFixed(6)}`);

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
