// Decimals of pi, printed line by line as they are found, by the spigot of Rabinowitz and Wagon.
// Usage: compute-pi.ts [decimals = 1000]
import { createHash } from 'node:crypto';

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

const decimals = Number(process.argv[2] ?? 1000);
if (!Number.isInteger(decimals) || decimals < 1 || decimals > 100_000) {
  console.error('usage: compute-pi.ts [decimals, 1 to 100000]');
  process.exit(2);
}
const pi = computePi(decimals);
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
