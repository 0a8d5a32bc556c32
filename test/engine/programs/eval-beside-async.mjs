// `(0, eval)` and methods named `eval` see no variables: functions with them are taken apart as all others.
const cache = {
  values: new Map(),
  async eval(script, ...keys) {
    await null;
    return `${script}:${keys.map((key) => this.values.get(key) ?? 'none').join()}`;
  },
};
cache.values.set('a', 1);

async function indirect(text) {
  const before = await text.length;
  const got = (0, eval)(text);
  return `${before} ${typeof got} ${await got}`;
}
async function method(keys) {
  const answers = [];
  for (const key of keys) answers.push(await cache.eval(`get ${key}`, key));
  return answers.join(' ');
}
async function* generated(texts) {
  for (const text of texts) yield globalThis.eval(await text);
}
class Evaluator {
  async eval(text) {
    return (await null) ?? (0, eval)(text);
  }
  async twice(text) {
    return (await this.eval(text)) + (await this.eval(text));
  }
}
const aliased = eval;
const plain = async (text) => aliased(text) + typeof eval;

globalThis.inner = 'global';
async function scope() {
  const inner = 'local';
  await null;
  return [(0, eval)('typeof inner === "string" && inner'), inner, (await plain('this === globalThis')) ];
}

console.log(await indirect('1 + 2'), await indirect('async () => 3'), await indirect('(async () => "later")()'));
console.log(await method(['a', 'b']));
for await (const value of generated(['2 * 3', Promise.resolve('"text"'), '[1, 2].length'])) console.log(value);
console.log(await new Evaluator().twice('4'));
console.log((await scope()).join());
try {
  await indirect('throw new RangeError("out")');
} catch (error) {
  console.log(error.name, error.message);
}
