// Names of what a module exports by default without one.
import A from './modules/default-arrow.mjs';
import C from './modules/default-class.mjs';
import F from './modules/default-function.mjs';

const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
for (const each of [C, A, F]) console.log(turn(1), each.name, each.length, String(each).slice(0, 12));
console.log(C, A(), F(), turn(1));
const later = await Promise.all(['arrow', 'class', 'function'].map((kind) => import(`./modules/default-${kind}.mjs`)));
console.log(later.map(({ default: each }) => each.name), later[1].default === C);
