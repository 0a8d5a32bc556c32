import { tick } from './support/tick.ts';

const items = [[12, 4], [2, 2], [1, 1], [1, 2], [4, 10]] as const;
const memo = new Map<string, number>();
function best(i: number, room: number): number { if (i === items.length) return 0; const key = `${i},${room}`; const known = memo.get(key); if (known !== undefined) return known; const [w, v] = items[i]!; let r = best(i + 1, room); if (w <= room) r = Math.max(r, v + best(i + 1, room - w)); memo.set(key, tick(r)); return r; }
console.log(best(0, 15), best(0, 7), memo.size);
