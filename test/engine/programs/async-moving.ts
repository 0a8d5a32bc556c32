// Async functions and promises in every state, across safe points.
const log: string[] = [];
const work = (n: number): number => {
  let s = 1;
  for (let i = 0; i < n; i++) s = (s * 31 + i) % 65_521;
  return s;
};
const sleep = <T>(ms: number, value?: T) => new Promise<T>((resolve) => setTimeout(resolve, ms, value));
async function steps(name: string, n: number, ...rest: number[]): Promise<string> {
  for (let i = 0; i < n; i++) {
    log.push(`${name}${i}:${work(400)}`);
    await null;
  }
  return name + rest.length;
}
const pending = new Promise<number>(() => {});
const rejected = Promise.reject(new RangeError('kept'));
rejected.catch(() => {});
let release: (value: string) => void = () => {};
const gate = new Promise<string>((resolve) => {
  release = resolve;
});
class Account {
  balance = 10;
  async add(amount: number, fee = work(3) % 2): Promise<number> {
    const before = this.balance;
    work(500);
    await sleep(1);
    this.balance = before + amount - fee;
    return this.balance;
  }
  static async open({ start }: { start: number }): Promise<Account> {
    const account = new Account();
    account.balance = await Promise.resolve(start);
    return account;
  }
}
async function failing(kind: string): Promise<never> {
  work(300);
  if (kind === 'early') throw new Error('early');
  await sleep(1);
  work(300);
  throw new TypeError(`late ${kind}`);
}
async function careful(): Promise<string> {
  const seen: string[] = [];
  for (const kind of ['early', 'late', 'rejected']) {
    try {
      if (kind === 'rejected') await rejected;
      else await failing(kind);
    } catch (error) {
      seen.push((error as Error).message);
      await null;
      work(200);
    } finally {
      seen.push(`finally ${work(100)}`);
      await sleep(0);
    }
  }
  return seen.join(', ');
}
async function main(): Promise<void> {
  console.log(await Promise.all([steps('a', 3), steps('b', 2, 1, 2), 7]));
  const account = await Account.open({ start: 100 });
  console.log(await account.add(5), await Promise.all([account.add(1), account.add(2, 0)]));
  console.log(await careful());
  console.log(await Promise.race([pending, sleep(3, 'slept'), sleep(50, 'late')]));
  console.log((await Promise.allSettled([rejected, 1, sleep(1, 'x')])).map((s) => s.status).join());
  console.log(await Promise.any([rejected, sleep(2, 'any')]), await Promise.any([rejected]).catch((e: AggregateError) => e.errors.length));
  setTimeout(() => release('opened'), 2);
  console.log(await gate, pending, gate);
  const thenable = {
    then(ok: (value: string) => void): void {
      work(300);
      ok(`thenable ${work(10)}`);
    },
  };
  console.log(await (thenable as unknown as Promise<string>), await Promise.resolve(thenable));
  const chained = await Promise.resolve(1)
    .then((x) => x + work(200))
    .then((x) => {
      throw new Error(String(x));
    })
    .catch((error: Error) => sleep(1, error.message))
    .finally(() => log.push(`done ${work(100)}`));
  console.log(chained);
  const counters = [1, 2, 3].map(async (k) => {
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      sum += await sleep(k % 2, k * i);
      work(200);
    }
    return sum;
  });
  console.log((await Promise.all(counters)).join());
  const nested = async (n: number): Promise<number> => (n === 0 ? work(100) : (await nested(n - 1)) + 1);
  console.log(await nested(20));
  class Later<T> extends Promise<T> {
    later = true;
  }
  const later = Later.resolve(5).then((x) => x * 2);
  console.log(later instanceof Later, (later as Later<number>).later, await later);
  queueMicrotask(() => log.push('micro'));
  process.nextTick(() => log.push('tick'));
  await null;
  log.push('after');
  await sleep(1);
  console.log(log.join(' '));
}
setTimeout(() => log.push('timeout'), 0);
Promise.resolve().then(() => log.push('job 1')).then(() => log.push('job 2'));
queueMicrotask(() => log.push('microtask'));
process.nextTick(() => log.push('first tick'));
log.push('sync');
await main();
console.log('main is over', await (async () => work(1000))());
process.on('exit', (code) => console.log('exit', code));
class Base {
  async greet(name: string): Promise<string> {
    work(100);
    await sleep(1);
    return `hello ${name} ${work(50)}`;
  }
}
class Vault extends Base {
  #secret = 40;
  static opened = 0;
  override async greet(name: string): Promise<string> {
    const said = await super.greet(name);
    this.#secret += work(300) % 3;
    await sleep(1);
    return `${said}, ${await this.#peek(this.#secret)}`;
  }
  async #peek(value: number): Promise<number> {
    Vault.opened++;
    await null;
    work(400);
    return value + this.#secret;
  }
  static async count(): Promise<number> {
    await sleep(1);
    return Vault.opened + work(200) * 0;
  }
}
console.log(await new Vault().greet('you'), await Vault.count());
