// Builtin modules whose names come into being while the program runs, and what is kept of them.
const Module = require('module');
const tick = (n) => {
  for (let i = 0; i < 1; i++) n += 0;
  return n;
};
const names = ['querystring', 'zlib', 'path', 'os'];
const kept = {};
for (const name of names) kept[name] = require([name][0]);
const { stringify } = kept.querystring;
const again = Module.createRequire(__filename);
const FastBuffer = Buffer[Symbol.species];
class Fewer extends FastBuffer {}
for (let i = 0; i < 3; i++)
  console.log(
    tick(i),
    stringify({ a: i }),
    kept.path === require('path'),
    again('path') === kept.path,
    again(`query${'string'}`) === kept.querystring,
    Module === again('module'),
    typeof kept.zlib.createGzip,
    new Fewer(2).length,
    Buffer[Symbol.species] === FastBuffer,
  );
