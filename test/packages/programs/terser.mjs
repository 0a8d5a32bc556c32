import { minify } from 'terser';

const text = `
function fib(number) { if (number < 2) { return number; } return fib(number - 1) + fib(number - 2); }
const unused = 12; var table = []; for (var i = 0; i < 10; i++) { table.push(fib(i)); }
export default class Thing { constructor(first, second) { this.first = first; this.second = second; } sum() { const { first, second } = this; return first + second; } }
console.log(table.filter(function (each) { return each % 2 === 0; }));
`;
const { code } = await minify(text, { module: true, compress: { passes: 2 }, mangle: true });
console.log(code);
