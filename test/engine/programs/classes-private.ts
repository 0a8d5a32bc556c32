// #fields, #methods, #accessors, static ones, `in` checks, brand errors, closures over them.
class Account {
  #balance = 0;
  static #opened = 0;
  #history: number[] = [];
  readonly id: number;
  constructor(initial: number) { this.#balance = initial; this.id = ++Account.#opened; }
  #record(x: number) { this.#history.push(x); return this; }
  get #double() { return this.#balance * 2; }
  set #double(v: number) { this.#balance = v / 2; }
  deposit(x: number) { this.#balance += x; this.#record(x).#record(-x); return this; }
  twist() { this.#double = this.#double + 2; return this.#balance; }
  static total() { return Account.#opened; }
  static isAccount(x: object) { return #balance in x; }
  same(other: Account) { return this.#balance === other.#balance; }
  reader() { return () => `${this.#balance}:${this.#history.length}`; }
}
const a = new Account(10);
const b = new Account(5);
for (let i = 0; i < 5; i++) b.deposit(i);
const read = b.reader();
console.log(a.twist(), b.twist(), read(), Account.total(), Account.isAccount(a), Account.isAccount({}), a.same(b));
try { Account.prototype.twist.call({} as never); } catch (e) { console.log((e as Error).constructor.name); }
console.log(Object.keys(a).join(), JSON.stringify(a));
class Derived extends Account { #own = 'own'; show() { return this.#own + this.deposit(1).twist(); } }
console.log(new Derived(1).show());
