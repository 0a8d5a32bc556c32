const babel = require('@babel/core');

const text = 'const f = async (a, { b = 2, ...c } = {}) => { for (const x of await g(a)) yield_(x?.y ?? b); }; class A { #x = 1; static z = A.name; get x() { return this.#x; } } let t = `a${1}b`;';
const { code } = babel.transformSync(text, { presets: [[require.resolve('@babel/preset-env'), { targets: { ie: '11' } }]], configFile: false, babelrc: false, filename: 'a.js' });
console.log(code);
