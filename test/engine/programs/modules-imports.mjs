// Imports are constants to who imports them; specifiers and attributes of import() are computed.
import * as self from './modules-imports.mjs';
import { count as counted } from './modules-imports.mjs';

const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
const tick = (value) => (turn(1), value);
export let count = 1;
export default tick('default');
const $own = tick('own');
export { $own as $ };
const seen = [];
const attempt = (what) => {
  try {
    what();
    seen.push('assigned');
  } catch (error) {
    seen.push(error.name);
  }
};
attempt(() => (counted = tick(2)));
attempt(() => (counted += tick(2)));
attempt(() => counted++);
attempt(() => (counted ||= tick(2)));
attempt(() => (counted &&= tick(2)));
attempt(() => ([counted] = [tick(2)]));
attempt(() => ({ counted } = { counted: tick(2) }));
attempt(() => ({ a: counted = tick(2), ...count } = {}));
attempt(() => {
  for (counted of [tick(1)]);
});
console.log(seen.join(), counted, count, Object.keys(self), self.default);
count = tick(3);
console.log(counted, self.count);
const path = './modules/live.mjs';
const asked = [];
const specifier = { toString: () => (asked.push('specifier'), path) };
const options = { get with() {
  asked.push('with');
  return {};
} };
console.log((await import(tick(specifier), options)).live, asked.join());
for (const wrong of [1, { with: 1 }, { with: { type: 1 } }]) await import(path, wrong).catch((error) => console.log(tick(error.name)));
console.log(self.$, (await import('./modules/nameless.mjs')).default.name);
import('./modules-imports.mjs').then((again) => console.log(tick(again === self)));
