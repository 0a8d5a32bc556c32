// ES modules with CommonJS, JSON and dynamic imports; cycles and live bindings.
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import Holder, { count, counter, data, strict, version } from './modules/esm.mjs';
import * as live from './modules/live.mjs';
import ts, { area, named } from './modules/typescript.js';

globalThis.order = [];
console.log(strict, version, data, new Holder(), counter, count(), count(), counter, live.live, live.again === live);
console.log(typeof ts, area(3), named(2), this, typeof module, import.meta.url.endsWith('mixed.mjs'));
const require = createRequire(import.meta.url);
console.log(require('./modules/cycle-a.js').late, require('./modules/umd.js').VERSION, basename(require.resolve('./modules/plain.js')));
order.push('before');
const first = await import('./modules/later.mjs');
const second = await import(`./modules/later.mjs`);
console.log(order, first === second, first.default(10), live.live);
console.log((await import('./modules/awaits.mjs')).value, (await import('node:path')).basename('/x/y'));
console.log((await import('./modules/plain.js')).default === require('./modules/plain.js'), Object.keys(await import('./modules/umd.js')));
for (const load of [() => import('./modules/none.mjs'), () => import('./modules/throws.js'), () => import('./modules/throws.js')])
  await load().then((m) => console.log('loaded', m.default), (error) => console.log(error.code ?? error.message));
let sum = 0;
for (let i = 0; i < 200; i++) sum += first.default(i) % 3;
console.log(sum, Object.keys(live), typeof live.bump);
