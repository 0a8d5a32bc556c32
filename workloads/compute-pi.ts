// Decimals of pi, printed line by line as they are found, by the spigot of Rabinowitz and Wagon. With workers, by Machin's
// formula: they share out the terms of its series, and each is a task that the cluster may execute anywhere.
// Usage: compute-pi.ts [decimals = 1000] [workers]
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const LINE_WIDTH = 100;
/** Each term of the series gains one bit, and a decimal is worth this many of them. */
const TERMS_PER_DECIMAL = Math.log2(10);
const SPARE_DECIMALS = 12;

/** SHA-256 of "3." and the decimals, for the lengths that people try. */
const KNOWN_DIGESTS = new Map<number, string>([
  [1000, '823a2e34f63c5d5f30a27733976df5a1ab57feaab505f40d95d3dd3fefa425cc'],
  [5000, '150b3085ba72f7c8979bba12208f2765ab3dfac1975470b75a4e6d5d4bf35fb7'],
  [10_000, '452304d0e15d9e9fd9b63024212bb571de54b9b9f0aa050481f90530ef0b5c5d'],
  [20_000, '977f8d4251b4f633100b4d2dbc214b874c45353b0e3debe41046753777fd6efc'],
]);

/**
 * pi = 2 + 1/3 (2 + 2/5 (2 + 3/7 (2 + …))): in that mixed base all digits of pi are 2. Multiplying by ten and
 * carrying from the last term to the first brings one more decimal in front of the point.
 */
class Spigot {
  private readonly terms: Int32Array;
  private decimalsLeft: number;

  constructor(decimals: number) {
    this.decimalsLeft = decimals + SPARE_DECIMALS;
    this.terms = new Int32Array(Math.ceil(this.decimalsLeft * TERMS_PER_DECIMAL) + 1).fill(2);
  }

  /** The next digit, 0 to 10: a ten is to be carried into the digits before it. */
  next(): number {
    const terms = this.terms;
    let carry = 0;
    // The last terms can no longer reach the digits that are still wanted.
    for (let i = Math.ceil(this.decimalsLeft * TERMS_PER_DECIMAL); i > 0; i--) {
      const value = (terms[i] as number) * 10 + carry;
      const divisor = 2 * i + 1;
      const quotient = (value / divisor) | 0;
      terms[i] = value - quotient * divisor;
      carry = quotient * i;
    }
    this.decimalsLeft--;
    const value = (terms[0] as number) * 10 + carry;
    terms[0] = value % 10;
    return (value / 10) | 0;
  }
}

/** Prints the first `limit` digits in lines, and keeps them for the check. */
class Printer {
  text = '';
  private printed = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get full(): boolean {
    return this.text.length >= this.limit;
  }

  add(digits: string): void {
    this.text = (this.text + digits).slice(0, this.limit);
    while (this.text.length >= this.printed + LINE_WIDTH) {
      console.log(this.text.slice(this.printed, this.printed + LINE_WIDTH));
      this.printed += LINE_WIDTH;
    }
    if (this.full && this.printed < this.limit) {
      console.log(this.text.slice(this.printed));
      this.printed = this.limit;
    }
  }
}

function computePi(decimals: number): string {
  const spigot = new Spigot(decimals);
  const printer = new Printer(decimals);
  console.log(`${spigot.next()}.`);

  // A digit is certain once one that is no nine follows it: until then a carry may still arrive.
  let held = spigot.next();
  let nines = 0;
  while (!printer.full) {
    const digit = spigot.next();
    switch (digit) {
      case 9:
        nines++;
        continue;
      case 10:
        printer.add(String(held + 1) + '0'.repeat(nines));
        held = 0;
        break;
      default:
        printer.add(String(held) + '9'.repeat(nines));
        held = digit;
    }
    nines = 0;
  }
  return `3.${printer.text}`;
}

/** Part of the series of arctan(1 / x): its terms from `from` to before `to`. */
interface Piece {
  x: number;
  from: number;
  to: number;
}

