// A simulation with an event queue, accounts with history, errors as control flow, reports at the end.
class InsufficientFunds extends Error { constructor(readonly missing: number) { super(`missing ${missing}`); this.name = 'InsufficientFunds'; } }
abstract class Account {
  private static next = 1;
  readonly number = Account.next++;
  protected balance = 0;
  private readonly listeners: Array<(event: string, amount: number) => void> = [];
  constructor(readonly owner: string) {}
  onEvent(listener: (event: string, amount: number) => void): this { this.listeners.push(listener); return this; }
  protected emit(event: string, amount: number): void { for (const l of this.listeners) l(event, amount); }
  deposit(amount: number): void { this.balance += amount; this.emit('deposit', amount); }
  withdraw(amount: number): void { const missing = amount - this.available; if (missing > 0) throw new InsufficientFunds(missing); this.balance -= amount; this.emit('withdraw', amount); }
  abstract get available(): number;
  abstract month(): void;
}
class Checking extends Account { overdraft = 100; get available() { return this.balance + this.overdraft; } month() { if (this.balance < 0) this.withdraw(Math.min(5, this.available)); } }
class Savings extends Account { rate = 0.01; get available() { return this.balance; } month() { for (let day = 0; day < 30; day++) this.balance += (this.balance * this.rate) / 30; this.emit('interest', Math.round(this.balance)); } override withdraw(amount: number) { super.withdraw(amount); if (this.balance < 10) this.rate = 0; } }
const totals: Record<string, number> = {};
const accounts = ['ann', 'bob', 'cid', 'dan'].flatMap((o) => [new Checking(o), new Savings(o)]);
for (const a of accounts) a.onEvent((event, amount) => { totals[event] = (totals[event] ?? 0) + amount; }).deposit(50 * a.number);
const failures: string[] = [];
function transfer(from: Account, to: Account, amount: number): void {
  let done = false;
  try { from.withdraw(amount); to.deposit(amount); done = true; } catch (e) { if (e instanceof InsufficientFunds) failures.push(`${from.owner}->${to.owner}: ${e.message}`); else throw e; } finally { totals[done ? 'ok' : 'failed'] = (totals[done ? 'ok' : 'failed'] ?? 0) + 1; }
}
let seed = 99;
for (let day = 1; day <= 90; day++) {
  const pick = () => accounts[(seed = (seed * 48271) % 2147483647) % accounts.length]!;
  transfer(pick(), pick(), (seed % 120) + 1);
  if (day % 30 === 0) accounts.forEach((a) => a.month());
}
console.log(JSON.stringify(totals), failures.length, failures.slice(0, 3).join('; '));
for (const a of accounts) console.log(a.number, a.constructor.name, a.owner, a.available.toFixed(4));
