import { tick } from './support/tick.ts';

const p = (async () => { await null; throw new Error(tick('late')); })();
const seen: string[] = [];
process.on('unhandledRejection', (e) => seen.push(`unhandled ${(e as Error).message}`));
process.on('exit', (code) => console.log(seen.join(), code, tick('bye')));
setTimeout(() => p.catch((e) => seen.push(`caught ${e.message}`)), 1);
