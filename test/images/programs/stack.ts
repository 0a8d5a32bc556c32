// A deep stack, classes with private fields, closures, exceptions under way.
class Account {
  #balance = 100;
  private static made = 0;
  constructor(readonly name: string) {
    Account.made++;
  }
  add(n: number): number {
    this.#balance += n;
    return this.#balance;
  }
  static count(): number {
    return Account.made;
  }
}
const accounts = [new Account('a'), new Account('b')];
const adders = [1, 2, 3].map((step) => {
  let total = 0;
  return (n: number) => (total += n * step);
});
let x = 1;
function work(depth: number, label: string): number {
  const local = { depth, label, half: depth / 2, big: BigInt(depth) ** 20n };
  if (depth > 0) {
    try {
      return work(depth - 1, `${label}.${depth}`) + local.depth;
    } finally {
      accounts[depth % 2]!.add(depth);
    }
  }
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i < 400_000; i++) x = (x * 48271) % 2147483647;
    console.log(round, x, adders[round % 3]!(round), local.big, label.length);
  }
  return 0;
}
console.log(work(30, 'root'), accounts[0]!.add(0), accounts[1]!.add(0), Account.count(), String(accounts[0]!.name));
