import { tick } from './support/tick.ts';

function account(balance: number) {
  const log: string[] = [];
  const note = (what: string) => log.push(`${what}:${tick(balance)}`);
  return { pay(n: number) { balance += n; note('pay'); return this; }, take(n: number) { if (n > balance) { note('no'); return this; } balance -= n; note('take'); return this; }, log };
}
console.log(account(5).pay(3).take(10).take(8).log.join(' '));
