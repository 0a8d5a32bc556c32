import { tick } from './support/tick.ts';

const out: string[] = [];
const jobs = [];
for (let i = 0; i < 3; i++) { let own = i * 10; jobs.push((async () => { await null; own++; await tick(null); out.push(`${i}:${own}`); return () => own; })()); own += 5; }
const gets = await Promise.all(jobs);
console.log(out.join(), gets.map((g) => g()).join());