/** pi = 16 arctan(1/5) − 4 arctan(1/239) */
const MACHIN = [
  { factor: 16n, x: 5 },
  { factor: -4n, x: 239 },
] as const;
/** So many for each worker: small enough that the last ones do not keep the others waiting for long. */
const PIECES = 32;
/** Pieces that a worker has asked for: while it works on one, the next is on its way. */
const ASKED = 2;

const unitOf = (decimals: number): bigint => 10n ** BigInt(decimals + SPARE_DECIMALS);

/** What those terms add to pi, in `unit`s. */
function sumOf({ x, from, to }: Piece, unit: bigint): bigint {
  const square = BigInt(x * x);
  let power = unit / BigInt(x) ** BigInt(2 * from + 1);
  let sum = 0n;
  for (let k = from; k < to; k++) {
    const term = power / BigInt(2 * k + 1);
    sum += k % 2 === 0 ? term : -term;
    power /= square;
  }
  return MACHIN.find((series) => series.x === x)!.factor * sum;
}

function piecesFor(decimals: number, workers: number): Piece[] {
  const termsOf = (x: number): number => Math.ceil((decimals + SPARE_DECIMALS) / Math.log10(x * x)) + 1;
  const atOnce = Math.ceil(termsOf(MACHIN[0].x) / (workers * PIECES));
  return MACHIN.flatMap(({ x }) => {
    const terms = termsOf(x);
    return Array.from({ length: Math.ceil(terms / atOnce) }, (_, i) => ({
      x,
      from: i * atOnce,
      to: Math.min(terms, (i + 1) * atOnce),
    }));
  });
}

/** Each worker takes pieces until there are none, and then gives its sum. */
function share(decimals: number, workers: number): Promise<string> {
  const pieces = piecesFor(decimals, workers);
  let sum = 0n;
  let working = workers;
  return new Promise((resolve) => {
    const oneWorker = (): void => {
      const worker = new Worker(fileURLToPath(import.meta.url), { argv: [String(decimals)] });
      worker.on('message', (partial: bigint | null) => {
        if (partial === null) worker.postMessage(pieces.shift() ?? null);
        else sum += partial;
      });
      worker.on('exit', () => {
        if (--working === 0) resolve(String(sum / 10n ** BigInt(SPARE_DECIMALS)));
      });
    };
    for (let i = 0; i < workers; i++) oneWorker();
  });
}

function work(decimals: number): void {
  const unit = unitOf(decimals);
  let sum = 0n;
  let asked = ASKED;
  parentPort!.on('message', (piece: Piece | null) => {
    if (piece) {
      sum += sumOf(piece, unit);
      parentPort!.postMessage(null);
    } else if (--asked === 0) {
      parentPort!.postMessage(sum);
      parentPort!.close();
    }
  });
  for (let i = 0; i < ASKED; i++) parentPort!.postMessage(null);
}

function print(digits: string): string {
  console.log(`${digits[0]}.`);
  const printer = new Printer(digits.length - 1);
  printer.add(digits.slice(1));
  return `3.${printer.text}`;
}

function tell(decimals: number, pi: string): void {
  const digest = createHash('sha256').update(pi).digest('hex');
  const known = KNOWN_DIGESTS.get(decimals);
  if (known === undefined) {
    console.error(`${decimals} decimals, sha256 ${digest}`);
  } else if (known === digest) {
    console.error(`${decimals} decimals, all correct (sha256 ${digest.slice(0, 16)}…)`);
  } else {
    console.error(`${decimals} decimals, WRONG: sha256 is ${digest}, not ${known}`);
    process.exitCode = 1;
  }
}

const decimals = Number(process.argv[2] ?? 1000);
const workers = Number(process.argv[3] ?? 0);
const most = workers > 0 ? 1_000_000 : 100_000;
const isWhole = (value: number, from: number, to: number): boolean =>
  Number.isInteger(value) && value >= from && value <= to;
if (!isMainThread) work(decimals);
else if (!isWhole(decimals, 1, most) || !isWhole(workers, 0, 1000)) {
  console.error('usage: compute-pi.ts [decimals, 1 to 100000; 1000000 with workers] [workers, up to 1000]');
  process.exit(2);
} else if (workers === 0) tell(decimals, computePi(decimals));
else tell(decimals, print(await share(decimals, workers)));
