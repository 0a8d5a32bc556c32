// A native add-on cannot be loaded: packages that have a fallback for that case use it. (This file is none, so that node fails as well.)
const { join } = require('node:path');
function load(how) {
  try { return how(); } catch (e) { return [e.name, e.code, e.message.startsWith(join(__dirname, 'modules/broken.node')), Object.keys(e)]; }
}
const computed = ['modules', 'broken.node'];
for (const how of new Set([
  () => require('./modules/broken.node'),
  () => require(join(__dirname, ...computed)),
  () => require(join(__dirname, ...computed).slice(0, -5) + '.node'),
  () => process.dlopen({ exports: {} }, join(__dirname, 'modules/broken.node')),
  () => require('./modules/' + computed[1]),
])) console.log(load(how));
try { require(join(__dirname, 'modules/none.node')); } catch (e) { console.log(e.code); }
