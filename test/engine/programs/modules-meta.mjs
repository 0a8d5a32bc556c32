// import.meta is one object for each module, with what the program puts on it.
import { again } from './modules/live.mjs';
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
const meta = import.meta;
const get = () => import.meta;
meta.own = turn(2);
console.log(get() === meta, turn(1), import.meta.own, import.meta === get(), Object.getPrototypeOf(meta), typeof again);
Object.seal(import.meta);
console.log(turn(2), Object.isSealed(get()), meta.filename?.slice(-16), meta.url.slice(-16), get().own);
