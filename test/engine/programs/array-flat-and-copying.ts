import { tick } from './support/tick.ts';

const nested = [1, [2, [3, [4]]], [], [[5]]] as any[];
const a = [3, 1, 2];
console.log(nested.flat(Infinity).map(tick).join(), nested.flat().length, a.flatMap((x) => [x, [tick(x)]]).length, a.toSorted?.((x, y) => tick(x) - y).join(), a.with?.(1, 9).join(), a.toSpliced?.(0, 1, 7, 8).join(), a.copyWithin(0, 1).join(), a.fill(tick(4), 1).join(), Array.of(1, 2).concat(3, [4]).join(), a.findLast((x) => tick(x) === 4));
