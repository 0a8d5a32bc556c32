// Modules in the styles of npm's packages, sloppy and strict, as Node loads them.
const umd = require('./modules/umd.js');
const babel = require('./modules/babel');
const ts = require('./modules/typescript.js');
const plain = require('./modules/plain.js');
console.log(umd.add(1, 2), umd.strictThis(), (0, umd.strictThis)(), Object.keys(umd));
console.log(babel.named(3), babel.default(), Object.keys(babel), babel.__esModule);
console.log(ts.area(4), new ts.Shape(2).area, ts.named(1), Object.keys(ts));
console.log(plain(2), plain.self, plain.sloppy, plain.name, plain.length);
const a = require('./modules/cycle-a.js');
const b = require('./modules/cycle-b.js');
console.log(a, b, a.callB());
const g = require('./modules/getters.js');
console.log(g.live, g.lazy, g.lazy === g.lazy, g.live, g.bump(), g.live);
console.log(require('./modules/data.json'), require('./modules/data.json') === require('./modules/data'));
try { require('./modules/throws.js'); } catch (error) { console.log(error.message); }
console.log(require('./modules/throws').attempts);
try { require('./modules/none.js'); } catch (error) { console.log(error.code, error.message.split('\n')[0]); }
try { require('no-such-package'); } catch (error) { console.log(error.code, error.message.split('\n')[0]); }
console.log(module.children.length, module.id, module.parent, module.exports === this, require.main === module);
console.log(require.resolve('./modules/umd').split('/').pop(), require.resolve('fs'), require('./modules/umd') === require.cache[require.resolve('./modules/umd.js')].exports);
const name = ['umd', 'plain'][1];
console.log(require(`./modules/${name}.js`) === plain, typeof require('node:fs').readFileSync, require('util').inspect({ a: [1] }));
let sum = 0;
for (let i = 0; i < 200; i++) sum += umd.add(i, plain(1)) % 7;
console.log(sum, arguments.length, typeof arguments[1], __filename.endsWith('modules-commonjs.cjs'), __dirname.length > 3);
import('./modules/later.mjs').then((later) => {
  console.log(later.seen, later.default(1), later.hoisted, later.i, later.last, Object.keys(later), later[Symbol.toStringTag]);
});
